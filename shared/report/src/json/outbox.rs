//! `rollcall.outbox/1`: the alerts that are stored but not sent yet.

use rollcall_core::deliver::PendingAlert;
use rollcall_core::time::Time;
use serde::Serialize;

/// The pending alerts at a point in time, in the order given, as `rollcall.outbox/1`.
pub fn outbox(pending: &[PendingAlert], at: Time) -> String {
    let alerts = pending.iter().map(|pending| PendingJson::of(pending, at)).collect();
    super::text(&OutboxJson { schema: "rollcall.outbox/1", at, alerts })
}

#[derive(Serialize)]
struct OutboxJson<'a> {
    schema: &'static str,
    at: Time,
    alerts: Vec<PendingJson<'a>>,
}

#[derive(Serialize)]
pub(super) struct PendingJson<'a> {
    id: &'a str,
    enrollment: String,
    kind: &'static str,
    severity: &'static str,
    title: &'a str,
    observed_at: Time,
    age_seconds: u64,
    attempts: u32,
    due_at: Option<Time>,
    last_error: Option<&'a str>,
}

impl<'a> PendingJson<'a> {
    pub(super) fn of(pending: &'a PendingAlert, at: Time) -> Self {
        let alert = &pending.alert;
        Self {
            id: alert.id.as_str(),
            enrollment: alert.enrollment.to_string(),
            kind: alert.kind.into_str(),
            severity: alert.severity.into_str(),
            title: &alert.title,
            observed_at: alert.observed_at,
            age_seconds: at.since(alert.observed_at).as_secs(),
            attempts: pending.attempts,
            due_at: pending.due_at,
            last_error: pending.last_error.as_deref(),
        }
    }
}
