//! States and history on DynamoDB.
//!
//! The version condition is the guard of every write: whoever writes second learns that, and
//! nothing of what he meant to write is there.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, ConditionCheck, Put, ReturnValuesOnConditionCheckFailure,
    TransactWriteItem,
};
use aws_types::SdkConfig;
use rollcall_core::identity::Enrollment;
use rollcall_core::outbox::PendingAlert;
use rollcall_core::ports::{CallError, Commit, Committed, Store, Touched};
use rollcall_core::state::State;
use rollcall_core::table::PK;

use crate::call_error::{call_error, unreadable};
use crate::items::{HistoryItem, Item, ItemError, OutboxItem, StateItem, Touch, outbox_key, state_key};

/// States and history in one DynamoDB table.
#[derive(Clone, Debug)]
pub struct DynamoStore {
    client: Client,
    table: String,
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

    /// The state under its version condition, history, the alert, and the look at the older alert.
    fn actions(&self, commit: &Commit<'_>) -> Result<Vec<TransactWriteItem>, ItemError> {
        let mut state = self.put(StateItem::write(commit.state)?);
        state.return_values_on_condition_check_failure = Some(ReturnValuesOnConditionCheckFailure::AllOld);
        let before = commit.state.version.saturating_sub(1);
        if before == 0 {
            state.condition_expression = Some(format!("attribute_not_exists({PK})"));
        } else {
            state.condition_expression = Some("version = :before".to_owned());
            let values = [(":before".to_owned(), AttributeValue::N(before.to_string()))];
            state.expression_attribute_values = Some(values.into());
        }
        let history = self.put(HistoryItem::write(&commit.change.entry)?);
        let mut puts = vec![state, history];
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
        let mut actions: Vec<_> =
            puts.into_iter().map(|put| TransactWriteItem::builder().put(put).build()).collect();
        if let Some(older) = commit.older_alert {
            let key = outbox_key(&commit.state.enrollment.check, older).item();
            let check = ConditionCheck::builder().table_name(&self.table).set_key(Some(key));
            let check = check.condition_expression(format!("attribute_not_exists({PK})")).build();
            let check = check.expect("table, key and condition are set");
            actions.push(TransactWriteItem::builder().condition_check(check).build());
        }
        Ok(actions)
    }
}

impl Store for DynamoStore {
    async fn load(&self, enrollment: &Enrollment) -> Result<Option<State>, CallError> {
        let attempted = || format!("load the state of {enrollment}");
        let get = self.client.get_item().table_name(&self.table).consistent_read(true);
        let answer = get.set_key(Some(state_key(enrollment).item())).send().await;
        let item = answer.map_err(|error| call_error(attempted(), error))?.item;
        item.map(StateItem::read).transpose().map_err(|error| unreadable(attempted(), error))
    }

    async fn commit(&self, commit: &Commit<'_>) -> Result<Committed, CallError> {
        let attempted = || format!("store version {} of {}", commit.state.version, commit.state.enrollment);
        let actions = self.actions(commit).map_err(|error| unreadable(attempted(), error))?;
        let answer = self.client.transact_write_items().set_transact_items(Some(actions)).send().await;
        let Err(error) = answer else { return Ok(Committed::Written) };
        match cancelled(&error, commit.older_alert.is_some()) {
            Cancelled::ByAnotherVersion(item) => {
                winner(item).map(Committed::Conflict).map_err(|error| unreadable(attempted(), error))
            }
            Cancelled::ByAnotherTransaction => Ok(Committed::Conflict(None)),
            Cancelled::ByOlderAlert => Ok(Committed::OlderAlertPending),
            Cancelled::No => Err(call_error(attempted(), error)),
        }
    }

    async fn touch(&self, state: &State) -> Result<Touched, CallError> {
        let attempted = || format!("note a run of {}", state.enrollment);
        let values = Touch::of(state).item().map_err(|error| unreadable(attempted(), error))?;
        let values = values.into_iter().map(|(name, value)| (format!(":{name}"), value)).collect::<Item>();
        let (set, remove): (Vec<_>, Vec<_>) =
            Touch::NAMES.into_iter().partition(|name| values.contains_key(&format!(":{name}")));
        let set: Vec<String> = set.iter().map(|name| format!("{name} = :{name}")).collect();
        let remove = if remove.is_empty() { String::new() } else { format!(" REMOVE {}", remove.join(", ")) };
        let update = self.client.update_item().table_name(&self.table);
        let update = update.set_key(Some(state_key(&state.enrollment).item()));
        let update = update.update_expression(format!("SET {}{remove}", set.join(", ")));
        let update =
            update.condition_expression("version = :version").set_expression_attribute_values(Some(values));
        let update =
            update.expression_attribute_values(":version", AttributeValue::N(state.version.to_string()));
        let update =
            update.return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let Err(error) = update.send().await else { return Ok(Touched::Noted) };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                let item = failed.item().cloned();
                winner(item).map(Touched::Conflict).map_err(|error| unreadable(attempted(), error))
            }
            Some(UpdateItemError::TransactionConflictException(_)) => Ok(Touched::Conflict(None)),
            Some(_) | None => Err(call_error(attempted(), error)),
        }
    }
}

fn winner(item: Option<Item>) -> Result<Option<Box<State>>, ItemError> {
    item.map(|item| StateItem::read(item).map(Box::new)).transpose()
}

/// Why a transaction was cancelled, as far as it concerns a commit.
enum Cancelled {
    ByAnotherVersion(Option<Item>),
    ByAnotherTransaction,
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
            return Cancelled::ByAnotherTransaction;
        }
        Some(_) | None => return Cancelled::No,
    };
    let failed = |reason: &CancellationReason, code| reason.code() == Some(code);
    let condition = |reason: &CancellationReason| failed(reason, "ConditionalCheckFailed");
    if let Some(state) = reasons.first().filter(|reason| condition(reason)) {
        Cancelled::ByAnotherVersion(state.item().cloned())
    } else if reasons.iter().any(|reason| failed(reason, "TransactionConflict")) {
        Cancelled::ByAnotherTransaction
    } else if looks_at_older && reasons.last().is_some_and(condition) {
        Cancelled::ByOlderAlert
    } else {
        Cancelled::No
    }
}
