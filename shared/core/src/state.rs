//! The state of an enrollment: its newest snapshot, and what must be remembered to decide.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::alert::{Hold, Severity};
use crate::chain::NO_HEAD;
use crate::condition::Compliance;
use crate::identity::Enrollment;
use crate::observation::Blindness;
use crate::time::Time;

/// What is known of an enrollment. Each commit raises `version` by one and writes one history
/// entry; a note only renews what is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The enrollment.
    pub enrollment: Enrollment,
    /// How many commits there were.
    pub version: u64,
    /// What was last seen.
    pub sight: Sight,
    /// The components of the last observation, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub components: BTreeMap<String, ComponentState>,
    /// The facts of the last observation.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
    /// The verdict.
    pub compliance: Compliance,
    /// The open problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// What the rule of flapping remembers, by component.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub swings: BTreeMap<String, Swings>,
    /// The looks in a row that saw nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blind: Option<BlindSpell>,
    /// When it was first seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_observed: Option<Time>,
    /// When it was last seen, as of the last note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_observed: Option<Time>,
    /// When somebody last looked, as of the last note, whether or not they saw it.
    pub looked_at: Time,
    /// When the newest history entry was written.
    pub changed_at: Time,
    /// When this state was last written, by a commit or a note. Each write is later than the one
    /// before it, whatever the clock does.
    pub noted_at: Time,
    /// Since when it is no longer watched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Time>,
    /// The hash of the newest history entry.
    pub head: String,
    /// The policy that the last write was decided by, as [`crate::rules::Rules::digest`] has it.
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

/// What is known of a component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentState {
    /// The service's own string, or `(gone)`.
    pub status: String,
    /// The service's explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Since when it has this status, as far as we saw.
    pub since: Time,
    /// Whether it was ever enrolled: then its absence is a loss.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub was_enrolled: bool,
}

/// What is wrong with an enrollment, and which parts have been reported. Open from its first component
/// that is a problem until all components are fine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// When it opened.
    pub opened_at: Time,
    /// When it was last reported; none as long as all of it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<Time>,
    /// Why what is not reported was last held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Hold>,
    /// The components that are a problem now.
    #[serde(default)]
    pub components: BTreeMap<String, ComponentProblem>,
}

/// A component that is a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentProblem {
    /// Since when.
    pub since: Time,
    /// What was last reported of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<Reported>,
    /// Why its news is not reported yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Hold>,
}

/// What was reported of a component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// When.
    pub at: Time,
    /// Its status.
    pub status: String,
    /// How much it mattered.
    pub severity: Severity,
    /// Whether the status had lasted for longer than its deadline.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overdue: bool,
}

/// When a component became a problem and ceased to be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swings {
    /// When it became one, as far back as the rule looks.
    pub began: Vec<Time>,
    /// When it last became one or ceased to be one.
    pub last: Time,
    /// Whether it flaps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flapping: Option<FlappingSpell>,
}

/// A time in which a component flaps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlappingSpell {
    /// The most severe that was reported of it since it flaps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<Severity>,
}

/// Looks in a row that saw nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlindSpell {
    /// When the first of them was.
    pub since: Time,
    /// Why the newest saw nothing.
    pub latest: Blindness,
    /// Whether it has lasted long enough to be an outage, and is in history.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recorded: bool,
    /// When it was last reported.
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

    /// The statuses by component.
    pub fn statuses(&self) -> BTreeMap<String, String> {
        self.components.iter().map(|(name, component)| (name.clone(), component.status.clone())).collect()
    }

    /// Whether a component flaps.
    pub fn flapping(&self, component: &str) -> Option<&FlappingSpell> {
        self.swings.get(component)?.flapping.as_ref()
    }
}

impl ComponentState {
    /// How long it has had its status.
    pub fn age(&self, now: Time) -> Duration {
        now.since(self.since)
    }
}

impl BlindSpell {
    /// Whether it is an outage: the first blind look was `blind_after` ago, so that this is another.
    pub fn is_outage(&self, blind_after: Duration, now: Time) -> bool {
        now.since(self.since) >= blind_after
    }
}
