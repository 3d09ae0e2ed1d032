//! The history of an enrollment: bands in which it stood the same, and the changes between them.

use crate::change::Change;
use crate::condition::{Compliance, Condition};
use crate::history::HistoryEntry;
use crate::rules::Rules;
use crate::standing::Standing;
use crate::time::Time;

/// The history of an enrollment between two points in time, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// Each band begins where the one before it ends.
    pub bands: Vec<Band>,
    pub changes: Vec<Change>,
    /// The problems that were open then.
    pub problems: Vec<ProblemSpell>,
}

/// A problem from its beginning to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemSpell {
    pub opened_at: Time,
    /// None if it is still open.
    pub closed_at: Option<Time>,
}

/// A time in which an enrollment stood the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    pub from: Time,
    pub to: Time,
    /// The worst condition of its components; none if there was none.
    pub condition: Option<Condition>,
    pub compliance: Compliance,
    /// Why it was not seen, if so; the rest is then how it was last seen.
    pub unseen: Option<Unseen>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unseen {
    /// Nobody looked, for longer than the policy's `stale_after`.
    Stale,
    /// Every look was blind.
    Blind,
}

impl Timeline {
    /// The timeline from `from` to `to`. `entries` are oldest first; one from before `from` gives the
    /// first band. `now` is how the enrollment stands, if it is still known.
    pub fn of(
        entries: &[HistoryEntry],
        now: Option<&Standing>,
        rules: Rules<'_>,
        from: Time,
        to: Time,
    ) -> Self {
        let changes = Change::between(entries, rules.policy, from, to);
        let mut timeline = Self { bands: Vec::new(), changes, problems: problems(entries, from, to) };
        for (place, entry) in entries.iter().enumerate() {
            let next = entries.get(place + 1);
            let until = next.map_or(to, |next| next.at).min(to);
            let seen = Seen::of(entry, next, now);
            for band in bands(entry, rules, until, &seen) {
                timeline.extend(Band { from: band.from.max(from), ..band });
            }
        }
        timeline
    }

    /// Adds a band, or extends the last one if it is the same.
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

/// The problems that were open between two points in time.
fn problems(entries: &[HistoryEntry], from: Time, to: Time) -> Vec<ProblemSpell> {
    let mut spells: Vec<ProblemSpell> = Vec::new();
    for entry in entries.iter().filter(|entry| entry.at <= to) {
        let opened = entry.problem.as_ref().map(|problem| problem.opened_at);
        let closed = entry.closed.map(|closed| closed.opened_at);
        for opened_at in closed.into_iter().chain(opened) {
            if spells.last().is_none_or(|last| last.opened_at != opened_at) {
                spells.push(ProblemSpell { opened_at, closed_at: None });
            }
        }
        if let Some(spell) = spells.iter_mut().find(|spell| Some(spell.opened_at) == closed) {
            spell.closed_at = Some(entry.at);
        }
    }
    spells.retain(|spell| spell.closed_at.is_none_or(|closed_at| closed_at > from));
    spells
}

/// How long after an entry looks went on, and from when they were blind.
struct Seen {
    looked_at: Option<Time>,
    /// When the looks became blind.
    blind_since: Option<Time>,
}

impl Seen {
    fn of(entry: &HistoryEntry, next: Option<&HistoryEntry>, now: Option<&Standing>) -> Self {
        let (looked_at, blind) = match next {
            Some(next) => (next.before.map(|before| before.looked_at), next.blind.as_ref()),
            None => (now.map(|now| now.looked_at), now.and_then(|now| now.blind.as_ref())),
        };
        let blind_since = match &entry.blind {
            Some(_) => Some(entry.at),
            None => blind.map(|spell| spell.since),
        };
        Self { looked_at, blind_since }
    }
}

/// The time after an entry: seen, then blind, then stale. Any of them may be empty.
fn bands(entry: &HistoryEntry, rules: Rules<'_>, until: Time, seen: &Seen) -> [Band; 3] {
    let conditions =
        entry.components.iter().map(|(name, component)| rules.condition(name, &component.status).0);
    let band = Band {
        from: entry.at,
        to: until,
        condition: conditions.max_by_key(|condition| condition.rank()),
        compliance: entry.compliance,
        unseen: None,
    };
    let is_stale = |looked_at: &Time| !entry.retired && rules.policy.is_stale(*looked_at, until);
    let looked_at = seen.looked_at.filter(is_stale);
    let looked_at = looked_at.unwrap_or(until).clamp(entry.at, until.max(entry.at));
    let blind_since = seen.blind_since.unwrap_or(looked_at).clamp(entry.at, looked_at);
    let blind = Band { from: blind_since, to: looked_at, unseen: Some(Unseen::Blind), ..band.clone() };
    let compliance = band.compliance.unseen();
    let stale = Band { from: looked_at, compliance, unseen: Some(Unseen::Stale), ..band.clone() };
    [Band { to: blind_since, ..band }, blind, stale]
}

impl Band {
    fn looks_like(&self, other: &Self) -> bool {
        (self.condition, self.compliance, self.unseen) == (other.condition, other.compliance, other.unseen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::fixture::{Play, hour};

    /// The bands of a play until an hour: from, to, condition, compliance, and why it was not seen.
    fn bands(play: &Play, until: i64) -> Vec<String> {
        let now = Standing::of(play.state(), play.rules(), hour(until));
        let timeline = Timeline::of(&play.history, Some(&now), play.rules(), hour(0), hour(until));
        let hours = |time: Time| time.since(hour(0)).as_secs() / 3600;
        let each = timeline.bands.iter().map(|band| {
            let condition = band.condition.map_or("none", <&str>::from);
            let unseen = band.unseen.map(|unseen| format!(" {unseen:?}")).unwrap_or_default();
            format!(
                "{}-{} {condition} {}{unseen}",
                hours(band.from),
                hours(band.to),
                band.compliance.into_str()
            )
        });
        each.collect()
    }

    #[test]
    fn a_gap_in_which_nobody_looked_is_not_known() {
        let mut play = Play::new("");
        play.at(0, "ACTIVE");
        play.at(1200, "ACTIVE");
        play.at(1210, "ACTIVE");
        let expected = ["0-1200 healthy INSUFFICIENT_DATA Stale", "1200-1215 healthy COMPLIANT"];
        assert_eq!(bands(&play, 1215), expected);
    }

    #[test]
    fn a_problem_stands_in_a_gap() {
        let mut play = Play::new("");
        play.at(0, "FAILED");
        play.at(10, "FAILED");
        let expected = ["0-10 failed NON_COMPLIANT", "10-90 failed NON_COMPLIANT Stale"];
        assert_eq!(bands(&play, 90), expected);
    }

    #[test]
    fn blindness_begins_with_the_first_blind_look() {
        let mut play = Play::new("");
        for (at, seen) in [(0, "ACTIVE"), (5, "ACTIVE"), (6, "down"), (7, "down")] {
            play.at(at, seen);
        }
        assert_eq!(bands(&play, 7), ["0-6 healthy COMPLIANT", "6-7 healthy COMPLIANT Blind"]);
        play.at(8, "down");
        play.at(9, "ACTIVE");
        let expected = [
            "0-6 healthy COMPLIANT",
            "6-8 healthy COMPLIANT Blind",
            "8-9 healthy INSUFFICIENT_DATA Blind",
            "9-10 healthy COMPLIANT",
        ];
        assert_eq!(bands(&play, 10), expected);
    }

    #[test]
    fn what_stood_on_a_day_is_as_old_as_the_last_look_before_it() {
        let mut play = Play::new("");
        play.at(0, "ACTIVE");
        play.at(1200, "ACTIVE");
        let now = Standing::of(play.state(), play.rules(), hour(1200));
        let at = |hours: i64| Standing::at(&now, &play.history, play.rules(), hour(hours));
        let stood = at(600).unwrap();
        assert_eq!((stood.looked_at, stood.last_observed), (hour(0), Some(hour(0))));
        assert_eq!((stood.stale, stood.compliance), (true, Compliance::InsufficientData));
        assert_eq!(at(1200).unwrap().compliance, Compliance::Compliant);
        assert_eq!(at(-1), None);
    }

    #[test]
    fn blindness_counts_from_before_it_became_an_outage() {
        let mut play = Play::new("");
        for (at, seen) in [(0, "ACTIVE"), (1, "down"), (2, "down"), (3, "down"), (4, "ACTIVE")] {
            play.at(at, seen);
        }
        let now = Standing::of(play.state(), play.rules(), hour(5));
        let at = |hours: i64| Standing::at(&now, &play.history, play.rules(), hour(hours)).unwrap();
        assert_eq!(at(0).blind, None);
        let blind = at(2).blind.unwrap();
        assert_eq!((blind.since, blind.reported_at), (hour(1), None));
        assert_eq!(at(3).blind.unwrap().reported_at, Some(hour(3)));
        assert_eq!(at(4).blind, None);
    }
}
