//! The state of an enrollment: its newest snapshot, and what must be remembered to decide.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::alert::{Hold, Severity};
use crate::chain::NO_HEAD;
use crate::condition::Compliance;
use crate::identity::Enrollment;
use crate::observation::{Blindness, Cause};
use crate::time::Time;

/// What is known of an enrollment. Each commit raises `version` by one and writes one history entry; a
/// note only updates what is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub enrollment: Enrollment,
    /// How many commits there were.
    pub version: u64,
    pub sight: Sight,
    /// The components of the last observation, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub components: BTreeMap<String, ComponentState>,
    /// The facts of the last observation.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
    pub compliance: Compliance,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// What the flapping rule remembers, by component.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub swings: BTreeMap<String, Swings>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blind: Option<BlindSpell>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_observed: Option<Time>,
    /// As of the last note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_observed: Option<Time>,
    /// The last look, blind or not, as of the last note.
    pub looked_at: Time,
    /// When the newest history entry was written.
    pub changed_at: Time,
    /// When this state was last written, by a commit or a note. Each write is later than the one
    /// before it, whatever the clock does.
    pub noted_at: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Time>,
    /// The hash of the newest history entry.
    pub head: String,
    /// The policy that the last write was decided by, as a [digest](crate::rules::Rules::digest).
    pub policy: String,
}

/// What was last seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sight {
    /// Nothing yet: every look was blind.
    Never,
    /// The service answered.
    Observed,
    /// The service is not offered there.
    NotApplicable,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentState {
    /// The service's own string, or `(gone)`.
    pub status: String,
    /// The service's explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When this status was first observed.
    pub since: Time,
    /// Whether it was ever enrolled: then its absence is a loss.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub was_enrolled: bool,
}

/// What is wrong with an enrollment, and which parts have been reported. Open from the first component
/// that is a problem until all components are fine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub opened_at: Time,
    /// None while all of it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<Time>,
    /// Why the unreported part was last held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Hold>,
    /// The components that are a problem now.
    #[serde(default)]
    pub components: BTreeMap<String, ComponentProblem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentProblem {
    pub since: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<Reported>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Hold>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    pub at: Time,
    pub status: String,
    pub severity: Severity,
    /// Whether the status had lasted longer than its deadline.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overdue: bool,
}

/// When a component became a problem and stopped being one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swings {
    /// When it became a problem, as far back as the rule looks.
    pub began: Vec<Time>,
    /// When it last became a problem or stopped being one.
    pub last: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flapping: Option<FlappingSpell>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlappingSpell {
    /// The worst severity reported since it flaps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<Severity>,
}

/// Looks in a row that saw nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlindSpell {
    /// When the first of them was.
    pub since: Time,
    /// Why the newest look saw nothing.
    pub latest: Blindness,
    /// Whether it has become an outage, and is in history.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recorded: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<Time>,
}

impl State {
    /// An enrollment that was never looked at.
    pub fn new(enrollment: &Enrollment, now: Time) -> Self {
        Self {
            enrollment: enrollment.clone(),
            version: 0,
            sight: Sight::Never,
            components: BTreeMap::new(),
            facts: BTreeMap::new(),
            compliance: Compliance::InsufficientData,
            problem: None,
            swings: BTreeMap::new(),
            blind: None,
            first_observed: None,
            last_observed: None,
            looked_at: now,
            changed_at: now,
            noted_at: now,
            retired_at: None,
            head: NO_HEAD.to_owned(),
            policy: String::new(),
        }
    }

    pub fn statuses(&self) -> BTreeMap<String, String> {
        self.components.iter().map(|(name, component)| (name.clone(), component.status.clone())).collect()
    }

    pub fn flapping(&self, component: &str) -> Option<&FlappingSpell> {
        self.swings.get(component)?.flapping.as_ref()
    }
}

impl AsRef<Enrollment> for State {
    fn as_ref(&self) -> &Enrollment {
        &self.enrollment
    }
}

impl ComponentState {
    /// How long it has had its status.
    pub fn age(&self, now: Time) -> Duration {
        now.since(self.since)
    }
}

impl BlindSpell {
    /// Whether the account could not be entered at the newest look.
    pub fn is_without_access(&self) -> bool {
        self.latest.cause == Cause::NoAccess
    }

    /// Whether it is an outage: the first blind look was `blind_after` ago or more, so this is not the
    /// first.
    pub fn is_outage(&self, blind_after: Duration, now: Time) -> bool {
        now.since(self.since) >= blind_after
    }
}
