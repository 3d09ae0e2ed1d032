//! The accounts of a new organization: the same for the same number, with names that people would give.

use jiff::{SignedDuration, Timestamp};

use super::account::Account;
use super::names::{self, Named};
use rollcall_core::identity::AccountId;

/// When the management account joined, in epoch seconds: 2024-01-15T09:00:00Z.
const FOUNDED: i64 = 1_705_309_200;

/// The last of the others joined so many days later.
const JOINED_DAYS_MAX: u64 = 760;

/// So many accounts, the management account first.
pub(super) fn accounts(home: &AccountId, count: usize) -> impl Iterator<Item = Account> {
    let others = (0..).map(member).filter(|account| account.id != *home);
    std::iter::once(management(home.clone())).chain(others).take(count)
}

pub(super) fn management(home: AccountId) -> Account {
    Account { name: "management".to_owned(), ..Account::joined(home, joined(0)) }
}

/// The account of this number, from 0.
fn member(number: u64) -> Account {
    let Named { name, organizational_unit, owner } = names::of(number);
    let days = number * 37 % JOINED_DAYS_MAX + 1;
    Account { name, organizational_unit, owner, ..Account::joined(id(number), joined(days)) }
}

fn joined(days: u64) -> Timestamp {
    let founded = Timestamp::from_second(FOUNDED).expect("it is within the range of time stamps");
    founded + SignedDuration::from_hours(24 * days.cast_signed())
}

/// Twelve digits that look like chance. The last is that of the number; the others are distinct because the
/// factor and the modulus have no common divisor.
fn id(number: u64) -> AccountId {
    let rest = (number + 1) * 73_687_870_139 % 90_000_000_000;
    let id = (10_000_000_000 + rest) * 10 + number % 10;
    id.to_string().parse().expect("it has twelve digits")
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn home() -> AccountId {
        "111122223333".parse().unwrap()
    }

    #[test]
    fn the_same_number_gives_the_same_accounts() {
        let [one, other]: [Vec<Account>; 2] = [(); 2].map(|()| accounts(&home(), 200).collect());
        assert_eq!(one, other);
        assert_eq!(one.len(), 200);
        assert_eq!((one[0].id.as_str(), one[0].name.as_str()), ("111122223333", "management"));
        assert_eq!(accounts(&home(), 0).count(), 0);
    }

    #[test]
    fn ten_thousand_accounts_are_distinct_and_spread_over_all_last_digits() {
        let all: Vec<Account> = accounts(&home(), 10_000).collect();
        let ids: BTreeSet<&str> = all.iter().map(|account| account.id.as_str()).collect();
        let names: BTreeSet<&str> = all.iter().map(|account| account.name.as_str()).collect();
        assert_eq!((ids.len(), names.len()), (10_000, 10_000));
        let mut digits: BTreeMap<&str, u32> = BTreeMap::new();
        for id in ids {
            *digits.entry(&id[11..]).or_default() += 1;
        }
        assert_eq!(digits.len(), 10);
        assert!(digits.values().all(|count| (999..=1001).contains(count)), "{digits:?}");
    }

    #[test]
    fn an_account_with_the_home_accounts_id_is_left_out() {
        let taken = id(0);
        let all: Vec<Account> = accounts(&taken, 3).collect();
        let ids: Vec<AccountId> = all.into_iter().map(|account| account.id).collect();
        assert_eq!(ids, [taken, id(1), id(2)]);
    }

    #[test]
    fn an_organization_has_some_units_and_owners_and_a_past() {
        let all: Vec<Account> = accounts(&home(), 100).collect();
        let units: BTreeSet<&str> = all.iter().map(|account| account.organizational_unit.as_str()).collect();
        let owners: BTreeSet<&str> = all.iter().filter_map(|account| account.owner.as_deref()).collect();
        let joined: BTreeSet<Timestamp> = all.iter().map(|account| account.joined).collect();
        let said: Vec<String> = all
            .iter()
            .skip(1)
            .take(12)
            .map(|account| {
                let owner = account.owner.as_deref().unwrap_or("nobody");
                format!("{} {} of {owner}", account.name, account.organizational_unit)
            })
            .collect();
        let expected = [
            "log-archive /security of team-security",
            "audit /security of team-security",
            "security-tooling /security of team-security",
            "network /infrastructure of team-platform",
            "shared-services /infrastructure of team-platform",
            "backup /infrastructure of team-platform",
            "payments-prod /prod/commerce of team-payments",
            "payments-staging /staging/commerce of team-payments",
            "payments-dev /sandbox of nobody",
            "data-lake-prod /prod/data of team-data",
            "data-lake-staging /staging/data of team-data",
            "data-lake-dev /sandbox of nobody",
        ];
        assert_eq!(said, expected);
        assert_eq!((units.len(), owners.len(), joined.len()), (10, 5, 100));
        let years =
            ["2024", "2026"].map(|year| joined.iter().any(|joined| joined.to_string().starts_with(year)));
        assert_eq!(years, [true, true]);
    }
}
