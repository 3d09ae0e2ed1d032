//! The ledger on DynamoDB: what each run of the organization expected and saw.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_core::organization::ledger::{Coverage, Run};
use rollcall_core::organization::unit::{Range, RunId, Unit};
use rollcall_core::ports::{CallError, Ledger};

use crate::call_error::{call_error, unreadable};
use crate::items::Item;
use crate::items::ledger::{
    LEDGER_PARTITION, read_run, read_unit, run_key, unit_prefix, write_run, write_unit,
};
use crate::items::sort_key;
use crate::store::DynamoStore;
use crate::table::Condition;

impl Ledger for DynamoStore {
    async fn run(&self, run: RunId) -> Result<Option<Run>, CallError> {
        let attempted = || format!("read the run {run} from the ledger");
        let item = self.table.get(attempted, &run_key(run)).await?;
        item.map(read_run).transpose().map_err(|error| unreadable(attempted(), error))
    }

    async fn put_run(&self, run: &Run) -> Result<(), CallError> {
        let attempted = || format!("store the run {} in the ledger", run.id);
        let item = write_run(run).map_err(|error| unreadable(attempted(), error))?;
        self.table.put_item(item).await.map_err(|error| call_error(attempted(), error))
    }

    async fn units(&self, run: RunId) -> Result<BTreeMap<Range, Coverage>, CallError> {
        let attempted = || format!("read the units of the run {run} from the ledger");
        let mut units = BTreeMap::new();
        let take = |item: Item| {
            units.extend([read_unit(item)?]);
            Ok(())
        };
        let query = self.table.query_prefix(LEDGER_PARTITION, &unit_prefix(run));
        self.table.each(attempted, query, take).await?;
        Ok(units)
    }

    async fn put_unit(&self, unit: &Unit, coverage: &Coverage) -> Result<(), CallError> {
        let attempted = || format!("store a unit of the run {} in the ledger", unit.run);
        let item = write_unit(unit, coverage).map_err(|error| unreadable(attempted(), error))?;
        let saw_less = Condition {
            expression: "attribute_not_exists(pk) OR seen <= :seen".to_owned(),
            values: Item::from([(":seen".to_owned(), AttributeValue::N(coverage.seen.to_string()))]),
        };
        let Err(error) = self.table.put_if(item, &saw_less).await else { return Ok(()) };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(()),
            Some(_) | None => Err(call_error(attempted(), error)),
        }
    }
}

impl DynamoStore {
    /// The newest runs of the organization, the newest first.
    ///
    /// # Errors
    /// When DynamoDB fails, or a run cannot be read.
    pub async fn newest_runs(&self, wanted: usize) -> Result<Vec<Run>, CallError> {
        let attempted = || "read the ledger".to_owned();
        let query = self.table.query(LEDGER_PARTITION, None).scan_index_forward(false);
        let mut items = query.into_paginator().items().send();
        let mut runs = Vec::new();
        while runs.len() < wanted
            && let Some(item) = items.next().await
        {
            let item = item.map_err(|error| call_error(attempted(), error))?;
            if !sort_key(&item).contains('#') {
                runs.push(read_run(item).map_err(|error| unreadable(attempted(), error))?);
            }
        }
        Ok(runs)
    }
}
