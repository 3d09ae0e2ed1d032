//! The outbox item: one for each alert and route, until it has left the route's queue.

use rollcall_core::alert::{Alert, AlertId, AlertIdError, Kind, Severity};
use rollcall_core::deliver::{PendingAlert, Waiting};
use rollcall_core::identity::Shard;
use rollcall_core::time::Time;
use serde::{Deserialize, Serialize};
use serde_dynamo::from_attribute_value;

use super::{Item, ItemError, Key, read, sort_key, write};

const SCHEMA: &str = "rollcall.outbox/1";

/// The attributes of a pending alert, without its text.
pub(crate) const WAITING: [&str; 3] = ["kind", "severity", "due_at"];

/// Kind and severity are the alert's, for those who read a queue without its texts.
#[derive(Serialize, Deserialize)]
struct OutboxItem {
    alert: String,
    kind: Kind,
    severity: Severity,
    #[serde(default)]
    attempts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_at: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_error: Option<String>,
}

pub(crate) fn outbox_partition(route: &str, shard: Shard) -> String {
    format!("OUTBOX#{route}#{shard}")
}

pub(crate) fn outbox_key(route: &str, id: &AlertId) -> Key {
    let account = id.parts().0.target.account;
    Key { pk: outbox_partition(route, Shard::of(&account)), sk: id.as_str().to_owned() }
}

pub(crate) fn write_pending(route: &str, pending: &PendingAlert) -> Result<Item, ItemError> {
    let PendingAlert { alert, attempts, due_at, last_error } = pending;
    let fields = OutboxItem {
        alert: serde_json::to_string(alert).map_err(|error| ItemError::Text(SCHEMA, error))?,
        kind: alert.kind,
        severity: alert.severity,
        attempts: *attempts,
        due_at: *due_at,
        last_error: last_error.clone(),
    };
    write(&outbox_key(route, &alert.id), SCHEMA, &fields)
}

pub(crate) fn read_pending(item: Item) -> Result<PendingAlert, ItemError> {
    let OutboxItem { alert, attempts, due_at, last_error, .. } = read(SCHEMA, item)?;
    let alert: Alert = serde_json::from_str(&alert).map_err(|error| ItemError::Text(SCHEMA, error))?;
    Ok(PendingAlert { alert, attempts, due_at, last_error })
}

/// A word that this version does not know is read as none: the id is what matters.
pub(crate) fn read_waiting(item: &Item) -> Result<Waiting, AlertIdError> {
    let [kind, severity, due_at] = WAITING.map(|name| item.get(name).cloned());
    Ok(Waiting {
        id: sort_key(item).parse()?,
        kind: kind.and_then(|value| from_attribute_value(value).ok()),
        severity: severity.and_then(|value| from_attribute_value(value).ok()),
        due_at: due_at.and_then(|value| from_attribute_value(value).ok()),
    })
}
