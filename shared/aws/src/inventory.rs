//! The inventory on DynamoDB: what is known of each account.

use std::collections::BTreeMap;

use aws_types::SdkConfig;
use futures_util::future::try_join_all;
use rollcall_core::account::Account;
use rollcall_core::identity::AccountId;
use rollcall_core::ports::{CallError, Inventory};

use crate::call_error::{call_error, unreadable};
use crate::items::account::{account_partition, read_account, write_account};
use crate::items::{Item, SHARDS};
use crate::table::Table;

#[derive(Clone, Debug)]
pub struct DynamoInventory {
    table: Table,
}

impl DynamoInventory {
    /// `table` is a name or an ARN.
    pub fn new(config: &SdkConfig, table: &str) -> Self {
        Self { table: Table::new(config, table) }
    }

    async fn accounts_in(&self, shard: char) -> Result<Vec<Account>, CallError> {
        let mut accounts = Vec::new();
        let take = |item: Item| {
            accounts.push(read_account(item)?);
            Ok(())
        };
        let query = self.table.query(&account_partition(shard), None);
        self.table.each(|| "read the accounts".to_owned(), query, take).await?;
        Ok(accounts)
    }
}

impl Inventory for DynamoInventory {
    async fn accounts(&self) -> Result<BTreeMap<AccountId, Account>, CallError> {
        let shards = try_join_all(SHARDS.map(|shard| self.accounts_in(shard))).await?;
        Ok(shards.into_iter().flatten().map(|account| (account.id.clone(), account)).collect())
    }

    async fn put(&self, account: &Account) -> Result<(), CallError> {
        let attempted = || format!("store the account {}", account.id);
        let item = write_account(account).map_err(|error| unreadable(attempted(), error))?;
        let put = self.table.client.put_item().table_name(&self.table.name).set_item(Some(item));
        put.send().await.map(drop).map_err(|error| call_error(attempted(), error))
    }
}
