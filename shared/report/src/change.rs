//! What an enrollment's history says of a stretch of time: its entries, and the changes they made.
//!
//! Entries are one enrollment's, oldest first; both ends of the time belong to it. Entries from
//! outside it are never shown, but tell what stood before and what came after.

use rollcall_core::alert::{AlertId, ComplianceChange, Kind, Transition};
use rollcall_core::condition::Compliance;
use rollcall_core::history::{HistoryEntry, Receipt};
use rollcall_core::identity::Enrollment;
use rollcall_core::time::Time;

/// What became different with one history entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The enrollment.
    pub enrollment: Enrollment,
    /// When.
    pub at: Time,
    /// What it was about, the most severe; none where only facts or reasons changed.
    pub kind: Option<Kind>,
    /// The verdict before and after.
    pub compliance: ComplianceChange,
    /// The components that moved.
    pub transitions: Vec<Transition>,
    /// The alert that it made.
    pub alert: Option<AlertId>,
    /// The proof that the alert was published.
    pub receipt: Option<Receipt>,
}

impl Change {
    /// The changes between two points in time, the baseline included. The verdict before the first
    /// known entry is `INSUFFICIENT_DATA`: nothing is known of it.
    pub fn between(entries: &[HistoryEntry], from: Time, to: Time) -> Vec<Self> {
        let before =
            std::iter::once(Compliance::InsufficientData).chain(entries.iter().map(|entry| entry.compliance));
        entries
            .iter()
            .zip(before)
            .filter(|(entry, _)| (from..=to).contains(&entry.at))
            .map(|(entry, before)| Self::of(entry, before))
            .collect()
    }

    fn of(entry: &HistoryEntry, before: Compliance) -> Self {
        Self {
            enrollment: entry.enrollment.clone(),
            at: entry.at,
            kind: entry.kind,
            compliance: ComplianceChange { from: before, to: entry.compliance },
            transitions: entry.transitions.clone(),
            alert: entry.alert.clone(),
            receipt: entry.receipt.clone(),
        }
    }
}

/// A history entry, and what only the entry after it tells.
pub(crate) struct Stay<'a> {
    /// The entry.
    pub(crate) entry: &'a HistoryEntry,
    /// Until when it stood; none where it still does.
    pub(crate) until: Option<Time>,
    /// How often it was seen; none where that is not counted to its end.
    pub(crate) observations: Option<u64>,
}

impl<'a> Stay<'a> {
    /// The entries between two points in time.
    pub(crate) fn between(
        entries: &'a [HistoryEntry],
        from: Time,
        to: Time,
    ) -> impl Iterator<Item = Stay<'a>> {
        let next = entries.iter().skip(1).map(Some).chain([None]);
        let shown = entries.iter().zip(next).filter(move |(entry, _)| (from..=to).contains(&entry.at));
        shown.map(|(entry, next)| Stay {
            entry,
            until: next.map(|next| next.at),
            observations: next.and_then(|next| next.previous).map(|previous| previous.observations),
        })
    }
}
