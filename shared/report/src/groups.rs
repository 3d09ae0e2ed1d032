//! How the enrollments of an organizational unit, an owner, an account, a check or a Region stand, taken
//! together.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rollcall_core::condition::Condition;
use rollcall_core::identity::AccountId;
use rollcall_core::standing::{Standing, Totals};
use rollcall_core::time::Time;
use strum::IntoStaticStr;

use crate::inventory::KnownAccounts;

/// Stands for the value of those that have none.
pub(crate) const NONE: &str = "(none)";

/// What enrollments are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum GroupBy {
    /// By the whole path, or by its first units.
    OrganizationalUnit {
        depth: Option<usize>,
    },
    Owner,
    Account,
    Check,
    Region,
}

/// Enrollments with the same value, or without any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    pub value: Option<String>,
    pub accounts: usize,
    pub totals: Totals,
    /// That of its worst enrollment; none if nothing was ever seen of that.
    pub worst: Option<Condition>,
    /// Since when the oldest of its open problems is open.
    pub open_since: Option<Time>,
    /// When the enrollment was seen that was not seen for the longest time; none if it never was.
    pub seen: Option<Time>,
}

/// The groups, the worst first: the most that are not compliant, then the most that are not known.
pub fn groups<'a>(
    standings: impl IntoIterator<Item = &'a Standing>,
    by: GroupBy,
    accounts: &KnownAccounts,
) -> Vec<Group> {
    let mut members: BTreeMap<Option<&str>, Vec<&Standing>> = BTreeMap::new();
    for standing in standings {
        members.entry(value(standing, by, accounts)).or_default().push(standing);
    }
    let mut groups: Vec<Group> =
        members.into_iter().map(|(value, members)| Group::of(value, &members)).collect();
    groups.sort_by_key(|group| (group.badness(), group.value.is_none()));
    groups
}

fn value<'a>(standing: &'a Standing, by: GroupBy, accounts: &'a KnownAccounts) -> Option<&'a str> {
    let target = &standing.enrollment.target;
    match by {
        GroupBy::OrganizationalUnit { depth } => {
            accounts.organizational_unit(&target.account).map(|path| first_units(path, depth))
        }
        GroupBy::Owner => accounts.owner(&target.account),
        GroupBy::Account => Some(target.account.as_str()),
        GroupBy::Check => Some(&standing.enrollment.check),
        GroupBy::Region => Some(target.region.as_str()),
    }
}

/// The beginning of a path: `/prod` is the first unit of `/prod/data`.
fn first_units(path: &str, depth: Option<usize>) -> &str {
    let end = depth.and_then(|depth| path.match_indices('/').nth(depth)).map(|(end, _)| end);
    end.map_or(path, |end| &path[..end])
}

impl GroupBy {
    pub(crate) const fn depth(self) -> Option<usize> {
        match self {
            Self::OrganizationalUnit { depth } => depth,
            Self::Owner | Self::Account | Self::Check | Self::Region => None,
        }
    }
}

impl Group {
    /// The name of the account that it is of.
    pub(crate) fn account_name<'a>(&self, by: GroupBy, accounts: &'a KnownAccounts) -> Option<&'a str> {
        match by {
            GroupBy::Account => accounts.name(&self.value.as_deref()?.parse().ok()?),
            GroupBy::OrganizationalUnit { .. } | GroupBy::Owner | GroupBy::Check | GroupBy::Region => None,
        }
    }

    fn of(value: Option<&str>, members: &[&Standing]) -> Self {
        let accounts: BTreeSet<&AccountId> =
            members.iter().map(|standing| &standing.enrollment.target.account).collect();
        let worst = members.iter().max_by_key(|one| (one.compliance, one.condition.map(Condition::rank)));
        let open = members.iter().filter_map(|standing| standing.problem.as_ref());
        Self {
            value: value.map(str::to_owned),
            accounts: accounts.len(),
            totals: Totals::of(members.iter().copied()),
            worst: worst.and_then(|standing| standing.condition),
            open_since: open.map(|problem| problem.opened_at).min(),
            seen: members.iter().map(|standing| standing.last_observed).min().flatten(),
        }
    }

    /// Its place among others, the worst first.
    fn badness(&self) -> impl Ord + use<> {
        let Totals { non_compliant, insufficient_data, .. } = self.totals;
        Reverse((non_compliant, insufficient_data, self.worst.map(Condition::rank)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cut_after_its_first_units() {
        let check = |path: &str, depth: usize, expected: &str| {
            assert_eq!(first_units(path, Some(depth)), expected, "{path} {depth}");
        };
        check("/prod/data/eu", 1, "/prod");
        check("/prod/data/eu", 2, "/prod/data");
        check("/prod/data/eu", 3, "/prod/data/eu");
        check("/prod/data/eu", 9, "/prod/data/eu");
        check("/", 1, "/");
        assert_eq!(first_units("/prod/data", None), "/prod/data");
    }
}
