//! The queues of the routes on DynamoDB.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_types::SdkConfig;
use futures_util::future::try_join_all;
use rollcall_core::alert::AlertId;
use rollcall_core::deliver::{PendingAlert, Settled};
use rollcall_core::identity::Shard;
use rollcall_core::ports::{CallError, Outbox, Queue};
use rollcall_core::table::SK;

use crate::call_error::{call_error, unreadable};
use crate::items::Item;
use crate::items::history::{RECEIPTS, history_key};
use crate::items::outbox::{
    WAITING, outbox_key, outbox_partition, read_pending, read_waiting, write_pending,
};
use crate::table::{Condition, Table};

#[derive(Clone, Debug)]
pub struct DynamoOutbox {
    pub(crate) table: Table,
}

impl DynamoOutbox {
    /// `table` is a name or an ARN.
    pub fn new(config: &SdkConfig, table: &str) -> Self {
        Self { table: Table::new(config, table) }
    }

    async fn waiting_in(&self, route: &str, shard: Shard) -> Result<Queue, CallError> {
        let attempted = || format!("read the queue of the route {route}");
        let mut query = self.table.query(&outbox_partition(route, shard), None);
        let mut wanted = vec!["#sk".to_owned()];
        query = query.expression_attribute_names("#sk", SK);
        for name in WAITING {
            wanted.push(format!("#{name}"));
            query = query.expression_attribute_names(format!("#{name}"), name);
        }
        // Backwards: pages are read one after the other, and a reader that sees an alert must also see
        // those committed before it. Those of one enrollment sort before it.
        query = query.projection_expression(wanted.join(", ")).scan_index_forward(false);
        let mut queue = Queue::default();
        let take = |item: Item| {
            match read_waiting(&item) {
                Ok(waiting) => queue.alerts.push(waiting),
                Err(error) => queue.unreadable.push(unreadable(attempted(), error)),
            }
            Ok(())
        };
        self.table.each(attempted, query, take).await?;
        Ok(queue)
    }
}

impl Outbox for DynamoOutbox {
    async fn waiting(&self, route: &str) -> Result<Queue, CallError> {
        let shards = try_join_all(Shard::ALL.map(|shard| self.waiting_in(route, shard))).await?;
        let mut queue = Queue::default();
        for shard in shards {
            queue.alerts.extend(shard.alerts);
            queue.unreadable.extend(shard.unreadable);
        }
        Ok(queue)
    }

    async fn read(&self, route: &str, id: &AlertId) -> Result<Option<PendingAlert>, CallError> {
        let attempted = || format!("read the alert {id} in the queue of the route {route}");
        let item = self.table.get(attempted, &outbox_key(route, id)).await?;
        item.map(read_pending).transpose().map_err(|error| unreadable(attempted(), error))
    }

    async fn delay(&self, route: &str, refused: &PendingAlert) -> Result<(), CallError> {
        let attempted = || format!("delay the alert {}", refused.alert.id);
        let item = write_pending(route, refused).map_err(|error| unreadable(attempted(), error))?;
        let Err(error) = self.table.put_if(item, &Condition::exists()).await else { return Ok(()) };
        match error.as_service_error() {
            // It has left the queue: sent by a courier whose lease has ended, or removed by a person.
            Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(()),
            Some(_) | None => Err(call_error(attempted(), error)),
        }
    }

    async fn settle(&self, route: &str, id: &AlertId, settled: &Settled) -> Result<(), CallError> {
        let attempted = || format!("write the receipt of the alert {id}");
        let (enrollment, version, at) = id.parts();
        let receipt = serde_dynamo::to_attribute_value(settled);
        let receipt = receipt.map_err(|error| unreadable(attempted(), error))?;
        let (history, queued) = (history_key(&enrollment, at, version), outbox_key(route, id));
        let exists = Some(Condition::exists().expression);
        let actions =
            vec![self.table.set(&history, &[RECEIPTS, route], receipt, exists), self.table.delete(&queued)];
        let Err(error) = self.table.transact(actions).await else { return Ok(()) };
        if !is_history_gone(error.as_service_error()) {
            return Err(call_error(attempted(), error));
        }
        let delete = self.table.client.delete_item().table_name(&self.table.name);
        let answer = delete.set_key(Some(queued.item())).send().await;
        answer.map(|_| ()).map_err(|error| call_error(attempted(), error))
    }
}

/// Whether the history entry of the receipt was deleted, by its TTL or by hand.
fn is_history_gone(error: Option<&TransactWriteItemsError>) -> bool {
    match error {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            let history = cancelled.cancellation_reasons().first();
            history.is_some_and(|reason| reason.code() == Some("ConditionalCheckFailed"))
        }
        Some(_) | None => false,
    }
}
