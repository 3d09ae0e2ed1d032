//! The inventory on DynamoDB: what is known of each account.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::future::try_join_all;
use rollcall_core::account::Account;
use rollcall_core::identity::{AccountId, Shard};
use rollcall_core::organization::unit::Range;
use rollcall_core::ports::{CallError, Inventory};
use rollcall_core::time::Time;

use crate::call_error::{call_error, unreadable};
use crate::items::account::{SCHEMA, account_key, account_partition, read_account, write_account};
use crate::items::{Item, text};
use crate::store::DynamoStore;
use crate::table::Condition;

impl Inventory for DynamoStore {
    async fn accounts(&self) -> Result<BTreeMap<AccountId, Account>, CallError> {
        let of_shard = |shard| self.accounts_of(self.table.query(&account_partition(shard), None));
        let shards = try_join_all(Shard::ALL.map(of_shard)).await?;
        Ok(shards.into_iter().flatten().map(|account| (account.id.clone(), account)).collect())
    }

    async fn accounts_in(&self, range: &Range) -> Result<Vec<Account>, CallError> {
        let Range { shard, from, to } = range;
        self.accounts_of(self.table.query_between(&account_partition(*shard), from.as_str(), to.as_str()))
            .await
    }

    async fn account(&self, id: &AccountId) -> Result<Option<Account>, CallError> {
        let attempted = || format!("read the account {id}");
        let item = self.table.get(attempted, &account_key(id)).await?;
        item.map(read_account).transpose().map_err(|error| unreadable(attempted(), error))
    }

    async fn put(&self, account: &Account) -> Result<(), CallError> {
        let attempted = || format!("store the account {}", account.id);
        let item = write_account(account).map_err(|error| unreadable(attempted(), error))?;
        self.table.put_item(item).await.map_err(|error| call_error(attempted(), error))
    }
}

impl DynamoStore {
    /// Retires an account that is still as it was read: a listing may have brought it back meanwhile. Returns
    /// whether it did. What the organization answers for the account is left alone.
    ///
    /// # Errors
    /// When DynamoDB fails.
    pub async fn retire(&self, account: &Account, now: Time) -> Result<bool, CallError> {
        let mut condition = Condition {
            expression: "attribute_not_exists(#retired_at) AND #state = :state AND ".to_owned(),
            values: Item::new(),
        };
        if account.absences == 0 {
            condition.expression.push_str("attribute_not_exists(absences)");
        } else {
            condition.expression.push_str("absences = :absences");
            let absences = AttributeValue::N(account.absences.to_string());
            condition.values.insert(":absences".to_owned(), absences);
        }
        // The state stays; it is set so that the condition can name it, which is a reserved word.
        let attributes =
            vec![("retired_at", Some(text(now.to_string()))), ("state", Some(text(account.state.as_str())))];
        let key = account_key(&account.id);
        let Err(error) = self.table.update(&key, SCHEMA, attributes, Some(&condition)).await else {
            return Ok(true);
        };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
            Some(_) | None => Err(call_error(format!("retire the account {}", account.id), error)),
        }
    }

    async fn accounts_of(&self, query: QueryFluentBuilder) -> Result<Vec<Account>, CallError> {
        let mut accounts = Vec::new();
        let take = |item: Item| {
            accounts.push(read_account(item)?);
            Ok(())
        };
        self.table.each(|| "read the accounts".to_owned(), query, take).await?;
        Ok(accounts)
    }
}
