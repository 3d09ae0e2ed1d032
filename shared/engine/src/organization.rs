//! What the organization is asked as a whole: its accounts, and the status of all of them at once.

use std::collections::BTreeMap;

use rollcall_core::account::Account;
use rollcall_core::check::CheckRules;
use rollcall_core::identity::AccountId;
use rollcall_core::observation::{Blindness, Cause, Observation, Snapshot};
use rollcall_core::organization::inventory;
use rollcall_core::plan::{self, Home};
use rollcall_core::policy::Policy;
use rollcall_core::ports::Organization;
use rollcall_core::time::Time;

use crate::deadline::Deadline;
use crate::fault::Fault;

/// By id.
pub(crate) type Accounts = BTreeMap<AccountId, Account>;

/// The organization cannot be listed, and nothing is known of it yet.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message)]
pub struct NoInventory(pub Blindness);

/// Which checks the organization answered, and when.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    pub(crate) at: BTreeMap<String, Time>,
    pub(crate) faults: Vec<Fault>,
}

/// The accounts after a listing, and what the check `inventory` sees in it. A listing that failed or is not
/// complete changes nothing.
pub(crate) async fn list(
    organization: &impl Organization,
    known: &Accounts,
    home: &Home,
    now: Time,
    deadline: Deadline,
) -> Result<(Accounts, Observation), NoInventory> {
    let listing = deadline.call(organization.list()).await;
    let blindness = match listing.unwrap_or_else(|late| Err(late.into())) {
        Ok(listing) => match inventory::apply(known, &listing, &home.account, now) {
            Ok(applied) => {
                let observation = inventory::observation(&listing, &applied);
                return Ok((applied.accounts, observation));
            }
            Err(incomplete) => Blindness::new(Cause::Malformed, None, None, &incomplete.to_string()),
        },
        Err(blindness) => blindness,
    };
    if known.values().any(Account::is_listed) {
        Ok((known.clone(), Observation::Blind(blindness)))
    } else {
        Err(NoInventory(blindness))
    }
}

/// Asks for every check that can be answered for all accounts, and keeps the answers with the accounts.
pub(crate) async fn ask_all(
    organization: &impl Organization,
    accounts: &mut Accounts,
    checks: &[&'static CheckRules],
    (home, policy): (&Home, &Policy),
    now: Time,
    deadline: Deadline,
) -> Answered {
    let mut answered = Answered::default();
    let is_asked = |check: &&&CheckRules| check.organization_action.is_some() && policy.enables(check.id);
    for check in checks.iter().filter(is_asked) {
        // In the Region in which the own account is asked.
        let own = plan::of_account(&home.account, home, policy, &[check]).into_iter().next();
        let region = own.map_or_else(|| home.region.clone(), |own| own.enrollment.target.region);
        let statuses = deadline.call(organization.statuses(check, &region)).await;
        match statuses.unwrap_or_else(|late| Err(late.into())) {
            Ok(statuses) => {
                keep(accounts, check, statuses);
                answered.at.insert(check.id.to_owned(), now);
            }
            Err(blindness) => {
                let attempted = format!("ask for {} of the whole organization", check.id);
                answered.faults.push(Fault::of_blindness(attempted, &blindness));
            }
        }
    }
    answered
}

/// An account that is not named has no answer.
fn keep(accounts: &mut Accounts, check: &CheckRules, mut statuses: BTreeMap<AccountId, Snapshot>) {
    for account in accounts.values_mut() {
        match statuses.remove(&account.id) {
            Some(snapshot) => drop(account.answers.insert(check.id.to_owned(), snapshot)),
            None => drop(account.answers.remove(check.id)),
        }
    }
}
