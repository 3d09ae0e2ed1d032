//! What a period was like, of one enrollment or of many: how long they were compliant, what problems they
//! had, and what was sent.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::change::Change;
use crate::condition::Compliance;
use crate::timeline::{Timeline, Unseen};

/// Durations of several enrollments add up: two that were compliant for a day were so for two days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    pub compliant: Duration,
    pub non_compliant: Duration,
    /// Blind or stale, unless the last known verdict was not compliant; in progress; or a status that no one
    /// has classified.
    pub not_known: Duration,
    pub not_applicable: Duration,
    /// How many problems were open at any time.
    pub problems: usize,
    /// How many of them were still open at the end.
    pub open: usize,
    /// How long each of the others had lasted when it ended, the shortest first.
    pub recoveries: Vec<Duration>,
    /// Observations that found another status than the one before them.
    pub changes: usize,
    pub alerts: Alerts,
    /// The longest time without a look, among those longer than the policy's `stale_after`.
    pub longest_gap: Option<Duration>,
}

/// What became of the alerts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alerts {
    pub stored: usize,
    /// How many a channel confirmed, by route and channel.
    pub sent: BTreeMap<(String, String), usize>,
    /// How many have no receipt yet.
    pub waiting: usize,
}

impl Record {
    pub fn of(timeline: &Timeline) -> Self {
        let mut record = Self::default();
        timeline.changes.iter().for_each(|change| record.count(change));
        for band in &timeline.bands {
            let compliance = band.unseen.map_or(band.compliance, |_| band.compliance.unseen());
            let lasted = band.to.since(band.from);
            *record.time(compliance) += lasted;
            if band.unseen == Some(Unseen::Stale) {
                record.longest_gap = record.longest_gap.max(Some(lasted));
            }
        }
        for spell in &timeline.problems {
            record.problems += 1;
            match spell.closed_at {
                Some(closed_at) => record.recoveries.push(closed_at.since(spell.opened_at)),
                None => record.open += 1,
            }
        }
        record.recoveries.sort_unstable();
        record
    }

    fn time(&mut self, compliance: Compliance) -> &mut Duration {
        match compliance {
            Compliance::Compliant => &mut self.compliant,
            Compliance::NonCompliant => &mut self.non_compliant,
            Compliance::InsufficientData => &mut self.not_known,
            Compliance::NotApplicable => &mut self.not_applicable,
        }
    }

    fn count(&mut self, change: &Change) {
        self.changes += usize::from(change.is_transition());
        if change.alert.is_none() {
            return;
        }
        self.alerts.stored += 1;
        self.alerts.waiting += usize::from(change.receipts.is_empty());
        for (route, settled) in &change.receipts {
            if let Some(receipt) = settled.receipt() {
                *self.alerts.sent.entry((route.clone(), receipt.channel.clone())).or_default() += 1;
            }
        }
    }

    /// The record of all of them.
    pub fn sum<'a>(records: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        records.into_iter().for_each(|record| all.add(record));
        all.recoveries.sort_unstable();
        all
    }

    fn add(&mut self, other: &Self) {
        self.compliant += other.compliant;
        self.non_compliant += other.non_compliant;
        self.not_known += other.not_known;
        self.not_applicable += other.not_applicable;
        self.problems += other.problems;
        self.open += other.open;
        self.recoveries.extend(&other.recoveries);
        self.changes += other.changes;
        self.alerts.stored += other.alerts.stored;
        self.alerts.waiting += other.alerts.waiting;
        for (to, sent) in &other.alerts.sent {
            *self.alerts.sent.entry(to.clone()).or_default() += sent;
        }
        self.longest_gap = self.longest_gap.max(other.longest_gap);
    }

    /// The time in which a verdict was asked for.
    pub fn judged(&self) -> Duration {
        self.compliant + self.non_compliant + self.not_known
    }

    /// The share of a part of the judged time, in hundredths of a percent, rounded down: 10,000 is all of
    /// it. None if nothing was judged.
    pub fn share(&self, part: Duration) -> Option<u128> {
        (part.as_millis() * 10_000).checked_div(self.judged().as_millis())
    }

    /// The time to recovery in the middle; the longer one of two.
    pub fn median_recovery(&self) -> Option<Duration> {
        self.recoveries.get(self.recoveries.len() / 2).copied()
    }

    pub fn longest_recovery(&self) -> Option<Duration> {
        self.recoveries.last().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::fixture::{Play, hour};
    use crate::standing::Standing;

    fn record(play: &Play, from: i64, to: i64) -> Record {
        let now = Standing::of(play.state(), play.rules(), hour(to));
        Record::of(&Timeline::of(&play.history, Some(&now), play.rules(), hour(from), hour(to)))
    }

    fn hours(hours: u64) -> Duration {
        Duration::from_secs(hours * 3600)
    }

    #[test]
    fn time_is_counted_by_verdict_and_unseen_time_is_not_known() {
        let mut play = Play::new("");
        for (at, seen) in [(0, "ACTIVE"), (10, "SUSPENDED"), (16, "ACTIVE"), (20, "down"), (21, "down")] {
            play.at(at, seen);
        }
        let record = record(&play, 0, 22);
        assert_eq!(
            [record.compliant, record.non_compliant, record.not_known],
            [hours(14), hours(6), hours(2)],
            "it is not known from the first blind look on"
        );
        assert_eq!(record.share(record.compliant), Some(6363), "never rounded up");
        assert_eq!((record.changes, record.alerts.stored, record.alerts.waiting), (2, 2, 2));
    }

    #[test]
    fn a_problem_counts_in_each_period_in_which_it_is_open() {
        let mut play = Play::new("");
        for (at, seen) in [(0, "ACTIVE"), (10, "FAILED"), (30, "ACTIVE"), (40, "SUSPENDED"), (44, "ACTIVE")] {
            play.at(at, seen);
        }
        let problems = |from, to| {
            let record = record(&play, from, to);
            (record.problems, record.open, record.recoveries)
        };
        assert_eq!(problems(0, 60), (2, 0, vec![hours(4), hours(20)]));
        assert_eq!(problems(0, 20), (1, 1, vec![]));
        assert_eq!(problems(20, 35), (1, 0, vec![hours(20)]), "it had begun before");
        assert_eq!(problems(31, 39), (0, 0, vec![]));
    }

    #[test]
    fn reminders_are_no_changes() {
        let mut play = Play::new("");
        for at in [0, 24, 48] {
            play.at(at, "FAILED");
        }
        let record = record(&play, 0, 50);
        assert_eq!((record.changes, record.alerts.stored), (0, 3));
    }

    #[test]
    fn the_longest_gap_is_one_in_which_nobody_looked() {
        let mut play = Play::new("");
        for at in [0, 100, 101, 300] {
            play.at(at, "ACTIVE");
        }
        let all = record(&play, 0, 301);
        assert_eq!((all.longest_gap, all.not_known), (Some(hours(199)), hours(299)));
    }

    #[test]
    fn records_add_up() {
        let mut play = Play::new("");
        for (at, seen) in [(0, "ACTIVE"), (10, "FAILED"), (12, "ACTIVE")] {
            play.at(at, seen);
        }
        let one = record(&play, 0, 20);
        let all = Record::sum([&one, &one, &Record::default()]);
        assert_eq!((all.compliant, all.problems), (hours(36), 2));
        assert_eq!((all.median_recovery(), all.longest_recovery()), (Some(hours(2)), Some(hours(2))));
        assert_eq!(all.share(all.compliant), Some(9000));
        assert_eq!(Record::default().share(Duration::ZERO), None);
    }
}
