//! The history item: one for each commit. Its `body` is the entry as JSON text, which is hashed, and
//! which a person can read in the console. Later updates add `expires_at` once it is superseded, and
//! `receipts` once its alert has left a queue.

use std::collections::BTreeMap;

use rollcall_core::decide::Change;
use rollcall_core::deliver::Settled;
use rollcall_core::history::HistoryEntry;
use rollcall_core::identity::{Enrollment, Target};
use rollcall_core::time::Time;
use serde::{Deserialize, Serialize};

use super::{Item, ItemError, Key, read, write};

const SCHEMA: &str = "rollcall.history/1";

/// How the alert left the queue, by route.
pub(crate) const RECEIPTS: &str = "receipts";

#[derive(Serialize, Deserialize)]
struct HistoryItem {
    body: String,
    prev: String,
    #[serde(default)]
    receipts: BTreeMap<String, Settled>,
}

/// Sorts by time; versions of the same millisecond sort by number.
pub(crate) fn history_key(enrollment: &Enrollment, at: Time, version: u64) -> Key {
    let Enrollment { check, target: Target { account, region } } = enrollment;
    Key { pk: format!("HISTORY#{account}#{check}#{region}"), sk: format!("{at}#{version:08}") }
}

pub(crate) fn write_history(change: &Change) -> Result<Item, ItemError> {
    let Change { entry, body, previous_head, .. } = change;
    let fields =
        HistoryItem { body: body.clone(), prev: previous_head.clone(), receipts: entry.receipts.clone() };
    write(&history_key(&entry.enrollment, entry.at, entry.version), SCHEMA, &fields)
}

/// None if the item holds no entry: an update may have made it.
pub(crate) fn read_history(item: Item) -> Result<Option<HistoryEntry>, ItemError> {
    if !item.contains_key("body") {
        return Ok(None);
    }
    let HistoryItem { body, receipts, .. } = read(SCHEMA, item)?;
    let entry: HistoryEntry = serde_json::from_str(&body).map_err(|error| ItemError::Text(SCHEMA, error))?;
    Ok(Some(HistoryEntry { receipts, ..entry }))
}
