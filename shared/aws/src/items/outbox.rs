//! The outbox item: one for each alert that is not yet confirmed as published.

use rollcall_core::alert::{Alert, AlertId};
use rollcall_core::outbox::PendingAlert;
use rollcall_core::time::Time;
use serde::{Deserialize, Serialize};

use super::{Item, ItemError, Key, read, write};

const SCHEMA: &str = "rollcall.outbox/1";

pub(crate) fn outbox_partition(check: &str) -> String {
    format!("OUTBOX#{check}")
}

pub(crate) fn outbox_key(check: &str, id: &AlertId) -> Key {
    Key { pk: outbox_partition(check), sk: id.as_str().to_owned() }
}

/// The attributes of an outbox item.
#[derive(Serialize, Deserialize)]
pub(crate) struct OutboxItem {
    alert: Alert,
    version: u64,
    #[serde(default)]
    attempts: u32,
    due_at: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_error: Option<String>,
}

impl OutboxItem {
    pub(crate) fn write(pending: &PendingAlert) -> Result<Item, ItemError> {
        let fields = Self {
            alert: pending.alert.clone(),
            version: pending.version,
            attempts: pending.attempts,
            due_at: pending.due_at,
            last_error: pending.last_error.clone(),
        };
        write(&outbox_key(&pending.alert.check, &pending.alert.id), SCHEMA, &fields)
    }

    pub(crate) fn read(item: Item) -> Result<PendingAlert, ItemError> {
        let Self { alert, version, attempts, due_at, last_error } = read(SCHEMA, item)?;
        Ok(PendingAlert { alert, version, attempts, due_at, last_error })
    }
}
