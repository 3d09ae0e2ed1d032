//! Reads stored items for the commands: the states of all accounts, and the history of an enrollment.
//!
//! Queries only, a page at a time. Nothing here writes.

use aws_types::SdkConfig;
use futures_util::future::try_join_all;
use rollcall_core::history::HistoryEntry;
use rollcall_core::identity::{Enrollment, Shard};
use rollcall_core::ports::{CallError, States};
use rollcall_core::state::State;
use rollcall_core::time::Time;

use crate::call_error::{call_error, unreadable};
use crate::items::Item;
use crate::items::history::{history_key, read_history};
use crate::items::state::{read_state, state_partition};
use crate::store::read_states;
use crate::table::Table;

#[derive(Clone, Debug)]
pub struct DynamoReader {
    table: Table,
}

impl DynamoReader {
    /// `table` is a name or an ARN.
    pub fn new(config: &SdkConfig, table: &str) -> Self {
        Self { table: Table::new(config, table) }
    }

    /// The states of all accounts that are wanted.
    ///
    /// # Errors
    /// When DynamoDB fails, or a state cannot be read.
    pub async fn states(&self, is_wanted: impl Fn(&Enrollment) -> bool) -> Result<Vec<State>, CallError> {
        let attempted = || "read the states".to_owned();
        let of_shard = async |shard: Shard| {
            let mut states = Vec::new();
            let take = |item: Item| {
                let state = read_state(item)?;
                states.extend(Some(state).filter(|state| is_wanted(&state.enrollment)));
                Ok(())
            };
            self.table.each(attempted, self.table.query(&state_partition(shard), None), take).await?;
            Ok(states)
        };
        Ok(try_join_all(Shard::ALL.map(of_shard)).await?.into_iter().flatten().collect())
    }

    /// The states of all accounts, and why some cannot be read.
    ///
    /// # Errors
    /// When DynamoDB fails.
    pub async fn all_states(&self) -> Result<States, CallError> {
        let of_shard = |shard: Shard| {
            let query = self.table.query(&state_partition(shard), None);
            read_states(&self.table, || "read the states".to_owned(), query)
        };
        let mut all = States::default();
        for states in try_join_all(Shard::ALL.map(of_shard)).await? {
            all.found.extend(states.found);
            all.unreadable.extend(states.unreadable);
        }
        Ok(all)
    }

    /// The entry that says how the enrollment stood at `from`, if there is one, and all later ones,
    /// oldest first.
    ///
    /// # Errors
    /// When DynamoDB fails, or an entry cannot be read.
    pub async fn history(&self, enrollment: &Enrollment, from: Time) -> Result<Vec<HistoryEntry>, CallError> {
        let attempted = || format!("read the history of {enrollment}");
        // A sort key is a time and a version; version 0 sorts before all others.
        let key = history_key(enrollment, from, 0);
        let before = self.table.query(&key.pk, Some(("<", &key.sk))).scan_index_forward(false).limit(1);
        let after = self.table.query(&key.pk, Some((">=", &key.sk))).into_paginator().items().send();
        let (before, after) = tokio::join!(before.send(), after.collect::<Result<Vec<Item>, _>>());
        let before = before.map_err(|error| call_error(attempted(), error))?.items.unwrap_or_default();
        let after = after.map_err(|error| call_error(attempted(), error))?;
        let read = |item| read_history(item).map_err(|error| unreadable(attempted(), error)).transpose();
        before.into_iter().chain(after).filter_map(read).collect()
    }
}
