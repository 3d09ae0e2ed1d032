//! Which accounts `rollcall accounts` shows.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use rollcall_core::account::{Account, AccountState};
use rollcall_core::organization::inventory::is_leaving;

use crate::pattern::is_match;

/// As they are typed: with `-` or `_`.
const STATES: [[&str; 2]; 5] = [
    ["active", "ACTIVE"],
    ["suspended", "SUSPENDED"],
    ["pending-activation", "PENDING_ACTIVATION"],
    ["pending-closure", "PENDING_CLOSURE"],
    ["closed", "CLOSED"],
];

/// Filters; each may be repeated, and what is not named is not filtered by.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(super) struct AccountFilter {
    /// Only accounts in this state
    #[arg(long, value_name = "STATE", ignore_case = true, value_parser = state())]
    account_state: Vec<AccountState>,
    /// Only accounts in this organizational unit; * stands for any text: '/prod*'
    #[arg(long, value_name = "PATH")]
    organizational_unit: Vec<String>,
    /// Only accounts with this owner; * stands for any text
    #[arg(long, value_name = "OWNER")]
    owner: Vec<String>,
    /// Only accounts that have left or are closed, and wait for `accounts confirm`
    #[arg(long)]
    leaving: bool,
    /// Only accounts that are no longer watched
    #[arg(long)]
    retired: bool,
}

fn state() -> impl TypedValueParser<Value = AccountState> {
    let words = STATES.map(|[word, state]| PossibleValue::new(word).alias(state));
    PossibleValuesParser::new(words)
        .map(|state| AccountState::from(state.to_ascii_uppercase().replace('-', "_")))
}

impl AccountFilter {
    pub(super) fn takes(&self, account: &Account) -> bool {
        let is_any = |patterns: &[String], text: Option<&String>| {
            let text = text.map_or("", String::as_str);
            patterns.is_empty() || patterns.iter().any(|pattern| is_match(pattern, text))
        };
        let is_named = !self.leaving && !self.retired
            || self.leaving && is_leaving(account)
            || self.retired && account.retired_at.is_some();
        is_named
            && (self.account_state.is_empty() || self.account_state.contains(&account.state))
            && is_any(&self.organizational_unit, account.organizational_unit.as_ref())
            && is_any(&self.owner, account.owner.as_ref())
    }

    /// Whether a table leaves an account out that the filter takes: one that is retired, unless those are asked
    /// for.
    pub(super) fn hides(&self, account: &Account) -> bool {
        account.retired_at.is_some() && !self.retired
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Arguments {
        #[command(flatten)]
        filter: AccountFilter,
    }

    fn account(state: &str, unit: &str, owner: Option<&str>) -> Account {
        Account {
            state: AccountState::from(state.to_owned()),
            organizational_unit: Some(unit.to_owned()),
            owner: owner.map(str::to_owned),
            ..Account::new("111122223333".parse().unwrap())
        }
    }

    #[test]
    fn a_filter_takes_what_has_all_that_is_named() {
        let active = account("ACTIVE", "/prod/data", Some("ann"));
        let closed = account("PENDING_CLOSURE", "/", None);
        let check = |arguments: &[&str], expected: [bool; 2]| {
            let filter = Arguments::parse_from([&["accounts"], arguments].concat()).filter;
            assert_eq!([filter.takes(&active), filter.takes(&closed)], expected, "{arguments:?}");
        };
        check(&[], [true, true]);
        check(&["--account-state", "active"], [true, false]);
        check(&["--account-state", "PENDING_CLOSURE"], [false, true]);
        check(&["--account-state", "Pending-Closure", "--account-state", "active"], [true, true]);
        check(&["--organizational-unit", "/prod*"], [true, false]);
        check(&["--organizational-unit", "/prod"], [false, false]);
        check(&["--organizational-unit", "/"], [false, true]);
        check(&["--owner", "a*"], [true, false]);
        check(&["--owner", "ann", "--account-state", "closed"], [false, false]);
        check(&["--leaving"], [false, true]);
        check(&["--retired"], [false, false]);
    }
}
