//! What changed with one history entry.

use std::collections::BTreeMap;

use crate::alert::{AlertId, ComplianceChange, Kind, Transition};
use crate::condition::Compliance;
use crate::deliver::Settled;
use crate::history::{Closed, Forgotten, Held, HistoryEntry};
use crate::identity::Enrollment;
use crate::policy::Policy;
use crate::time::Time;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub enrollment: Enrollment,
    /// The version of the state that it made.
    pub version: u64,
    pub at: Time,
    /// None if only facts, reasons or the compliance changed.
    pub kind: Option<Kind>,
    pub compliance: ComplianceChange,
    pub transitions: Vec<Transition>,
    /// The last look before, if it is too long ago to know what happened in between.
    pub gap_since: Option<Time>,
    pub held: Vec<Held>,
    /// The problem that ended.
    pub closed: Option<Closed>,
    /// The component that a person asked to forget.
    pub forgotten: Option<Forgotten>,
    pub alert: Option<AlertId>,
    pub retired: bool,
    /// How the alert left the queue, by route.
    pub receipts: BTreeMap<String, Settled>,
}

impl Change {
    /// The changes from `from` to `to`, both included, with the baseline. `entries` are one
    /// enrollment's, oldest first; those outside the range only say what was before. The compliance
    /// before the first known entry is `INSUFFICIENT_DATA`.
    pub fn between(entries: &[HistoryEntry], policy: &Policy, from: Time, to: Time) -> Vec<Self> {
        let before =
            std::iter::once(Compliance::InsufficientData).chain(entries.iter().map(|entry| entry.compliance));
        entries
            .iter()
            .zip(before)
            .filter(|(entry, _)| (from..=to).contains(&entry.at))
            .map(|(entry, before)| Self::of(entry, before, policy))
            .collect()
    }

    /// Whether a status moved. Reminders, blindness and what was first seen are no transitions.
    pub fn is_transition(&self) -> bool {
        self.version > 1 && !self.transitions.is_empty()
    }

    /// The newest change of one enrollment's entries, oldest first.
    pub fn newest(entries: &[HistoryEntry], policy: &Policy) -> Option<Self> {
        let at = entries.last()?.at;
        Self::between(entries, policy, at, at).pop()
    }

    fn of(entry: &HistoryEntry, before: Compliance, policy: &Policy) -> Self {
        let looked_at = entry.before.map(|before| before.looked_at);
        Self {
            enrollment: entry.enrollment.clone(),
            version: entry.version,
            at: entry.at,
            kind: entry.kind,
            compliance: ComplianceChange { from: before, to: entry.compliance },
            transitions: entry.transitions.clone(),
            gap_since: looked_at.filter(|&looked_at| policy.is_stale(looked_at, entry.at)),
            held: entry.held.clone(),
            closed: entry.closed,
            forgotten: entry.forgotten.clone(),
            alert: entry.alert.clone(),
            retired: entry.retired,
            receipts: entry.receipts.clone(),
        }
    }
}
