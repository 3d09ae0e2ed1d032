//! One entry a change: enough to say what stood when, why, and what was reported.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::alert::{AlertId, Hold, Kind, Transition};
use crate::condition::Compliance;
use crate::deliver::Settled;
use crate::identity::Enrollment;
use crate::state::{BlindSpell, ComponentState, Problem, Sight};
use crate::time::Time;

/// A change, the baseline included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The enrollment.
    pub enrollment: Enrollment,
    /// The version of the state that it made.
    pub version: u64,
    /// When. Always after the entry before it.
    pub at: Time,
    /// What is new, the first in the order of kinds, reported or held; none where only facts,
    /// reasons or the verdict changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// What was seen.
    pub sight: Sight,
    /// The components then.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub components: BTreeMap<String, ComponentState>,
    /// The facts then.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
    /// The verdict then.
    pub compliance: Compliance,
    /// The problem that was open then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Why it could not be seen, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blind: Option<BlindSpell>,
    /// What is known of the time since the entry before it; none for the first entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
    /// The transitions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transitions: Vec<Transition>,
    /// What was not reported, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
    /// The problem that ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
    /// The component that a person had forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forgotten: Option<Forgotten>,
    /// The alert that it made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<AlertId>,
    /// Whether the enrollment is no longer watched.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// What became of the alert, by route. It comes later than the entry, and is no part of its hash.
    #[serde(skip)]
    pub receipts: BTreeMap<String, Settled>,
}

impl HistoryEntry {
    /// The entry as JSON text: what is stored, and hashed.
    pub fn body(&self) -> String {
        serde_json::to_string(self).expect("an entry has only text keys")
    }
}

/// The time between an entry and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// When the entry before it was written.
    pub changed_at: Time,
    /// The last look in that time.
    pub looked_at: Time,
    /// When it was last seen in that time, or before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_at: Option<Time>,
}

/// Something that was not reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The component, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
    /// What it was.
    pub kind: Kind,
    /// Why not.
    pub hold: Hold,
}

/// A problem that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// When it opened.
    pub opened_at: Time,
    /// Why it was never reported, if so: it opened and closed while held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Hold>,
}

/// A component that is no longer watched because a person said so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// The component.
    pub component: String,
    /// Who said so: an ARN.
    pub by: String,
    /// Why.
    pub reason: String,
}
