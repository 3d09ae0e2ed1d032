//! Reads what is stored, for the commands: every state of a check, and the history of an enrollment.
//!
//! Queries only, a page at a time. Nothing here writes.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_types::SdkConfig;
use rollcall_core::history::HistoryEntry;
use rollcall_core::identity::Enrollment;
use rollcall_core::ports::CallError;
use rollcall_core::state::State;
use rollcall_core::table::{PK, SK};
use rollcall_core::time::Time;

use crate::call_error::{call_error, unreadable};
use crate::items::{Item, history_key, read_history, read_state, state_partition};

/// Reads one table.
#[derive(Clone, Debug)]
pub struct DynamoReader {
    client: Client,
    table: String,
}

impl DynamoReader {
    /// A reader of `table`.
    pub fn new(config: &SdkConfig, table: &str) -> Self {
        Self { client: Client::new(config), table: table.to_owned() }
    }

    /// Hands over the states of a check, by account and Region.
    ///
    /// # Errors
    /// When DynamoDB fails, or a state cannot be read.
    pub async fn states(&self, check: &str, mut take: impl FnMut(State)) -> Result<(), CallError> {
        let attempted = || format!("read the states of {check}");
        let pages = self.query(state_partition(check), None).into_paginator().items();
        let mut items = pages.send();
        while let Some(item) = items.next().await {
            let item = item.map_err(|error| call_error(attempted(), error))?;
            take(read_state(item).map_err(|error| unreadable(attempted(), error))?);
        }
        Ok(())
    }

    /// The entry that tells what stood at `from`, if there is one, and those after it, oldest
    /// first.
    ///
    /// # Errors
    /// When DynamoDB fails, or an entry cannot be read.
    pub async fn history(&self, enrollment: &Enrollment, from: Time) -> Result<Vec<HistoryEntry>, CallError> {
        let attempted = || format!("read the history of {enrollment}");
        // A sort key is a time and a version; that of the first version sorts before all others.
        let key = history_key(enrollment, from, 0);
        let before = self.query(key.pk.clone(), Some(("<", &key.sk))).scan_index_forward(false).limit(1);
        let after = self.query(key.pk, Some((">=", &key.sk))).into_paginator().items().send();
        let (before, after) = tokio::join!(before.send(), after.collect::<Result<Vec<Item>, _>>());
        let before = before.map_err(|error| call_error(attempted(), error))?.items.unwrap_or_default();
        let after = after.map_err(|error| call_error(attempted(), error))?;
        let read = |item| read_history(item).map_err(|error| unreadable(attempted(), error)).transpose();
        before.into_iter().chain(after).filter_map(read).collect()
    }

    fn query(
        &self,
        partition: String,
        sort: Option<(&str, &str)>,
    ) -> aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder {
        let query = self.client.query().table_name(&self.table).consistent_read(true);
        let query = query.expression_attribute_names("#pk", PK);
        let query = query.expression_attribute_values(":pk", AttributeValue::S(partition));
        match sort {
            None => query.key_condition_expression("#pk = :pk"),
            Some((operator, sk)) => query
                .key_condition_expression(format!("#pk = :pk AND #sk {operator} :sk"))
                .expression_attribute_names("#sk", SK)
                .expression_attribute_values(":sk", AttributeValue::S(sk.to_owned())),
        }
    }
}
