//! The inventory: what a listing of the organization changes in what is known of its accounts, and the check
//! `inventory`, which reports a listing that is not believed.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::account::{Account, AccountState, Watch};
use crate::check::{CheckRules, ComponentRules, Scope, StatusRules};
use crate::condition::Condition::{Healthy, Limited, Waiting};
use crate::identity::{AccountId, Enrollment, Target};
use crate::observation::{Observation, Reading};
use crate::plan::{Home, Planned};
use crate::state::State;
use crate::time::Time;

/// How often the organization is listed; 3 % early, since schedules jitter.
const LIST_EVERY: Duration = Duration::from_secs(6 * 3600 * 97 / 100);
/// An account that this many complete listings in a row lack has left.
const ABSENCES_MAX: u32 = 2;
/// More retirements than this, and than one account in twenty, are not believed.
const RETIREMENTS_MAX: usize = 10;
const SHARE: usize = 20;

const LISTING: &str = "listing";
const COMPLETE: &str = "COMPLETE";
const CONFIRMATION_NEEDED: &str = "CONFIRMATION_NEEDED";
const INCOMPLETE: &str = "INCOMPLETE";

const MAY_READ: &str = "See that the role that lists the organization may read it: infra/management.yaml has the \
    actions. What is known stays in force.";

pub static RULES: CheckRules = CheckRules {
    id: "inventory",
    service: "The organization's accounts",
    scope: Scope::Account,
    action: "organizations:ListAccounts",
    organization_action: None,
    console_path: "organizations/v2/home?region={region}",
    docs: "https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html",
    components: &[
        ComponentRules {
            name: LISTING,
            statuses: &[StatusRules::new(COMPLETE, Healthy), StatusRules::new(CONFIRMATION_NEEDED, Waiting)],
            remedies: &[(
                Waiting,
                "Look at the accounts that would be retired: rollcall accounts --leaving. If they have really left, \
                 rollcall accounts confirm. Until then they are watched as before.",
            )],
            reasons: &[],
        },
        ComponentRules {
            name: Gap::OrganizationalUnits.into_str(),
            statuses: &[StatusRules::new(COMPLETE, Healthy), StatusRules::new(INCOMPLETE, Limited)],
            remedies: &[(Limited, MAY_READ)],
            reasons: &[],
        },
        ComponentRules {
            name: Gap::Owners.into_str(),
            statuses: &[StatusRules::new(COMPLETE, Healthy), StatusRules::new(INCOMPLETE, Limited)],
            remedies: &[(Limited, MAY_READ)],
            reasons: &[],
        },
    ],
};

/// All accounts of the organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    pub accounts: Vec<ListedAccount>,
    /// What could not be read beside the accounts, and why.
    pub gaps: BTreeMap<Gap, String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAccount {
    pub id: AccountId,
    pub name: Option<String>,
    pub state: AccountState,
    pub joined_at: Option<Time>,
    pub organizational_unit: Option<String>,
    pub owner: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum Gap {
    OrganizationalUnits,
    Owners,
}

/// What follows from a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Every account that is known now.
    pub accounts: BTreeMap<AccountId, Account>,
    /// Those that must be stored.
    pub changed: Vec<AccountId>,
    /// Those that would be retired if someone confirmed it.
    pub leaving: Vec<AccountId>,
}

/// A listing without the account that asked for it is not complete: nothing of it is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the listing lacks this account itself, so it is not complete")]
pub struct Incomplete;

/// Whether the organization should be listed again; `state` is that of the check `inventory`.
pub fn is_due(state: Option<&State>, now: Time) -> bool {
    let listed_at = state.filter(|state| state.blind.is_none() && state.problem.is_none());
    let listed_at = listed_at.and_then(|state| state.last_observed);
    listed_at.is_none_or(|listed_at| now.since(listed_at) >= LIST_EVERY)
}

/// Applies a complete listing. Accounts that left or are closed are retired, unless they are so many that the
/// listing is more likely to be wrong.
///
/// # Errors
/// When the listing lacks `own`, the account that made it.
pub fn apply(
    known: &BTreeMap<AccountId, Account>,
    listing: &Listing,
    own: &AccountId,
    now: Time,
) -> Result<Applied, Incomplete> {
    let listed: BTreeMap<&AccountId, &ListedAccount> =
        listing.accounts.iter().map(|account| (&account.id, account)).collect();
    if !listed.contains_key(own) {
        return Err(Incomplete);
    }
    let mut accounts: BTreeMap<AccountId, Account> = known
        .values()
        .filter(|account| !listed.contains_key(&account.id))
        .map(|account| (account.id.clone(), absent(account, now)))
        .collect();
    for account in listed.into_values() {
        let was = known.get(&account.id);
        accounts.insert(account.id.clone(), present(account, was, &listing.gaps, now));
    }
    let leaving = retire(&mut accounts, known, now);
    let changed = accounts.values().filter(|account| known.get(&account.id) != Some(*account));
    let changed = changed.map(|account| account.id.clone()).collect();
    Ok(Applied { accounts, changed, leaving })
}

/// An account that a listing lacks. A listing that comes early says the same as the one before it: a plan that
/// fails is repeated at once, and an organization with a gap is listed in every run.
fn absent(known: &Account, now: Time) -> Account {
    let is_early = known.absent_since.is_some_and(|since| now.since(since) < LIST_EVERY);
    if known.retired_at.is_some() || is_early || known.absences >= ABSENCES_MAX {
        return known.clone();
    }
    let absent_since = known.absent_since.or(Some(now));
    Account { absences: known.absences + 1, absent_since, ..known.clone() }
}

/// An account as listed. What could not be read stays as it was known; one that comes back is new again.
fn present(
    listed: &ListedAccount,
    known: Option<&Account>,
    gaps: &BTreeMap<Gap, String>,
    now: Time,
) -> Account {
    let keep = |gap: Gap, listed: &Option<String>, was: Option<&Option<String>>| {
        let was = was.filter(|_| gaps.contains_key(&gap)).cloned().flatten();
        listed.clone().or(was)
    };
    let account = Account {
        id: listed.id.clone(),
        name: listed.name.clone(),
        organizational_unit: keep(
            Gap::OrganizationalUnits,
            &listed.organizational_unit,
            known.map(|known| &known.organizational_unit),
        ),
        owner: keep(Gap::Owners, &listed.owner, known.map(|known| &known.owner)),
        state: listed.state.clone(),
        joined_at: listed.joined_at,
        found_at: known.and_then(|known| known.found_at),
        absences: 0,
        absent_since: None,
        retired_at: known.and_then(|known| known.retired_at),
        answers: known.map(|known| known.answers.clone()).unwrap_or_default(),
    };
    let account = if is_due_to_leave(&account) { account } else { Account { retired_at: None, ..account } };
    let came_back = known.is_some_and(|known| known.retired_at.is_some()) && account.retired_at.is_none();
    match account.watch() {
        Watch::Asked if came_back || account.found_at.is_none() => Account { found_at: Some(now), ..account },
        Watch::Asked | Watch::Suspended | Watch::NotYet | Watch::Retired => account,
    }
}

fn is_due_to_leave(account: &Account) -> bool {
    let is_closing = match account.state {
        AccountState::PendingClosure | AccountState::Closed => true,
        AccountState::PendingActivation
        | AccountState::Active
        | AccountState::Suspended
        | AccountState::Unknown(_) => false,
    };
    is_closing || account.absences >= ABSENCES_MAX
}

/// Whether an account is retired as soon as someone confirms it.
pub fn is_leaving(account: &Account) -> bool {
    account.retired_at.is_none() && is_due_to_leave(account)
}

/// Retires those that left, or returns them if they are too many.
fn retire(
    accounts: &mut BTreeMap<AccountId, Account>,
    known: &BTreeMap<AccountId, Account>,
    now: Time,
) -> Vec<AccountId> {
    let leaving: Vec<AccountId> =
        accounts.values().filter(|account| is_leaving(account)).map(|account| account.id.clone()).collect();
    let watched = known.values().filter(|account| account.retired_at.is_none()).count();
    if leaving.len() > RETIREMENTS_MAX && leaving.len() * SHARE > watched {
        return leaving;
    }
    for id in &leaving {
        if let Some(account) = accounts.get_mut(id) {
            account.retired_at = Some(now);
        }
    }
    Vec::new()
}

pub fn planned(home: &Home) -> Planned {
    let target = Target { account: home.account.clone(), region: home.region.clone() };
    Planned { check: &RULES, enrollment: Enrollment { check: RULES.id.to_owned(), target } }
}

/// What the check `inventory` sees in a listing.
pub fn observation(listing: &Listing, applied: &Applied) -> Observation {
    let leaving = applied.leaving.len();
    let watched = applied.accounts.values().filter(|account| account.retired_at.is_none()).count();
    let (status, reason) = match leaving {
        0 => (COMPLETE, None),
        _ => (
            CONFIRMATION_NEEDED,
            Some(format!("{leaving} of {watched} accounts have left or are closed, too many to believe it")),
        ),
    };
    let mut components =
        BTreeMap::from([(LISTING.to_owned(), Reading { status: status.to_owned(), reason })]);
    for gap in <Gap as strum::VariantArray>::VARIANTS {
        let reason = listing.gaps.get(gap).cloned();
        let status = if reason.is_some() { INCOMPLETE } else { COMPLETE }.to_owned();
        components.insert(gap.into_str().to_owned(), Reading { status, reason });
    }
    let facts = BTreeMap::from([("accounts".to_owned(), watched.to_string())]);
    Observation::of(components, facts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::fixture::hour;
    use crate::observation::{Blindness, Cause};

    fn id(number: usize) -> AccountId {
        format!("{:012}", 100_000_000_000 + number).parse().unwrap()
    }

    fn listed(number: usize, state: AccountState) -> ListedAccount {
        let name = Some(format!("account-{number}"));
        ListedAccount { id: id(number), name, state, joined_at: None, organizational_unit: None, owner: None }
    }

    /// A listing of these accounts, all active.
    fn of(numbers: impl IntoIterator<Item = usize>) -> Listing {
        let accounts = numbers.into_iter().map(|number| listed(number, AccountState::Active));
        Listing { accounts: accounts.collect(), gaps: BTreeMap::new() }
    }

    fn applied(known: &BTreeMap<AccountId, Account>, listing: &Listing, at: i64) -> Applied {
        apply(known, listing, &id(0), hour(at)).unwrap()
    }

    /// What is known after these listings, one every six hours; the last is at the hour given back.
    fn after(listings: &[Listing]) -> (Applied, i64) {
        let mut known = BTreeMap::new();
        let mut last = None;
        for (hours, listing) in (0..).step_by(6).zip(listings) {
            let next = applied(&known, listing, hours);
            known = next.accounts.clone();
            last = Some((next, hours));
        }
        last.unwrap()
    }

    /// How the account 1 is watched after it was listed as active, and then in this state.
    fn watched(state: AccountState) -> (Watch, Account) {
        let mut listing = of([0]);
        listing.accounts.push(listed(1, state));
        let (applied, _) = after(&[of([0, 1]), listing]);
        let account = applied.accounts[&id(1)].clone();
        (account.watch(), account)
    }

    #[test]
    fn each_state_of_an_account_has_its_watch() {
        let cases = [
            (AccountState::PendingActivation, Watch::NotYet),
            (AccountState::Active, Watch::Asked),
            (AccountState::Suspended, Watch::Suspended),
            (AccountState::PendingClosure, Watch::Retired),
            (AccountState::Closed, Watch::Retired),
            (AccountState::Unknown("HIBERNATING".to_owned()), Watch::Asked),
        ];
        for (state, expected) in cases {
            let (watch, account) = watched(state.clone());
            assert_eq!(watch, expected, "{state:?}");
            assert_eq!(account.retired_at.is_some(), expected == Watch::Retired, "{state:?}");
            assert_eq!(account.found_at, Some(hour(0)), "{state:?}");
        }
    }

    #[test]
    fn a_listing_that_comes_early_is_no_second_absence() {
        let (first, _) = after(&[of([0, 1]), of([0])]);
        assert_eq!(first.accounts[&id(1)].absences, 1);
        let early = applied(&first.accounts, &of([0]), 7);
        assert_eq!((early.accounts[&id(1)].absences, early.changed), (1, vec![]));
        let second = applied(&early.accounts, &of([0]), 12);
        assert_eq!(second.accounts[&id(1)].retired_at, Some(hour(12)));
        let back = applied(&early.accounts, &of([0, 1]), 12);
        assert_eq!((back.accounts[&id(1)].absences, back.accounts[&id(1)].absent_since), (0, None));
    }

    #[test]
    fn grace_begins_when_an_account_is_first_active() {
        let mut pending = of([0]);
        pending.accounts.push(listed(1, AccountState::PendingActivation));
        let (applied, _) = after(&[pending.clone()]);
        assert_eq!(applied.accounts[&id(1)].found_at, None);
        let (applied, at) = after(&[pending, of([0, 1])]);
        assert_eq!(applied.accounts[&id(1)].found_at, Some(hour(at)));
    }

    #[test]
    fn an_account_leaves_when_two_listings_in_a_row_lack_it() {
        let is_retired = |listings: &[Listing]| after(listings).0.accounts[&id(1)].retired_at.is_some();
        let (with, without) = (|| of([0, 1]), || of([0]));
        assert!(!is_retired(&[with(), without()]));
        assert!(is_retired(&[with(), without(), without()]));
        assert!(!is_retired(&[with(), without(), with(), without()]), "not in a row");
    }

    #[test]
    fn an_account_that_comes_back_is_new_again() {
        let (with, without) = (|| of([0, 1]), || of([0]));
        let (applied, at) = after(&[with(), without(), without(), without(), with()]);
        let account = &applied.accounts[&id(1)];
        assert_eq!((account.retired_at, account.absences, account.found_at), (None, 0, Some(hour(at))));
        let mut closed = of([0]);
        closed.accounts.push(listed(1, AccountState::Closed));
        let (applied, at) = after(&[with(), closed.clone(), with()]);
        assert_eq!(applied.accounts[&id(1)].retired_at, None);
        assert_eq!(applied.accounts[&id(1)].found_at, Some(hour(at)));
        let (applied, _) = after(&[with(), closed.clone(), closed]);
        assert_eq!(applied.accounts[&id(1)].retired_at, Some(hour(6)), "as before");
        assert_eq!(applied.changed, []);
    }

    /// Whether the listing that lacks the last `gone` of `all` accounts for the second time is not believed.
    fn is_held(all: usize, gone: usize) -> bool {
        let (applied, _) = after(&[of(0..all), of(0..all - gone), of(0..all - gone)]);
        let retired = applied.accounts.values().filter(|account| account.retired_at.is_some()).count();
        assert_eq!(retired, if applied.leaving.is_empty() { gone } else { 0 }, "all or none");
        !applied.leaving.is_empty()
    }

    #[test]
    fn many_retirements_at_once_are_not_believed() {
        assert!(!is_held(20, 10), "ten are few, whatever their share");
        assert!(is_held(20, 11));
        assert!(!is_held(220, 11), "one in twenty");
        assert!(is_held(219, 11));
        assert!(is_held(1000, 999));
    }

    #[test]
    fn what_is_held_is_watched_as_before_until_someone_confirms_it() {
        let (applied, _) = after(&[of(0..40), of(0..20), of(0..20)]);
        let leaving: Vec<&Account> = applied.leaving.iter().map(|id| &applied.accounts[id]).collect();
        assert_eq!(leaving.len(), 20);
        assert!(leaving.iter().all(|account| account.watch() == Watch::Asked && is_leaving(account)));
        let Observation::Observed(snapshot) = observation(&of(0..20), &applied) else { panic!("it is seen") };
        let listing = &snapshot.components()[LISTING];
        assert_eq!(listing.status, CONFIRMATION_NEEDED);
        assert!(listing.reason.as_ref().is_some_and(|reason| reason.starts_with("20 of 40 accounts")));
        // The whole listing is back: nobody had to confirm.
        let back = super::apply(&applied.accounts, &of(0..40), &id(0), hour(18)).unwrap();
        assert_eq!(back.leaving, []);
        assert!(back.accounts.values().all(|account| account.absences == 0));
    }

    #[test]
    fn a_listing_without_its_own_account_is_not_applied() {
        assert_eq!(apply(&BTreeMap::new(), &of([1, 2]), &id(0), hour(0)), Err(Incomplete));
        assert_eq!(apply(&BTreeMap::new(), &of([]), &id(0), hour(0)), Err(Incomplete));
    }

    #[test]
    fn what_could_not_be_read_stays_as_it_was_known() {
        let named = |unit: Option<&str>, owner: Option<&str>| ListedAccount {
            organizational_unit: unit.map(str::to_owned),
            owner: owner.map(str::to_owned),
            ..listed(0, AccountState::Active)
        };
        let first = Listing { accounts: vec![named(Some("/prod"), Some("ann"))], ..Listing::default() };
        let untagged = Listing { accounts: vec![named(Some("/dev"), None)], ..Listing::default() };
        let (applied, _) = after(&[first.clone(), untagged.clone()]);
        assert_eq!(applied.accounts[&id(0)].owner, None, "the tag was removed");
        let gaps = BTreeMap::from([(Gap::Owners, "denied".to_owned())]);
        let (applied, _) = after(&[first, Listing { gaps, ..untagged.clone() }]);
        let account = &applied.accounts[&id(0)];
        assert_eq!(
            (account.organizational_unit.as_deref(), account.owner.as_deref()),
            (Some("/dev"), Some("ann"))
        );
        let gaps = BTreeMap::from([(Gap::Owners, "denied".to_owned())]);
        let listing = Listing { gaps, ..untagged };
        let Observation::Observed(snapshot) = observation(&listing, &applied) else { panic!("it is seen") };
        assert_eq!(snapshot.components()["owners"].status, INCOMPLETE);
        assert_eq!(snapshot.components()["organizational-units"].status, COMPLETE);
    }

    #[test]
    fn the_organization_is_listed_every_six_hours_and_again_after_a_failure() {
        let planned = "inventory/100000000000/us-east-1".parse().unwrap();
        let state = State { last_observed: Some(hour(0)), ..State::new(&planned, hour(0)) };
        assert!(is_due(None, hour(0)));
        assert!(!is_due(Some(&state), hour(5)));
        assert!(is_due(Some(&state), hour(6)));
        let blindness = Blindness::new(Cause::Denied, None, None, "denied");
        let spell = crate::state::BlindSpell {
            since: hour(1),
            latest: blindness,
            recorded: false,
            reported_at: None,
        };
        assert!(is_due(Some(&State { blind: Some(spell), ..state }), hour(1)));
    }
}
