//! One entry a change: enough to tell what stood when, why, and what people were told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::alert::{AlertId, Kind, Transition};
use crate::condition::Compliance;
use crate::identity::Enrollment;
use crate::state::{BlindSpell, ComponentState, Problem, Sight};
use crate::time::Time;

/// A change, the baseline included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The enrollment.
    pub enrollment: Enrollment,
    /// The version of the state that it made.
    pub version: u64,
    /// When. Never before the entry that precedes it.
    pub at: Time,
    /// What the entry was written for, the most severe; none where only facts or reasons changed.
    pub kind: Option<Kind>,
    /// What was seen.
    pub sight: Sight,
    /// The components then.
    pub components: BTreeMap<String, ComponentState>,
    /// The facts then.
    pub facts: BTreeMap<String, String>,
    /// The verdict then.
    pub compliance: Compliance,
    /// The problem that was open then; not known of entries from before it was kept.
    pub problem: Option<Problem>,
    /// Why it could not be seen, if so.
    pub blind: Option<BlindSpell>,
    /// How long what stood before was seen.
    pub previous: Option<RunLength>,
    /// The transitions.
    pub transitions: Vec<Transition>,
    /// The alert that it made.
    pub alert: Option<AlertId>,
    /// The alert's receipt, once it was published.
    pub receipt: Option<Receipt>,
    /// When the entry may be deleted.
    pub expires_at: Time,
}

/// For how long, and how often, an unchanged snapshot was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunLength {
    /// From its history entry.
    pub from: Time,
    /// To the last time it was seen.
    pub until: Time,
    /// How often.
    pub observations: u64,
}

/// The proof that an alert was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// SNS's id of the message.
    pub message_id: String,
    /// When SNS had answered.
    pub published_at: Time,
}
