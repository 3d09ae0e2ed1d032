//! States and history on DynamoDB.
//!
//! Each write is conditioned on the version and the last note of the state that it was decided on. The
//! second writer gets a conflict, and nothing of its write is stored.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use aws_types::SdkConfig;
use rollcall_core::decide::Change;
use rollcall_core::deliver::{DEFAULT_ROUTE, PendingAlert};
use rollcall_core::identity::{AccountId, Enrollment, Shard};
use rollcall_core::organization::unit::Range;
use rollcall_core::ports::{CallError, StateWrite, States, Store, Written};
use rollcall_core::state::State;
use rollcall_core::table::TTL_ATTRIBUTE;

use crate::call_error::{call_error, unreadable};
use crate::items::history::{history_key, write_history};
use crate::items::outbox::write_pending;
use crate::items::state::{
    account_prefix, enrollment_of, read_state, state_key, state_partition, states_between, write_state,
};
use crate::items::{Item, ItemError, sort_key, text};
use crate::table::{Condition, Table};

#[derive(Clone, Debug)]
pub struct DynamoStore {
    pub(crate) table: Table,
}

impl DynamoStore {
    /// `table` is a name or an ARN.
    pub fn new(config: &SdkConfig, table: &str) -> Self {
        Self { table: Table::new(config, table) }
    }

    /// The state under its condition, the history entry, the alert, and the expiry of the entry before
    /// it.
    fn actions(&self, write: &StateWrite<'_>, change: &Change) -> Result<Vec<TransactWriteItem>, ItemError> {
        let condition = unchanged_since(write.previous);
        let mut actions = vec![
            self.table.put(write_state(write.state)?, Some(&condition)),
            self.table.put(write_history(change)?, None),
        ];
        if let Some(alert) = &change.alert {
            let pending = PendingAlert::new(alert.clone());
            actions.push(self.table.put(write_pending(DEFAULT_ROUTE, &pending)?, None));
        }
        if let Some(previous) = write.previous {
            let key = history_key(&previous.enrollment, previous.changed_at, previous.version);
            let expires_at = AttributeValue::N(change.keep_superseded_until.epoch_seconds().to_string());
            actions.push(self.table.set(&key, &[TTL_ATTRIBUTE], expires_at, None));
        }
        Ok(actions)
    }

    async fn commit(&self, write: &StateWrite<'_>, change: &Change) -> Result<Written, CallError> {
        let attempted = || format!("store version {} of {}", write.state.version, write.state.enrollment);
        let actions = self.actions(write, change).map_err(|error| unreadable(attempted(), error))?;
        match self.table.transact(actions).await {
            Ok(()) => Ok(Written::Done),
            Err(error) if is_conflict(&error) => Ok(Written::Conflict),
            Err(error) => Err(call_error(attempted(), error)),
        }
    }

    /// Puts the state alone.
    async fn note(&self, write: &StateWrite<'_>) -> Result<Written, CallError> {
        let attempted = || format!("store the note of a look at {}", write.state.enrollment);
        let item = write_state(write.state).map_err(|error| unreadable(attempted(), error))?;
        let put = self.table.put_if(item, &unchanged_since(write.previous)).await;
        let Err(error) = put else { return Ok(Written::Done) };
        match error.as_service_error() {
            Some(
                PutItemError::ConditionalCheckFailedException(_)
                | PutItemError::TransactionConflictException(_),
            ) => Ok(Written::Conflict),
            Some(_) | None => Err(call_error(attempted(), error)),
        }
    }
}

impl Store for DynamoStore {
    async fn states(&self, account: &AccountId) -> Result<States, CallError> {
        let partition = state_partition(Shard::of(account));
        let query = self.table.query_prefix(&partition, &account_prefix(account));
        read_states(&self.table, || format!("load the states of {account}"), query).await
    }

    async fn states_in(&self, range: &Range) -> Result<States, CallError> {
        let Range { shard, from, to } = range;
        let (first, last) = states_between(from, to);
        let query = self.table.query_between(&state_partition(*shard), &first, &last);
        read_states(&self.table, || format!("load the states of the accounts {from} to {to}"), query).await
    }

    async fn load(&self, enrollment: &Enrollment) -> Result<Option<State>, CallError> {
        let attempted = || format!("load the state of {enrollment}");
        let item = self.table.get(attempted, &state_key(enrollment)).await?;
        item.map(read_state).transpose().map_err(|error| unreadable(attempted(), error))
    }

    async fn write(&self, write: &StateWrite<'_>) -> Result<Written, CallError> {
        match write.change {
            Some(change) => self.commit(write, change).await,
            None => self.note(write).await,
        }
    }
}

/// The states that a query finds, and why some cannot be read.
pub(crate) async fn read_states(
    table: &Table,
    attempted: impl Fn() -> String,
    query: QueryFluentBuilder,
) -> Result<States, CallError> {
    let mut states = States::default();
    let take = |item: Item| {
        let Some(enrollment) = enrollment_of(sort_key(&item)) else { return Ok(()) };
        match read_state(item) {
            Ok(state) => drop(states.found.insert(enrollment, state)),
            Err(error) => {
                let error = unreadable(format!("read the state of {enrollment}"), error);
                states.unreadable.insert(enrollment, error);
            }
        }
        Ok(())
    };
    table.each(attempted, query, take).await?;
    Ok(states)
}

/// Holds if nobody has written since `previous` was read.
fn unchanged_since(previous: Option<&State>) -> Condition {
    let Some(previous) = previous else { return Condition::is_new() };
    let values = Item::from([
        (":version".to_owned(), AttributeValue::N(previous.version.to_string())),
        (":noted_at".to_owned(), text(previous.noted_at.to_string())),
    ]);
    Condition { expression: "version = :version AND noted_at = :noted_at".to_owned(), values }
}

/// Whether someone else wrote first, or is writing. Only the state, the first action, has a condition.
fn is_conflict(error: &SdkError<TransactWriteItemsError>) -> bool {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            let mut reasons = cancelled.cancellation_reasons().iter().filter_map(|reason| reason.code());
            reasons.any(|code| matches!(code, "ConditionalCheckFailed" | "TransactionConflict"))
        }
        Some(TransactWriteItemsError::TransactionInProgressException(_)) => true,
        Some(_) | None => false,
    }
}
