//! What stood when: the history of an enrollment as bands of one look and marks upon them.

use rollcall_core::alert::{AlertId, Kind, Transition};
use rollcall_core::condition::{Compliance, Condition};
use rollcall_core::history::{HistoryEntry, Receipt};
use rollcall_core::policy::Rules;
use rollcall_core::time::Time;

/// The history of an enrollment between two points in time, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// What stood; each band begins where the one before it ends.
    pub bands: Vec<Band>,
    /// What happened.
    pub marks: Vec<Mark>,
}

/// A stretch of time in which an enrollment looked the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// From.
    pub from: Time,
    /// To.
    pub to: Time,
    /// The worst condition of its components; none where there was none.
    pub condition: Option<Condition>,
    /// The verdict.
    pub compliance: Compliance,
    /// Whether it could not be seen.
    pub blind: bool,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Time,
    /// What it was about; none where only facts or reasons changed.
    pub kind: Option<Kind>,
    /// The components that moved.
    pub transitions: Vec<Transition>,
    /// The alert that it made.
    pub alert: Option<AlertId>,
    /// The proof that the alert was published.
    pub receipt: Option<Receipt>,
}

impl Timeline {
    /// What the entries, oldest first, tell of the time from `from` to `to`. An entry from before
    /// tells what stood at the beginning.
    pub fn of(entries: &[HistoryEntry], rules: Rules<'_>, from: Time, to: Time) -> Self {
        let mut timeline = Self::default();
        for (place, entry) in entries.iter().enumerate() {
            let until = entries.get(place + 1).map_or(to, |next| next.at).min(to);
            timeline.extend(Band { from: entry.at.max(from), to: until, ..Band::of(entry, rules) });
            if (from..=to).contains(&entry.at) {
                timeline.marks.push(Mark::of(entry));
            }
        }
        timeline
    }

    /// Adds a band, or lengthens the last one where it looks the same.
    fn extend(&mut self, band: Band) {
        if band.from >= band.to {
            return;
        }
        match self.bands.last_mut() {
            Some(last) if last.looks_like(&band) => last.to = band.to,
            Some(_) | None => self.bands.push(band),
        }
    }
}

impl Band {
    fn of(entry: &HistoryEntry, rules: Rules<'_>) -> Self {
        let conditions =
            entry.components.iter().map(|(name, component)| rules.condition(name, &component.status));
        Self {
            from: entry.at,
            to: entry.at,
            condition: conditions.max_by_key(|condition| condition.rank()),
            compliance: entry.compliance,
            blind: entry.blind.is_some(),
        }
    }

    fn looks_like(&self, other: &Self) -> bool {
        (self.condition, self.compliance, self.blind) == (other.condition, other.compliance, other.blind)
    }
}

impl Mark {
    fn of(entry: &HistoryEntry) -> Self {
        Self {
            at: entry.at,
            kind: entry.kind,
            transitions: entry.transitions.clone(),
            alert: entry.alert.clone(),
            receipt: entry.receipt.clone(),
        }
    }
}
