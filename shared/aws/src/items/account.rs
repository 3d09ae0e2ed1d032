//! The account item: one for each account that the inventory knows.

use rollcall_core::account::Account;
use rollcall_core::identity::{AccountId, Shard};

use super::{Item, ItemError, Key, read, write};

pub(crate) const SCHEMA: &str = "rollcall.account/1";

pub(crate) fn account_partition(shard: Shard) -> String {
    format!("ACCOUNT#{shard}")
}

pub(crate) fn account_key(id: &AccountId) -> Key {
    Key { pk: account_partition(Shard::of(id)), sk: id.to_string() }
}

pub(crate) fn write_account(account: &Account) -> Result<Item, ItemError> {
    write(&account_key(&account.id), SCHEMA, account)
}

pub(crate) fn read_account(item: Item) -> Result<Account, ItemError> {
    read(SCHEMA, item)
}
