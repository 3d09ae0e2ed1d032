//! `rollcall accounts`: one line per account, and a line of totals.

use rollcall_core::account::Account;
use rollcall_core::organization::inventory::is_leaving;
use rollcall_core::text::one_line;

use super::table::{Cell, cut, render_flexible};
use super::{DIM, DOUBTFUL, Screen, count, short, wrapped};
use crate::account_totals::AccountTotals;

const HEAD: [&str; 8] = ["ACCOUNT", "NAME", "STATE", "OU", "OWNER", "JOINED", "FOUND", "RETIRED"];
/// What gives way on a narrow screen: the name, the organizational unit and the owner.
const FLEXIBLE: [usize; 3] = [1, 3, 4];
/// No state of today is as long.
const STATE_MAX: usize = 24;

/// A heading, a line per account, in the order given, and the totals; `hidden` retired ones are not among them.
pub fn table(accounts: &[&Account], hidden: usize, screen: Screen) -> String {
    if accounts.is_empty() {
        return format!("no account matches{}\n", not_shown(hidden));
    }
    let summary = summary(&AccountTotals::of(accounts.iter().copied()), hidden);
    lines(accounts, screen) + &wrapped(&summary, screen.columns)
}

/// A heading, and a line per account, in the order given.
pub fn lines(accounts: &[&Account], screen: Screen) -> String {
    let rows: Vec<[Cell; 8]> = accounts.iter().map(|account| row(account, screen)).collect();
    render_flexible(HEAD, &rows, &FLEXIBLE, screen.columns)
}

fn row(account: &Account, screen: Screen) -> [Cell; 8] {
    let ago = |time| Cell::new(short(screen.now.since(time)));
    let age = |time: Option<_>| time.map(ago).unwrap_or_default();
    let text = |text: &Option<String>| Cell::new(one_line(text.as_deref().unwrap_or_default()));
    [
        Cell::new(account.id.as_str()),
        text(&account.name),
        state(account),
        text(&account.organizational_unit),
        text(&account.owner),
        age(account.joined_at),
        age(account.found_at),
        age(account.retired_at),
    ]
}

/// Organizations' own word, and `leaving` or `retired` beside it.
fn state(account: &Account) -> Cell {
    let state = word(account.state.as_str());
    match account.retired_at {
        Some(_) => Cell::styled(format!("{state} retired"), DIM),
        None if is_leaving(account) => Cell::styled(format!("{state} leaving"), DOUBTFUL),
        None => Cell::new(state),
    }
}

/// A state, on one line.
fn word(state: &str) -> String {
    cut(&one_line(state), STATE_MAX)
}

/// `30 accounts: 28 ACTIVE, 1 SUSPENDED, 1 retired; 12 leaving`, and what to do about those.
fn summary(totals: &AccountTotals, hidden: usize) -> String {
    let states = totals.by_state.iter().map(|(state, number)| (*number, word(state)));
    let retired = (totals.retired, "retired".to_owned());
    let numbers = states.chain([retired]).filter(|(number, _)| *number > 0);
    let numbers: Vec<String> = numbers.map(|(number, what)| format!("{number} {what}")).collect();
    let leaving = match totals.leaving {
        0 => String::new(),
        some => format!("; {some} leaving, watched until `rollcall accounts confirm`"),
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

#[cfg(test)]
mod tests {
    use rollcall_core::account::AccountState;
    use rollcall_core::time::Time;

    use super::*;

    fn account(id: &str, name: &str, unit: &str) -> Account {
        Account {
            name: Some(name.to_owned()),
            organizational_unit: Some(unit.to_owned()),
            owner: Some("team-with-a-long-name".to_owned()),
            joined_at: Some(Time::from_epoch_millis(0)),
            found_at: Some(Time::from_epoch_millis(86_400_000)),
            ..Account::new(id.parse().unwrap())
        }
    }

    fn plain(accounts: &[Account], hidden: usize, columns: Option<usize>) -> String {
        let now = Time::from_epoch_millis(100 * 86_400_000);
        let screen = Screen { columns, now, local: |time| time.minute() };
        let accounts: Vec<&Account> = accounts.iter().collect();
        anstream::adapter::strip_str(&table(&accounts, hidden, screen)).to_string()
    }

    #[test]
    fn a_screen_of_80_columns_holds_every_line() {
        let hostile = "\u{1b}[31mred\nname that goes on and on and on\u{202e}";
        let accounts = [
            account("111122223333", "management", "/"),
            Account { state: AccountState::PendingClosure, ..account("444455556666", hostile, hostile) },
            Account {
                retired_at: Some(Time::from_epoch_millis(1)),
                ..account("777788889999", "gone", "/prod")
            },
            Account {
                state: AccountState::Unknown("X".repeat(300)),
                ..account("888899990000", "new", "/prod/data/eu")
            },
        ];
        let table = plain(&accounts, 3, Some(80));
        assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
        assert!(!table.contains(['\u{1b}', '\u{202e}']), "{table}");
        insta::assert_snapshot!(table);
    }

    #[test]
    fn in_a_pipe_nothing_is_cut() {
        let unit = "/a/very/long/path/of/units/that/no/screen/holds";
        let table = plain(&[account("111122223333", &"name".repeat(40), unit)], 0, None);
        assert!(table.contains(unit) && table.contains(&"name".repeat(40)), "{table}");
        assert!(table.ends_with("\n1 account: 1 ACTIVE\n"), "{table}");
    }

    #[test]
    fn none_is_said() {
        assert_eq!(plain(&[], 0, None), "no account matches\n");
        assert_eq!(plain(&[], 2, None), "no account matches; 2 retired not shown (--retired)\n");
    }
}
