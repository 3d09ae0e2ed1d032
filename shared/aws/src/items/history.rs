//! The history item: one for each commit. Its `body` is the entry as JSON text, which a person can read
//! in the console, and which its hash is of. It gets `expires_at` once it is superseded, and `receipts`
//! once its alert has left a queue, by updates of their own.

use std::collections::BTreeMap;

use rollcall_core::decide::Change;
use rollcall_core::deliver::Settled;
use rollcall_core::history::HistoryEntry;
use rollcall_core::identity::{Enrollment, Target};
use rollcall_core::time::Time;
use serde::{Deserialize, Serialize};

use super::{Item, ItemError, Key, read, write};

const SCHEMA: &str = "rollcall.history/1";

/// The attribute for what became of the alert, by route.
pub(crate) const RECEIPTS: &str = "receipts";

/// The attributes of a history item.
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

/// The entry; none of an item that holds no entry, which an update may have made.
pub(crate) fn read_history(item: Item) -> Result<Option<HistoryEntry>, ItemError> {
    if !item.contains_key("body") {
        return Ok(None);
    }
    let HistoryItem { body, receipts, .. } = read(SCHEMA, item)?;
    let entry: HistoryEntry = serde_json::from_str(&body).map_err(|error| ItemError::Text(SCHEMA, error))?;
    Ok(Some(HistoryEntry { receipts, ..entry }))
}
