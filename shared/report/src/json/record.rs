//! What a period was like, as part of `rollcall.report/1`.

use rollcall_core::record::Record;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct RecordJson<'a> {
    compliant_percent: Option<f64>,
    compliant_seconds: u64,
    non_compliant_seconds: u64,
    not_known_seconds: u64,
    not_applicable_seconds: u64,
    problems: usize,
    open: usize,
    median_recovery_seconds: Option<u64>,
    longest_recovery_seconds: Option<u64>,
    changes: usize,
    alerts: AlertsJson<'a>,
    longest_gap_seconds: Option<u64>,
}

#[derive(Serialize)]
struct AlertsJson<'a> {
    stored: usize,
    sent: Vec<SentJson<'a>>,
    waiting: usize,
}

#[derive(Serialize)]
struct SentJson<'a> {
    route: &'a str,
    channel: &'a str,
    alerts: usize,
}

impl<'a> RecordJson<'a> {
    pub(super) fn of(record: &'a Record) -> Self {
        let sent = record.alerts.sent.iter();
        Self {
            compliant_percent: record.share(record.compliant).map(|share| share as f64 / 100.0),
            compliant_seconds: record.compliant.as_secs(),
            non_compliant_seconds: record.non_compliant.as_secs(),
            not_known_seconds: record.not_known.as_secs(),
            not_applicable_seconds: record.not_applicable.as_secs(),
            problems: record.problems,
            open: record.open,
            median_recovery_seconds: record.median_recovery().map(|lasted| lasted.as_secs()),
            longest_recovery_seconds: record.longest_recovery().map(|lasted| lasted.as_secs()),
            changes: record.changes,
            alerts: AlertsJson {
                stored: record.alerts.stored,
                sent: sent
                    .map(|((route, channel), alerts)| SentJson { route, channel, alerts: *alerts })
                    .collect(),
                waiting: record.alerts.waiting,
            },
            longest_gap_seconds: record.longest_gap.map(|gap| gap.as_secs()),
        }
    }
}
