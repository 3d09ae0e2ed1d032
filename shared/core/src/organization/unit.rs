//! How the accounts of an organization are cut into units of work.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::identity::{AccountId, Shard};
use crate::time::Time;

/// About this many enrollments make a unit.
const ENROLLMENTS_WANTED: usize = 500;

/// A run of the whole organization, named by the time of its plan: `20261121T032913412Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RunId(pub Time);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the id of a run, such as 20261121T032913412Z")]
pub struct RunIdError(String);

impl fmt::Display for RunId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.compact())
    }
}

impl FromStr for RunId {
    type Err = RunIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Time::from_compact(text).map(Self).ok_or_else(|| RunIdError(text.to_owned()))
    }
}

impl TryFrom<String> for RunId {
    type Error = RunIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RunId> for String {
    fn from(run: RunId) -> Self {
        run.to_string()
    }
}

/// The accounts of a shard from one id to another, both included, whether they exist or not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Range {
    pub shard: Shard,
    pub from: AccountId,
    pub to: AccountId,
}

impl Range {
    pub fn holds(&self, account: &AccountId) -> bool {
        Shard::of(account) == self.shard && (&self.from..=&self.to).contains(&account)
    }
}

/// A range to look at within a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    pub run: RunId,
    #[serde(flatten)]
    pub range: Range,
}

/// Cuts every shard into ranges of about 500 enrollments each. Together they hold every account that there can
/// be; `expected` says how many enrollments are expected of each account that there is.
pub fn tile(expected: &BTreeMap<&AccountId, usize>) -> Vec<Range> {
    Shard::ALL.into_iter().flat_map(|shard| tile_shard(shard, expected)).collect()
}

fn tile_shard(shard: Shard, expected: &BTreeMap<&AccountId, usize>) -> Vec<Range> {
    let mut ranges = Vec::new();
    let (mut from, mut enrollments) = (AccountId::first(), 0);
    let accounts = expected.iter().filter(|(account, _)| Shard::of(account) == shard);
    for (account, more) in accounts {
        if enrollments > 0 && enrollments + more > ENROLLMENTS_WANTED {
            ranges.push(Range { shard, from, to: account.before() });
            (from, enrollments) = ((*account).clone(), 0);
        }
        enrollments += more;
    }
    ranges.push(Range { shard, from, to: AccountId::last() });
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: impl IntoIterator<Item = u64>) -> Vec<AccountId> {
        ids.into_iter().map(|id| format!("{id:012}").parse().unwrap()).collect()
    }

    fn tiled(accounts: &[AccountId], each: usize) -> Vec<Range> {
        tile(&accounts.iter().map(|account| (account, each)).collect())
    }

    #[test]
    fn empty_shards_have_one_range_that_holds_all() {
        let ranges = tiled(&[], 0);
        assert_eq!(ranges.len(), 10);
        for account in ids([0, 5, 123_456_789_012, 999_999_999_999]) {
            assert_eq!(ranges.iter().filter(|range| range.holds(&account)).count(), 1, "{account}");
        }
    }

    #[test]
    fn ranges_meet_without_a_gap_and_hold_about_500() {
        let accounts = ids((0..10_000).map(|number| 100_000_000_000 + number * 7));
        let ranges = tiled(&accounts, 6);
        for shard in Shard::ALL {
            let of_shard: Vec<&Range> = ranges.iter().filter(|range| range.shard == shard).collect();
            assert_eq!(
                (&of_shard[0].from, &of_shard.last().unwrap().to),
                (&AccountId::first(), &AccountId::last())
            );
            for pair in of_shard.windows(2) {
                assert_eq!(pair[0].to, pair[1].from.before());
            }
            for range in of_shard {
                let held = accounts.iter().filter(|account| range.holds(account)).count() * 6;
                assert!(held <= ENROLLMENTS_WANTED, "{range:?} {held}");
            }
        }
        assert_eq!(ranges.len(), 130, "10,000 accounts, 83 to a range, in ten shards");
    }

    #[test]
    fn an_account_that_is_more_than_a_unit_has_one_of_its_own() {
        let accounts = ids([10, 20, 30]);
        let ranges = tiled(&accounts, 900);
        let held: Vec<usize> = ranges
            .iter()
            .filter(|range| range.shard == Shard::of(&accounts[0]))
            .map(|range| accounts.iter().filter(|account| range.holds(account)).count())
            .collect();
        assert_eq!(held, [1, 1, 1]);
    }

    #[test]
    fn a_run_reads_as_it_prints() {
        let run: RunId = "20261121T032913412Z".parse().unwrap();
        assert_eq!(run.to_string(), "20261121T032913412Z");
        for text in ["", "2026-11-21T03:29:13.412Z", "20261121T032913412", "x"] {
            assert!(text.parse::<RunId>().is_err(), "{text}");
        }
    }
}
