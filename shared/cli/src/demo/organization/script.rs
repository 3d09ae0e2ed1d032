//! What happens in the organization, hour by hour.
//!
//! At its end two enrollments need someone, one account is suspended, and all other trouble is over.

use std::path::PathBuf;

use anyhow::Context as _;
use jiff::Timestamp;
use rollcall_core::identity::AccountId;
use rollcall_core::time::Time;
use rollcall_sandbox::{AccountRole, AccountState, Check, Options, OrganizationAccount, Sandbox, Setting};

pub(in crate::demo) const HOURS: usize = 4 * 24;
/// The organization is run this often.
pub(super) const STEP_HOURS: usize = 8;

pub(super) const ACCOUNTS: usize = 200;
/// The management account, which is the hub too.
pub(super) const HOME: &str = "111122223333";
pub(super) const MEMBER_ROLE: &str = "rollcall-member";
pub(super) const EXTERNAL_ID: &str = "rollcall-demo";
/// What is unchanged is written once a day, so that the demo is played fast.
pub(super) const POLICY: &str = "note_every = \"24h\"\n[checks.iot-fleetwise]\nenabled = false\n";

const JOINS: &str = "735500128846";
const JOINS_NAMED: &str = "loyalty-prod";
const SUSPENDED: &str = "checkout-dev";
const LEAVES: &str = "ml-training-dev";
/// An organizational unit with twenty accounts.
const CLOSED: &str = "/staging/platform";
/// Organizational units whose accounts share a contract with Oracle; thirty are suspended, those of the first
/// unit first.
const CONTRACT: [&str; 2] = ["/prod/data", "/staging/data"];
const FAIL: usize = 30;
/// How many of them stay so.
const STAY: usize = 2;

pub(in crate::demo) fn options(data: PathBuf) -> Options {
    Options {
        data: Some(data),
        accounts: ACCOUNTS,
        member_role: Some(MEMBER_ROLE.to_owned()),
        external_id: Some(EXTERNAL_ID.to_owned()),
        ..Options::default()
    }
}

/// Makes the events of `hour` happen, and gives the note that is told.
pub(super) fn play(sandbox: &Sandbox, hour: usize, now: Time) -> anyhow::Result<Option<String>> {
    let note = match hour {
        0 => begin(sandbox)?,
        8 => {
            let joined = OrganizationAccount::new(JOINS.parse()?).name(JOINS_NAMED);
            let joined = joined.organizational_unit("/prod/commerce".parse()?).owner("team-payments");
            let joined = joined.joined(Timestamp::from_millisecond(now.epoch_millis())?);
            sandbox.set_account(joined.role(AccountRole::Missing));
            format!("{JOINS_NAMED} joins the organization, without Rollcall's role")
        }
        16 => {
            sandbox.set_account(OrganizationAccount::new(JOINS.parse()?).role(AccountRole::Trusted));
            format!("The stack set brings the role to {JOINS_NAMED}")
        }
        32 => {
            sandbox.set_account(named(sandbox, SUSPENDED)?.state(AccountState::Suspended));
            format!("AWS suspends the account {SUSPENDED}")
        }
        40 => {
            sandbox.remove_account(&named(sandbox, LEAVES)?.id);
            format!("{LEAVES} leaves the organization")
        }
        48 => format!("A second listing is without {LEAVES}: it has left"),
        56 => {
            set_roles(sandbox, AccountRole::ClosedByScp)?;
            format!("A service control policy closes {CLOSED}")
        }
        80 => {
            set_roles(sandbox, AccountRole::Trusted)?;
            "The service control policy is withdrawn".to_owned()
        }
        88 => {
            suspend(sandbox, FAIL)?;
            "A payment is overdue: Oracle suspends thirty accounts".to_owned()
        }
        96 => {
            resume(sandbox)?;
            format!("The payment arrives; Oracle overlooks {STAY} accounts")
        }
        _ => return Ok(None),
    };
    Ok(Some(note))
}

/// The accounts that hold the organization together do not use Oracle's databases.
fn begin(sandbox: &Sandbox) -> anyhow::Result<String> {
    for account in within(sandbox, &["/", "/security", "/infrastructure"]) {
        sandbox.set(Setting::new(Check::Odb).account(account).status("NOT_STARTED"))?;
    }
    Ok(format!("The first run: {ACCOUNTS} accounts are found and entered"))
}

fn set_roles(sandbox: &Sandbox, role: AccountRole) -> anyhow::Result<()> {
    let accounts = within(sandbox, &[CLOSED]);
    anyhow::ensure!(!accounts.is_empty(), "there is no account in {CLOSED}");
    accounts.into_iter().for_each(|id| sandbox.set_account(OrganizationAccount::new(id).role(role)));
    Ok(())
}

fn suspend(sandbox: &Sandbox, accounts: usize) -> anyhow::Result<()> {
    let reason = "The subscription was suspended: payment is overdue";
    for account in of_contract(sandbox).into_iter().take(accounts) {
        sandbox.set(Setting::new(Check::Odb).account(account).status("SUSPENDED").reason(reason))?;
    }
    Ok(())
}

fn resume(sandbox: &Sandbox) -> anyhow::Result<()> {
    for account in of_contract(sandbox).into_iter().skip(STAY) {
        sandbox.set(Setting::new(Check::Odb).account(account).status("ACTIVE"))?;
    }
    Ok(())
}

fn of_contract(sandbox: &Sandbox) -> Vec<AccountId> {
    CONTRACT.iter().flat_map(|unit| within(sandbox, &[unit])).collect()
}

/// The accounts directly in these organizational units.
fn within(sandbox: &Sandbox, units: &[&str]) -> Vec<AccountId> {
    let unit = |account: &OrganizationAccount| account.organizational_unit.clone();
    let is_within =
        |account: &OrganizationAccount| unit(account).is_some_and(|unit| units.contains(&unit.as_str()));
    sandbox.accounts().into_iter().filter(is_within).map(|account| account.id).collect()
}

fn named(sandbox: &Sandbox, name: &str) -> anyhow::Result<OrganizationAccount> {
    let found = sandbox.accounts().into_iter().find(|account| account.name.as_deref() == Some(name));
    Ok(OrganizationAccount::new(found.with_context(|| format!("there is no account {name}"))?.id))
}
