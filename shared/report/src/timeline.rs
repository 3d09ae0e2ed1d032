//! What stood when: the history of an enrollment as bands of one look and marks upon them.

use rollcall_core::alert::{AlertId, Kind, Transition};
use rollcall_core::condition::{Compliance, Condition};
use rollcall_core::history::{HistoryEntry, Receipt};
use rollcall_core::policy::Rules;
use rollcall_core::time::Time;

use crate::standing::{is_stale, when_stale};

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
    /// Why it was not seen, if so: then this is how it was seen last.
    pub unseen: Option<Unseen>,
}

/// Why an enrollment was not seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unseen {
    /// Nobody asked for longer than [`STALE_AFTER`](crate::standing::STALE_AFTER).
    Stale,
    /// Whoever asked got no answer.
    Blind,
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
    /// tells what stood at the beginning; the last one stood until `last_observed`, as far as was
    /// seen.
    pub fn of(
        entries: &[HistoryEntry],
        last_observed: Option<Time>,
        rules: Rules<'_>,
        from: Time,
        to: Time,
    ) -> Self {
        let mut timeline = Self::default();
        for (place, entry) in entries.iter().enumerate() {
            let next = entries.get(place + 1);
            let seen_until = next.map_or(last_observed, |next| next.previous.map(|before| before.until));
            let until = next.map_or(to, |next| next.at).min(to);
            let band = Band { from: entry.at.max(from), to: until, ..Band::of(entry, rules) };
            band.split(seen_until).into_iter().for_each(|band| timeline.extend(band));
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
            unseen: entry.blind.is_some().then_some(Unseen::Blind),
        }
    }

    /// What was seen, and what is stale.
    fn split(self, seen_until: Option<Time>) -> [Self; 2] {
        let seen_until = match seen_until {
            Some(seen) if self.unseen.is_none() && is_stale(seen, self.to) => seen,
            Some(_) | None => self.to,
        };
        let (from, compliance) = (seen_until.max(self.from), when_stale(self.compliance));
        let stale = Self { from, compliance, unseen: Some(Unseen::Stale), ..self.clone() };
        [Self { to: seen_until, ..self }, stale]
    }

    fn looks_like(&self, other: &Self) -> bool {
        (self.condition, self.compliance, self.unseen) == (other.condition, other.compliance, other.unseen)
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
