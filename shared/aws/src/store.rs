//! States and history on DynamoDB.
//!
//! Each write is conditioned on the version and the last note of the state that it was decided on:
//! who writes second learns that, and nothing of what they meant to write is there.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, ConditionCheck, Put, TransactWriteItem, Update,
};
use aws_types::SdkConfig;
use rollcall_core::identity::Enrollment;
use rollcall_core::outbox::PendingAlert;
use rollcall_core::ports::{CallError, Commit, Committed, Note, Noted, Store};
use rollcall_core::state::State;
use rollcall_core::table::{PK, TTL_ATTRIBUTE};

use crate::call_error::{call_error, unreadable};
use crate::items::{
    Item, ItemError, OutboxItem, history_key, outbox_key, read_state, state_key, write_history, write_state,
};

/// States and history in one DynamoDB table.
#[derive(Clone, Debug)]
pub struct DynamoStore {
    client: Client,
    table: String,
}

/// A condition and the values in it.
struct Condition {
    expression: String,
    values: Option<Item>,
}

impl Condition {
    /// That nobody has written since `previous` was read.
    fn unchanged_since(previous: Option<&State>) -> Self {
        let Some(previous) = previous else {
            return Self { expression: format!("attribute_not_exists({PK})"), values: None };
        };
        let values = Item::from([
            (":version".to_owned(), AttributeValue::N(previous.version.to_string())),
            (":noted_at".to_owned(), AttributeValue::S(previous.noted_at.to_string())),
        ]);
        Self { expression: "version = :version AND noted_at = :noted_at".to_owned(), values: Some(values) }
    }
}

impl DynamoStore {
    /// A store in `table`, by name or ARN.
    pub fn new(config: &SdkConfig, table: &str) -> Self {
        Self { client: Client::new(config), table: table.to_owned() }
    }

    fn put(&self, item: Item) -> Put {
        let put = Put::builder().table_name(&self.table).set_item(Some(item));
        put.build().expect("table and item are set")
    }

    /// The state under its condition, history, the end of the entry before it, the alert, and the
    /// look at the older alert.
    fn actions(&self, commit: &Commit<'_>) -> Result<Vec<TransactWriteItem>, ItemError> {
        let mut state = self.put(write_state(commit.state)?);
        let condition = Condition::unchanged_since(commit.previous);
        state.condition_expression = Some(condition.expression);
        state.expression_attribute_values = condition.values;
        let mut puts = vec![state, self.put(write_history(&commit.change.entry)?)];
        if let Some(alert) = &commit.change.alert {
            let pending = PendingAlert {
                alert: alert.clone(),
                version: commit.state.version,
                attempts: 0,
                due_at: commit.claimed_until,
                last_error: None,
            };
            puts.push(self.put(OutboxItem::write(&pending)?));
        }
        let puts = puts.into_iter().map(|put| TransactWriteItem::builder().put(put).build());
        let mut actions: Vec<_> = puts.collect();
        if let Some(previous) = commit.previous {
            let superseded = self.supersede(previous, commit.change.keep_superseded_until.epoch_seconds());
            actions.push(TransactWriteItem::builder().update(superseded).build());
        }
        if let Some(older) = commit.older_alert {
            let key = outbox_key(&commit.state.enrollment.check, older).item();
            let check = ConditionCheck::builder().table_name(&self.table).set_key(Some(key));
            let check = check.condition_expression(format!("attribute_not_exists({PK})")).build();
            let check = check.expect("table, key and condition are set");
            actions.push(TransactWriteItem::builder().condition_check(check).build());
        }
        Ok(actions)
    }

    /// Lets the newest entry of a state expire: what stands always has its entry.
    fn supersede(&self, previous: &State, expires_at: i64) -> Update {
        let key = history_key(&previous.enrollment, previous.changed_at, previous.version);
        let update = Update::builder().table_name(&self.table).set_key(Some(key.item()));
        let update = update.update_expression("SET #ttl = :expires_at");
        let update = update.expression_attribute_names("#ttl", TTL_ATTRIBUTE);
        let update =
            update.expression_attribute_values(":expires_at", AttributeValue::N(expires_at.to_string()));
        update.build().expect("table, key and expression are set")
    }
}

impl Store for DynamoStore {
    async fn load(&self, enrollment: &Enrollment) -> Result<Option<State>, CallError> {
        let attempted = || format!("load the state of {enrollment}");
        let get = self.client.get_item().table_name(&self.table).consistent_read(true);
        let answer = get.set_key(Some(state_key(enrollment).item())).send().await;
        let item = answer.map_err(|error| call_error(attempted(), error))?.item;
        item.map(read_state).transpose().map_err(|error| unreadable(attempted(), error))
    }

    async fn commit(&self, commit: &Commit<'_>) -> Result<Committed, CallError> {
        let attempted = || format!("store version {} of {}", commit.state.version, commit.state.enrollment);
        let actions = self.actions(commit).map_err(|error| unreadable(attempted(), error))?;
        let answer = self.client.transact_write_items().set_transact_items(Some(actions)).send().await;
        let Err(error) = answer else { return Ok(Committed::Written) };
        match cancelled(&error, commit.older_alert.is_some()) {
            Cancelled::ByAnotherWrite => Ok(Committed::Conflict),
            Cancelled::ByOlderAlert => Ok(Committed::OlderAlertPending),
            Cancelled::No => Err(call_error(attempted(), error)),
        }
    }

    async fn note(&self, note: &Note<'_>) -> Result<Noted, CallError> {
        let attempted = || format!("note a look at {}", note.state.enrollment);
        let item = write_state(note.state).map_err(|error| unreadable(attempted(), error))?;
        let condition = Condition::unchanged_since(Some(note.previous));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let put = put.condition_expression(condition.expression);
        let put = put.set_expression_attribute_values(condition.values);
        let Err(error) = put.send().await else { return Ok(Noted::Written) };
        match error.as_service_error() {
            Some(
                PutItemError::ConditionalCheckFailedException(_)
                | PutItemError::TransactionConflictException(_),
            ) => Ok(Noted::Conflict),
            Some(_) | None => Err(call_error(attempted(), error)),
        }
    }
}

/// Why a transaction was cancelled, as far as it concerns a commit.
enum Cancelled {
    ByAnotherWrite,
    ByOlderAlert,
    No,
}

/// Reads the reasons, which stand in the order of the actions: the state first, the look at the
/// older alert last.
fn cancelled(error: &SdkError<TransactWriteItemsError>, looks_at_older: bool) -> Cancelled {
    let reasons = match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            cancelled.cancellation_reasons()
        }
        Some(TransactWriteItemsError::TransactionInProgressException(_)) => {
            return Cancelled::ByAnotherWrite;
        }
        Some(_) | None => return Cancelled::No,
    };
    let failed = |reason: &CancellationReason, code| reason.code() == Some(code);
    let condition = |reason: &CancellationReason| failed(reason, "ConditionalCheckFailed");
    if reasons.first().is_some_and(condition)
        || reasons.iter().any(|reason| failed(reason, "TransactionConflict"))
    {
        Cancelled::ByAnotherWrite
    } else if looks_at_older && reasons.last().is_some_and(condition) {
        Cancelled::ByOlderAlert
    } else {
        Cancelled::No
    }
}
