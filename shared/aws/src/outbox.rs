//! The outbox on DynamoDB: alerts are claimed, delayed and confirmed by conditional writes, so
//! that two senders rarely send one alert twice, and none is ever lost.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem, Update};
use aws_types::SdkConfig;
use rollcall_core::history::Receipt;
use rollcall_core::outbox::PendingAlert;
use rollcall_core::ports::{Backlog, CallError, Outbox, Rescheduled};
use rollcall_core::table::{PK, SK};

use crate::call_error::{call_error, unreadable};
use crate::items::{ItemError, OutboxItem, history_key, outbox_key, outbox_partition};

/// The outbox in one DynamoDB table.
#[derive(Clone, Debug)]
pub struct DynamoOutbox {
    client: Client,
    table: String,
}

impl DynamoOutbox {
    /// An outbox in `table`, by name or ARN.
    pub fn new(config: &SdkConfig, table: &str) -> Self {
        Self { client: Client::new(config), table: table.to_owned() }
    }

    /// The removal of the alert, and its receipt on the history entry if that still exists.
    fn receipt_actions(
        &self,
        published: &PendingAlert,
        receipt: &Receipt,
    ) -> Result<[TransactWriteItem; 2], ItemError> {
        let alert = &published.alert;
        let history = history_key(&alert.enrollment, alert.observed_at, published.version);
        let receipt =
            serde_dynamo::to_attribute_value(receipt).map_err(|error| ItemError::Write("receipt", error))?;
        let update = Update::builder().table_name(&self.table).set_key(Some(history.item()));
        let update = update.update_expression("SET receipt = :receipt");
        let update = update.condition_expression(format!("attribute_exists({PK})"));
        let update = update.expression_attribute_values(":receipt", receipt).build();
        let key = outbox_key(&alert.check, &alert.id).item();
        let delete = Delete::builder().table_name(&self.table).set_key(Some(key)).build();
        Ok([
            TransactWriteItem::builder().update(update.expect("table, key and expression are set")).build(),
            TransactWriteItem::builder().delete(delete.expect("table and key are set")).build(),
        ])
    }
}

impl Outbox for DynamoOutbox {
    async fn pending(&self, check: &str) -> Result<Backlog, CallError> {
        let query = self.client.query().table_name(&self.table).consistent_read(true);
        let query = query.key_condition_expression("#pk = :pk").expression_attribute_names("#pk", PK);
        let query = query.expression_attribute_values(":pk", AttributeValue::S(outbox_partition(check)));
        let mut items = query.into_paginator().items().send();
        let mut backlog = Backlog::default();
        while let Some(item) = items.next().await {
            let item = item.map_err(|error| call_error(format!("read the outbox of {check}"), error))?;
            let id = item.get(SK).and_then(|id| id.as_s().ok()).cloned().unwrap_or_default();
            match OutboxItem::read(item) {
                Ok(pending) => backlog.alerts.push(pending),
                Err(error) => {
                    backlog.unreadable.push(unreadable(format!("read the alert {id} in the outbox"), error))
                }
            }
        }
        Ok(backlog)
    }

    async fn reschedule(&self, seen: &PendingAlert, next: &PendingAlert) -> Result<Rescheduled, CallError> {
        let update = self.client.update_item().table_name(&self.table);
        let update = update.set_key(Some(outbox_key(&seen.alert.check, &seen.alert.id).item()));
        let update = update.condition_expression("due_at = :seen");
        let update = update.expression_attribute_values(":seen", AttributeValue::S(seen.due_at.to_string()));
        let update = update.expression_attribute_values(":due", AttributeValue::S(next.due_at.to_string()));
        let update =
            update.expression_attribute_values(":attempts", AttributeValue::N(next.attempts.to_string()));
        let update = match &next.last_error {
            None => update.update_expression("SET due_at = :due, attempts = :attempts"),
            Some(error) => update
                .update_expression("SET due_at = :due, attempts = :attempts, last_error = :error")
                .expression_attribute_values(":error", AttributeValue::S(error.clone())),
        };
        let Err(error) = update.send().await else { return Ok(Rescheduled::Moved) };
        match error.as_service_error() {
            Some(
                UpdateItemError::ConditionalCheckFailedException(_)
                | UpdateItemError::TransactionConflictException(_),
            ) => Ok(Rescheduled::Lost),
            Some(_) | None => Err(call_error(format!("move the due time of alert {}", seen.alert.id), error)),
        }
    }

    async fn confirm(&self, published: &PendingAlert, receipt: &Receipt) -> Result<(), CallError> {
        let attempted = || format!("write the receipt of alert {}", published.alert.id);
        let actions =
            self.receipt_actions(published, receipt).map_err(|error| unreadable(attempted(), error))?;
        let answer = self.client.transact_write_items().set_transact_items(Some(actions.into())).send().await;
        let Err(error) = answer else { return Ok(()) };
        if !is_history_gone(error.as_service_error()) {
            return Err(call_error(attempted(), error));
        }
        let key = outbox_key(&published.alert.check, &published.alert.id).item();
        let answer = self.client.delete_item().table_name(&self.table).set_key(Some(key)).send().await;
        answer.map(|_| ()).map_err(|error| call_error(attempted(), error))
    }
}

/// Whether the history entry that the receipt belongs to was deleted, by its TTL or by hand.
fn is_history_gone(error: Option<&TransactWriteItemsError>) -> bool {
    match error {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            let history = cancelled.cancellation_reasons().first();
            history.is_some_and(|reason| reason.code() == Some("ConditionalCheckFailed"))
        }
        Some(_) | None => false,
    }
}
