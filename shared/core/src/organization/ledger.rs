//! The ledger: of each run of the organization, who should have answered, who did, and who did not.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::unit::{Range, RunId};
use crate::account::Account;
use crate::identity::{AccountId, Enrollment};
use crate::time::Time;

/// How long a run stays in the ledger.
const KEPT: Duration = Duration::from_secs(90 * 86_400);
/// The most enrollments of a unit or a run that are named; all are counted.
const NAMED_MAX: usize = 1_000;

/// A run as planned, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub id: RunId,
    /// How many enrollments were planned.
    pub planned: usize,
    pub ranges: Vec<Range>,
    /// The checks whose status the organization answered for all accounts in this run, and when.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answered: BTreeMap<String, Time>,
    /// None until the run is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
}

/// What a unit expected, saw and did not see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    pub expected: usize,
    pub seen: usize,
    /// How many were blind, by cause.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub blind: BTreeMap<String, usize>,
    pub missing: usize,
    /// Those that nobody looked at, as many as one item holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing_named: Vec<Enrollment>,
}

/// When a unit's entry in the ledger of a run expires.
pub fn kept_until(run: RunId) -> Time {
    run.0.plus(KEPT)
}

impl Coverage {
    pub fn blind(&self) -> usize {
        self.blind.values().sum()
    }

    /// Counts an enrollment that was looked at; `blind` is the cause if it could not be seen.
    pub fn count(&mut self, blind: Option<&str>) {
        self.expected += 1;
        match blind {
            None => self.seen += 1,
            Some(cause) => *self.blind.entry(cause.to_owned()).or_default() += 1,
        }
    }

    /// Counts an enrollment that nobody looked at.
    pub fn miss(&mut self, enrollment: Enrollment) {
        self.expected += 1;
        self.missing += 1;
        if self.missing_named.len() < NAMED_MAX {
            self.missing_named.push(enrollment);
        }
    }

    fn add(&mut self, unit: &Self) {
        self.expected += unit.expected;
        self.seen += unit.seen;
        self.missing += unit.missing;
        for (cause, count) in &unit.blind {
            *self.blind.entry(cause.clone()).or_default() += count;
        }
        let room = NAMED_MAX.saturating_sub(self.missing_named.len());
        self.missing_named.extend(unit.missing_named.iter().take(room).cloned());
    }
}

/// What a whole run saw. Of a unit that left no entry everything is missing; `planned` says what it is, for
/// an account.
pub fn reconcile<'a>(
    run: &Run,
    units: &BTreeMap<Range, Coverage>,
    accounts: impl IntoIterator<Item = &'a Account>,
    planned: impl Fn(&Account) -> Vec<Enrollment>,
) -> Coverage {
    let mut whole = Coverage::default();
    run.ranges.iter().filter_map(|range| units.get(range)).for_each(|unit| whole.add(unit));
    let silent: Vec<&Range> = run.ranges.iter().filter(|range| !units.contains_key(range)).collect();
    let is_silent = |account: &AccountId| silent.iter().any(|range| range.holds(account));
    let accounts = accounts.into_iter().filter(|account| is_silent(&account.id));
    let missing: BTreeSet<Enrollment> = accounts.flat_map(planned).collect();
    missing.into_iter().for_each(|enrollment| whole.miss(enrollment));
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::fixture::hour;
    use crate::identity::Shard;

    fn id(number: usize) -> AccountId {
        format!("{number:012}").parse().unwrap()
    }

    fn range(digit: u8) -> Range {
        Range { shard: Shard::try_from(digit).unwrap(), from: AccountId::first(), to: AccountId::last() }
    }

    fn planned(account: &Account) -> Vec<Enrollment> {
        ["odb", "access"].map(|check| format!("{check}/{}/us-east-1", account.id).parse().unwrap()).to_vec()
    }

    fn saw(seen: usize, blind: usize, missing: &[&str]) -> Coverage {
        let mut coverage = Coverage::default();
        (0..seen).for_each(|_| coverage.count(None));
        (0..blind).for_each(|_| coverage.count(Some("no-access")));
        missing.iter().for_each(|enrollment| coverage.miss(enrollment.parse().unwrap()));
        coverage
    }

    #[test]
    fn what_units_saw_adds_up_and_a_silent_unit_is_missing_by_name() {
        let run = Run {
            id: RunId(hour(0)),
            planned: 8,
            ranges: vec![range(1), range(2), range(3)],
            answered: BTreeMap::new(),
            coverage: None,
        };
        let units = BTreeMap::from([
            (range(1), saw(1, 1, &[])),
            (range(2), saw(1, 0, &["odb/000000000002/us-east-1"])),
        ]);
        let accounts = [1, 2, 13, 23].map(|number| Account::new(id(number)));
        let whole = reconcile(&run, &units, &accounts, planned);
        assert_eq!((whole.expected, whole.seen, whole.blind(), whole.missing), (8, 2, 1, 5));
        let named: Vec<String> = whole.missing_named.iter().map(ToString::to_string).collect();
        assert_eq!(
            named,
            [
                "odb/000000000002/us-east-1",
                "access/000000000013/us-east-1",
                "access/000000000023/us-east-1",
                "odb/000000000013/us-east-1",
                "odb/000000000023/us-east-1",
            ]
        );
    }

    #[test]
    fn all_that_is_missing_is_counted_and_some_of_it_is_named() {
        let mut coverage = Coverage::default();
        for number in 0..1_500 {
            coverage.miss(format!("odb/{number:012}/us-east-1").parse().unwrap());
        }
        assert_eq!((coverage.missing, coverage.missing_named.len()), (1_500, 1_000));
    }
}
