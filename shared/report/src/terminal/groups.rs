//! `rollcall status --group-by`: one line per group, and a line of totals that explains the signs.

use rollcall_core::condition::Compliance;
use rollcall_core::standing::Totals;

use super::table::{Cell, align_right, render};
use super::{Screen, short, sign, status};
use crate::groups::{Group, GroupBy, NONE};
use crate::inventory::KnownAccounts;

const VALUE: usize = 0;
/// The columns with numbers.
const NUMBERS: std::ops::Range<usize> = 1..7;

/// A heading, a line per group, in the order given, and the totals of all.
pub fn table(
    groups: &[Group],
    by: GroupBy,
    accounts: &KnownAccounts,
    totals: &Totals,
    screen: Screen,
) -> String {
    let [bad, unknown, good, none] = [
        Compliance::NonCompliant,
        Compliance::InsufficientData,
        Compliance::Compliant,
        Compliance::NotApplicable,
    ]
    .map(sign);
    let head = [title(by), "ACCOUNTS", "ENROLLMENTS", bad, unknown, good, none, "WORST", "OPEN"];
    let mut rows: Vec<[Cell; 9]> =
        groups.iter().map(|group| row(group, by, accounts, totals, screen)).collect();
    NUMBERS.for_each(|column| align_right(head, &mut rows, column));
    render(head, &rows, VALUE, screen.columns) + &status::summary_with_signs(totals)
}

const fn title(by: GroupBy) -> &'static str {
    match by {
        GroupBy::OrganizationalUnit { .. } => "ORGANIZATIONAL UNIT",
        GroupBy::Owner => "OWNER",
        GroupBy::Account => "ACCOUNT",
        GroupBy::Check => "CHECK",
        GroupBy::Region => "REGION",
    }
}

fn row(group: &Group, by: GroupBy, accounts: &KnownAccounts, totals: &Totals, screen: Screen) -> [Cell; 9] {
    let value = group.value.as_deref().unwrap_or(NONE);
    let value = match group.account_name(by, accounts) {
        Some(name) => format!("{value} {name}"),
        None => value.to_owned(),
    };
    // A column without any number is left out.
    let number =
        |number: usize, of: usize| Cell::new(if of == 0 { String::new() } else { number.to_string() });
    [
        Cell::new(value),
        Cell::new(group.accounts.to_string()),
        Cell::new(group.totals.all().to_string()),
        number(group.totals.non_compliant, totals.non_compliant),
        number(group.totals.insufficient_data, totals.insufficient_data),
        number(group.totals.compliant, totals.compliant),
        number(group.totals.not_applicable, totals.not_applicable),
        Cell::new(group.worst.map_or("–", |condition| condition.into_str())),
        Cell::new(group.open_since.map_or_else(String::new, |since| short(screen.now.since(since)))),
    ]
}
