//! `rollcall accounts`: one line per account, and a line of totals.

use rollcall_core::account::Account;
use rollcall_core::organization::inventory::is_leaving;
use rollcall_core::text::one_line;

use super::table::{Cell, cut, render};
use super::{DIM, DOUBTFUL, Screen, count, short};
use crate::account_totals::AccountTotals;

const HEAD: [&str; 8] =
    ["ACCOUNT", "NAME", "STATE", "ORGANIZATIONAL UNIT", "OWNER", "JOINED", "FOUND", "RETIRED"];
const NAME: usize = 1;
/// How wide the texts of others get on a screen: the name gets what is left.
const UNIT_MAX: usize = 20;
const OWNER_MAX: usize = 12;
const STATE_MAX: usize = 27;

/// A heading, a line per account, in the order given, and the totals; `hidden` retired ones are not among them.
pub fn table(accounts: &[&Account], hidden: usize, screen: Screen) -> String {
    if accounts.is_empty() {
        return format!("no account matches{}\n", not_shown(hidden));
    }
    lines(accounts, screen) + &summary(&AccountTotals::of(accounts.iter().copied()), hidden)
}

/// A heading, and a line per account, in the order given.
pub fn lines(accounts: &[&Account], screen: Screen) -> String {
    let rows: Vec<[Cell; 8]> = accounts.iter().map(|account| row(account, screen)).collect();
    render(HEAD, &rows, NAME, screen.columns)
}

fn row(account: &Account, screen: Screen) -> [Cell; 8] {
    let ago = |time| Cell::new(short(screen.now.since(time)));
    let age = |time: Option<_>| time.map(ago).unwrap_or_default();
    let text = |text: &Option<String>, width| {
        let text = one_line(text.as_deref().unwrap_or_default());
        Cell::new(if screen.columns.is_some() { cut(&text, width) } else { text })
    };
    [
        Cell::new(account.id.as_str()),
        text(&account.name, usize::MAX),
        state(account),
        text(&account.organizational_unit, UNIT_MAX),
        text(&account.owner, OWNER_MAX),
        age(account.joined_at),
        age(account.found_at),
        age(account.retired_at),
    ]
}

/// Organizations' own word, and `leaving` or `retired` beside it.
fn state(account: &Account) -> Cell {
    let state = cut(&one_line(account.state.as_str()), STATE_MAX);
    match account.retired_at {
        Some(_) => Cell::styled(format!("{state} retired"), DIM),
        None if is_leaving(account) => Cell::styled(format!("{state} leaving"), DOUBTFUL),
        None => Cell::new(state),
    }
}

/// `30 accounts: 28 ACTIVE, 1 SUSPENDED, 1 retired; 12 leaving`, and what to do about those.
fn summary(totals: &AccountTotals, hidden: usize) -> String {
    let states = totals.by_state.iter().map(|(state, number)| (*number, one_line(state)));
    let retired = (totals.retired, "retired".to_owned());
    let numbers = states.chain([retired]).filter(|(number, _)| *number > 0);
    let numbers: Vec<String> = numbers.map(|(number, what)| format!("{number} {what}")).collect();
    let leaving = match totals.leaving {
        0 => String::new(),
        some => format!("; {some} leaving: they are watched until you run `rollcall accounts confirm`"),
    };
    let (all, numbers) = (count(totals.all(), "account"), numbers.join(", "));
    format!("{all}: {numbers}{}{leaving}\n", not_shown(hidden))
}

fn not_shown(hidden: usize) -> String {
    match hidden {
        0 => String::new(),
        some => format!("; {some} retired not shown (--retired)"),
    }
}
