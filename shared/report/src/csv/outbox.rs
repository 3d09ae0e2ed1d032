//! The outbox as CSV: one row per alert.

use rollcall_core::deliver::PendingAlert;
use rollcall_core::time::Time;

use super::sheet::{cell, sheet};

const HEADER: [&str; 11] = [
    "at",
    "id",
    "enrollment",
    "kind",
    "severity",
    "title",
    "observed_at",
    "age_seconds",
    "attempts",
    "due_at",
    "last_error",
];

/// The pending alerts at a point in time, in the order given.
pub fn outbox(pending: &[PendingAlert], at: Time) -> String {
    sheet(HEADER, pending.iter().map(|pending| row(pending, at)))
}

fn row(pending: &PendingAlert, at: Time) -> [String; 11] {
    let alert = &pending.alert;
    [
        at.to_string(),
        alert.id.to_string(),
        alert.enrollment.to_string(),
        alert.kind.into_str().to_owned(),
        alert.severity.into_str().to_owned(),
        alert.title.clone(),
        alert.observed_at.to_string(),
        at.since(alert.observed_at).as_secs().to_string(),
        pending.attempts.to_string(),
        cell(pending.due_at),
        cell(pending.last_error.as_ref()),
    ]
}
