//! The inventory as CSV: one row per account.

use rollcall_core::account::Account;
use rollcall_core::organization::inventory::is_leaving;
use rollcall_core::time::Time;

use super::sheet::{cell, sheet};

const HEADER: [&str; 10] = [
    "at",
    "account",
    "name",
    "state",
    "leaving",
    "organizational_unit",
    "owner",
    "joined_at",
    "found_at",
    "retired_at",
];

/// The accounts at a point in time, in the order given.
pub fn accounts(accounts: &[&Account], at: Time) -> String {
    sheet(HEADER, accounts.iter().map(|account| row(account, at)))
}

fn row(account: &Account, at: Time) -> [String; 10] {
    [
        at.to_string(),
        account.id.to_string(),
        cell(account.name.as_ref()),
        account.state.as_str().to_owned(),
        is_leaving(account).to_string(),
        cell(account.organizational_unit.as_ref()),
        cell(account.owner.as_ref()),
        cell(account.joined_at),
        cell(account.found_at),
        cell(account.retired_at),
    ]
}
