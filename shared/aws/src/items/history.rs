//! The history item: one for each commit. It gets `expires_at` once it is superseded, and `receipt`
//! once its alert is published, by updates of their own.

use rollcall_core::history::HistoryEntry;
use rollcall_core::identity::Enrollment;
use rollcall_core::time::Time;

use super::{Item, ItemError, Key, read, write};

const SCHEMA: &str = "rollcall.history/1";

/// Sorts by time; versions of the same millisecond sort by number.
pub(crate) fn history_key(enrollment: &Enrollment, at: Time, version: u64) -> Key {
    let Enrollment { check, target } = enrollment;
    Key {
        pk: format!("HISTORY#{check}#{}#{}", target.account, target.region),
        sk: format!("{at}#{version:08}"),
    }
}

pub(crate) fn write_history(entry: &HistoryEntry) -> Result<Item, ItemError> {
    write(&history_key(&entry.enrollment, entry.at, entry.version), SCHEMA, entry)
}

/// The entry; none of an item that holds no entry, which an update may have made.
pub(crate) fn read_history(item: Item) -> Result<Option<HistoryEntry>, ItemError> {
    item.contains_key("schema").then(|| read(SCHEMA, item)).transpose()
}
