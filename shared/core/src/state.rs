//! The state of an enrollment: its newest snapshot, and what must be remembered to decide.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::alert::AlertId;
use crate::condition::Compliance;
use crate::identity::Enrollment;
use crate::observation::Blindness;
use crate::time::Time;

/// What is known of an enrollment. Each commit raises `version` by one and writes one history
/// item; what a run without a change touches is marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The enrollment.
    pub enrollment: Enrollment,
    /// How many commits there were.
    pub version: u64,
    /// What the newest sight was of.
    pub sight: Sight,
    /// The components of the last observation, by name.
    pub components: BTreeMap<String, ComponentState>,
    /// The facts of the last observation.
    pub facts: BTreeMap<String, String>,
    /// The verdict.
    pub compliance: Compliance,
    /// The open problem.
    pub problem: Option<Problem>,
    /// Runs in a row that could not see it (touched).
    pub blind: Option<BlindSpell>,
    /// When it was first seen.
    pub first_observed: Option<Time>,
    /// When it was last seen (touched).
    pub last_observed: Option<Time>,
    /// When the newest history item was written.
    pub changed_at: Time,
    /// Sights since then, the one that wrote it included (touched).
    pub observations: u64,
    /// Runs ever, blind ones included (touched).
    pub runs: u64,
    /// The last alert. It tells whether an older one is still in the outbox.
    pub last_alert: Option<AlertId>,
}

/// What was last seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sight {
    /// Nothing yet: every run was blind.
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
    /// Whether it was found stuck in this status.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stuck: bool,
}

/// A problem that people were told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// When they were first told.
    pub opened_at: Time,
    /// When they were last told.
    pub alerted_at: Time,
}

/// Runs in a row that could not see the enrollment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlindSpell {
    /// How many.
    pub runs: u32,
    /// Since when.
    pub since: Time,
    /// Why the newest one could not.
    pub latest: Blindness,
    /// Whether it has lasted long enough to be told of, and is in history.
    #[serde(default)]
    pub reported: bool,
    /// Whether people were told.
    #[serde(default)]
    pub alerted: bool,
}

impl State {
    /// An enrollment that was never asked for.
    pub fn new(enrollment: &Enrollment, now: Time) -> Self {
        Self {
            enrollment: enrollment.clone(),
            version: 0,
            sight: Sight::Never,
            components: BTreeMap::new(),
            facts: BTreeMap::new(),
            compliance: Compliance::InsufficientData,
            problem: None,
            blind: None,
            first_observed: None,
            last_observed: None,
            changed_at: now,
            observations: 0,
            runs: 0,
            last_alert: None,
        }
    }

    /// The statuses by component.
    pub fn statuses(&self) -> BTreeMap<String, String> {
        self.components.iter().map(|(name, component)| (name.clone(), component.status.clone())).collect()
    }
}

impl ComponentState {
    /// How long it has had its status.
    pub fn age(&self, now: Time) -> Duration {
        now.since(self.since)
    }
}
