//! `rollcall.accounts/1`: the inventory.

use std::collections::BTreeMap;

use rollcall_core::account::Account;
use rollcall_core::organization::inventory::is_leaving;
use rollcall_core::time::Time;
use serde::Serialize;

use crate::account_totals::AccountTotals;

/// The accounts at a point in time, in the order given, as `rollcall.accounts/1`.
pub fn accounts(accounts: &[&Account], at: Time) -> String {
    let totals = AccountTotals::of(accounts.iter().copied());
    super::text(&AccountsJson {
        schema: "rollcall.accounts/1",
        at,
        summary: SummaryJson {
            accounts: totals.all(),
            by_state: totals.by_state,
            leaving: totals.leaving,
            retired: totals.retired,
        },
        accounts: accounts.iter().map(|account| AccountJson::of(account)).collect(),
    })
}

#[derive(Serialize)]
struct AccountsJson<'a> {
    schema: &'static str,
    at: Time,
    summary: SummaryJson,
    accounts: Vec<AccountJson<'a>>,
}

#[derive(Serialize)]
struct SummaryJson {
    accounts: usize,
    by_state: BTreeMap<String, usize>,
    leaving: usize,
    retired: usize,
}

#[derive(Serialize)]
struct AccountJson<'a> {
    account: &'a str,
    name: Option<&'a str>,
    state: &'a str,
    leaving: bool,
    organizational_unit: Option<&'a str>,
    owner: Option<&'a str>,
    joined_at: Option<Time>,
    found_at: Option<Time>,
    retired_at: Option<Time>,
    absences: u32,
}

impl<'a> AccountJson<'a> {
    fn of(account: &'a Account) -> Self {
        Self {
            account: account.id.as_str(),
            name: account.name.as_deref(),
            state: account.state.as_str(),
            leaving: is_leaving(account),
            organizational_unit: account.organizational_unit.as_deref(),
            owner: account.owner.as_deref(),
            joined_at: account.joined_at,
            found_at: account.found_at,
            retired_at: account.retired_at,
            absences: account.absences,
        }
    }
}
