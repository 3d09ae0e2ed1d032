//! What became different with one history entry.

use std::collections::BTreeMap;

use crate::alert::{AlertId, ComplianceChange, Kind, Transition};
use crate::condition::Compliance;
use crate::deliver::Settled;
use crate::history::{Closed, Forgotten, Held, HistoryEntry};
use crate::identity::Enrollment;
use crate::policy::Policy;
use crate::time::Time;

/// What became different with one history entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The enrollment.
    pub enrollment: Enrollment,
    /// The version of the state that it made.
    pub version: u64,
    /// When.
    pub at: Time,
    /// What was new; none where only facts, reasons or the verdict changed.
    pub kind: Option<Kind>,
    /// The verdict before and after.
    pub compliance: ComplianceChange,
    /// The components that moved.
    pub transitions: Vec<Transition>,
    /// When somebody had last looked, if that was too long ago to know what was between.
    pub gap_since: Option<Time>,
    /// What was not reported, and why.
    pub held: Vec<Held>,
    /// The problem that ended.
    pub closed: Option<Closed>,
    /// The component that a person had forgotten.
    pub forgotten: Option<Forgotten>,
    /// The alert that it made.
    pub alert: Option<AlertId>,
    /// Whether the enrollment is no longer watched.
    pub retired: bool,
    /// What became of the alert, by route.
    pub receipts: BTreeMap<String, Settled>,
}

impl Change {
    /// The changes between two points in time, both included, the baseline too. `entries` are one
    /// enrollment's, oldest first; those from outside are not shown, but say what stood before. The
    /// verdict before the first known entry is `INSUFFICIENT_DATA`: nothing is known of it.
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
