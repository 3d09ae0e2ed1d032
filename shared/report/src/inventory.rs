//! What is said of accounts besides their ids: names, organizational units and owners, as far as the inventory
//! knows them. It may know nothing.
//!
//! Whoever owns an account writes these texts, so they are kept on one line, without what would change how the
//! rest reads. They may still be long, and hold markup.

use std::collections::BTreeMap;

use rollcall_core::account::Account;
use rollcall_core::identity::AccountId;
use rollcall_core::text::one_line;

/// What is known of accounts, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownAccounts(BTreeMap<AccountId, KnownAccount>);

/// What is known of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownAccount {
    name: Option<String>,
    organizational_unit: Option<String>,
    owner: Option<String>,
}

impl KnownAccounts {
    pub fn of(accounts: impl IntoIterator<Item = Account>) -> Self {
        Self(accounts.into_iter().map(|account| (account.id.clone(), KnownAccount::of(account))).collect())
    }

    pub fn get(&self, account: &AccountId) -> Option<&KnownAccount> {
        self.0.get(account)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&AccountId, &KnownAccount)> {
        self.0.iter()
    }

    pub fn name(&self, account: &AccountId) -> Option<&str> {
        self.get(account)?.name()
    }

    pub fn organizational_unit(&self, account: &AccountId) -> Option<&str> {
        self.get(account)?.organizational_unit()
    }

    pub fn owner(&self, account: &AccountId) -> Option<&str> {
        self.get(account)?.owner()
    }
}

impl KnownAccount {
    fn of(account: Account) -> Self {
        Self {
            name: shown(account.name),
            organizational_unit: shown(account.organizational_unit),
            owner: shown(account.owner),
        }
    }

    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The names of its organizational units from the root down: `/prod/data`, or `/`.
    pub fn organizational_unit(&self) -> Option<&str> {
        self.organizational_unit.as_deref()
    }

    pub fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }
}

/// None if there is nothing to show.
fn shown(text: Option<String>) -> Option<String> {
    text.map(|text| one_line(&text)).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_inventory_knows_is_fit_to_show() {
        let id: AccountId = "111122223333".parse().unwrap();
        let account = Account {
            name: Some("pay\u{202e}ments\r\nprod\u{1b}".to_owned()),
            organizational_unit: Some("/prod".to_owned()),
            owner: Some(" \t".to_owned()),
            ..Account::new(id.clone())
        };
        let known = KnownAccounts::of([account]);
        assert_eq!(known.name(&id), Some("pay\u{fffd}ments prod"));
        assert_eq!((known.organizational_unit(&id), known.owner(&id)), (Some("/prod"), None));
        assert_eq!(known.get(&"444455556666".parse().unwrap()), None);
    }
}
