//! One entry for each change: how an enrollment stood, why, and what was reported.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::alert::{AlertId, Hold, Kind, Transition};
use crate::condition::Compliance;
use crate::deliver::Settled;
use crate::identity::Enrollment;
use crate::state::{BlindSpell, ComponentState, Problem, Sight};
use crate::time::Time;

/// A change, or the baseline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    pub enrollment: Enrollment,
    /// The version of the state that it made.
    pub version: u64,
    /// Always later than the entry before it.
    pub at: Time,
    /// What is new, reported or held: the last in the order of kinds. None if only facts, reasons or
    /// the compliance changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    pub sight: Sight,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub components: BTreeMap<String, ComponentState>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
    pub compliance: Compliance,
    /// The problem that was open then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Why it could not be observed, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blind: Option<BlindSpell>,
    /// What is known of the time since the entry before it; none for the first entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transitions: Vec<Transition>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
    /// The problem that ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
    /// The component that a person asked to forget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forgotten: Option<Forgotten>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<AlertId>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// How the alert left the queue, by route. Written later than the entry, and not hashed.
    #[serde(skip)]
    pub receipts: BTreeMap<String, Settled>,
}

impl HistoryEntry {
    /// The entry as JSON text, as it is stored and hashed.
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
    /// When it was last observed, in that time or before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_at: Option<Time>,
}

/// News that was not reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// None if it is not about a component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
    pub kind: Kind,
    pub hold: Hold,
}

/// A problem that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    pub opened_at: Time,
    /// Why it was never reported, if so: it opened and closed while held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Hold>,
}

/// A component that is no longer watched because a person said so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    pub component: String,
    /// Who said so: an ARN.
    pub by: String,
    pub reason: String,
}
