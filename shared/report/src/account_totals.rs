//! How many accounts are in each state.

use std::collections::BTreeMap;

use rollcall_core::account::Account;
use rollcall_core::organization::inventory::is_leaving;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountTotals {
    /// Those that are not retired, by Organizations' own word.
    pub by_state: BTreeMap<String, usize>,
    /// Of those, the ones that are retired once someone confirms it.
    pub leaving: usize,
    pub retired: usize,
}

impl AccountTotals {
    pub fn of<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> Self {
        let mut totals = Self::default();
        for account in accounts {
            if account.retired_at.is_some() {
                totals.retired += 1;
            } else {
                *totals.by_state.entry(account.state.as_str().to_owned()).or_default() += 1;
                totals.leaving += usize::from(is_leaving(account));
            }
        }
        totals
    }

    pub fn all(&self) -> usize {
        self.by_state.values().sum::<usize>() + self.retired
    }
}
