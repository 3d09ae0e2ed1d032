//! What an operator decides, stored with all earlier decisions.

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_core::ports::{CallError, SettingsStore, StoredPolicy, Written};

use crate::call_error::{call_error, unreadable};
use crate::items::Item;
use crate::items::settings::{POLICY, POLICY_PARTITION, SETTINGS_PARTITION, read_policy, write_policy};
use crate::items::sort_key;
use crate::store::DynamoStore;
use crate::table::Condition;

impl SettingsStore for DynamoStore {
    async fn policy(&self) -> Result<Option<StoredPolicy>, CallError> {
        let attempted = || "load the settings".to_owned();
        let mut policy = None;
        let take = |item: Item| {
            if sort_key(&item) == POLICY {
                policy = Some(read_policy(item)?);
            }
            Ok(())
        };
        self.table.each(attempted, self.table.query(SETTINGS_PARTITION, None), take).await?;
        Ok(policy)
    }
}

impl DynamoStore {
    /// All policies that were ever applied, the oldest first.
    ///
    /// # Errors
    /// When DynamoDB fails, or one of them cannot be read.
    pub async fn policies(&self) -> Result<Vec<StoredPolicy>, CallError> {
        let attempted = || "read the policies that were applied".to_owned();
        let mut policies = Vec::new();
        let take = |item: Item| {
            policies.push(read_policy(item)?);
            Ok(())
        };
        self.table.each(attempted, self.table.query(POLICY_PARTITION, None), take).await?;
        Ok(policies)
    }

    /// Puts a policy in force, if the version before it still is in force.
    ///
    /// # Errors
    /// When DynamoDB fails.
    pub async fn apply(&self, policy: &StoredPolicy) -> Result<Written, CallError> {
        let attempted = || format!("store version {} of the policy", policy.version);
        let [in_force, one_of_all] = write_policy(policy).map_err(|error| unreadable(attempted(), error))?;
        let condition = match policy.version - 1 {
            0 => Condition::is_new(),
            before => Condition {
                expression: "version = :before".to_owned(),
                values: Item::from([(":before".to_owned(), AttributeValue::N(before.to_string()))]),
            },
        };
        let actions = vec![self.table.put(in_force, Some(&condition)), self.table.put(one_of_all, None)];
        let Err(error) = self.table.transact(actions).await else { return Ok(Written::Done) };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(_)) => Ok(Written::Conflict),
            Some(_) | None => Err(call_error(attempted(), error)),
        }
    }
}
