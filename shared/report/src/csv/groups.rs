//! Groups of enrollments as CSV: one row per group.

use rollcall_core::time::Time;

use super::sheet::{cell, sheet};
use crate::groups::{Group, GroupBy, NONE};
use crate::inventory::KnownAccounts;

const HEADER: [&str; 14] = [
    "at",
    "group_by",
    "value",
    "account_name",
    "accounts",
    "enrollments",
    "compliant",
    "non_compliant",
    "insufficient_data",
    "not_applicable",
    "blind",
    "stale",
    "worst_condition",
    "open_since",
];

/// Groups at a point in time, in the order given. `(none)` stands for no value.
pub fn groups(groups: &[Group], by: GroupBy, accounts: &KnownAccounts, at: Time) -> String {
    sheet(HEADER, groups.iter().map(|group| row(group, by, accounts, at)))
}

fn row(group: &Group, by: GroupBy, accounts: &KnownAccounts, at: Time) -> [String; 14] {
    let totals = &group.totals;
    [
        at.to_string(),
        <&str>::from(by).to_owned(),
        group.value.clone().unwrap_or_else(|| NONE.to_owned()),
        cell(group.account_name(by, accounts)),
        group.accounts.to_string(),
        totals.all().to_string(),
        totals.compliant.to_string(),
        totals.non_compliant.to_string(),
        totals.insufficient_data.to_string(),
        totals.not_applicable.to_string(),
        totals.blind.to_string(),
        totals.stale.to_string(),
        cell(group.worst.map(|condition| condition.into_str())),
        cell(group.open_since),
    ]
}
