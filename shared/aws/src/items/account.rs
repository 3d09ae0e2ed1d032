//! The account item: one for each account that the inventory knows.

use rollcall_core::account::Account;

use super::{Item, ItemError, Key, read, shard, write};

const SCHEMA: &str = "rollcall.account/1";

pub(crate) fn account_partition(shard: char) -> String {
    format!("ACCOUNT#{shard}")
}

pub(crate) fn write_account(account: &Account) -> Result<Item, ItemError> {
    let key = Key { pk: account_partition(shard(&account.id)), sk: account.id.to_string() };
    write(&key, SCHEMA, account)
}

pub(crate) fn read_account(item: Item) -> Result<Account, ItemError> {
    read(SCHEMA, item)
}
