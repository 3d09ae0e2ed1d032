//! Logs for people and queries, and one line of metrics a run (CloudWatch's embedded metric
//! format). Secrets never come here: nothing that a service answered is logged whole.

use std::io::Write;

use rollcall_core::condition::Compliance;
use rollcall_core::decide::Outcome;
use rollcall_core::time::Time;
use serde_json::{Value, json};
use tracing::Level;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::run::Run;

/// Starts logging. `level` and `format` are Lambda's `AWS_LAMBDA_LOG_LEVEL` and
/// `AWS_LAMBDA_LOG_FORMAT`. Others than our own crates log warnings only, whatever the level:
/// the SDK's debug lines hold whole answers.
pub(crate) fn start(level: Option<&str>, format: Option<&str>) {
    let level = level.and_then(level_of).unwrap_or(Level::INFO);
    let own = ["rollcall_lambda", "rollcall_aws", "rollcall_checks", "rollcall_core", "rollcall_report"];
    let others = LevelFilter::WARN.min(LevelFilter::from_level(level));
    let targets = Targets::new().with_default(others).with_targets(own.map(|name| (name, level)));
    // It prints each failure of the handler again, as Rust prints it. A panic is on standard error.
    let targets = targets.with_target("lambda_runtime::layers::panic", LevelFilter::OFF);
    let layer = tracing_subscriber::fmt::layer().with_target(false).with_ansi(false);
    let is_text = format.is_some_and(|format| format.eq_ignore_ascii_case("text"));
    let registry = tracing_subscriber::registry();
    // A second start (as in a test) keeps the first one's subscriber.
    let started = if is_text {
        registry.with(layer.without_time().with_filter(targets)).try_init()
    } else {
        registry
            .with(layer.json().flatten_event(true).with_current_span(false).with_filter(targets))
            .try_init()
    };
    if let Err(error) = started {
        eprintln!("logging had started before: {error}");
    }
}

/// Lambda's names of levels; `FATAL` is an error too.
fn level_of(name: &str) -> Option<Level> {
    match name.to_ascii_uppercase().as_str() {
        "TRACE" => Some(Level::TRACE),
        "DEBUG" => Some(Level::DEBUG),
        "INFO" => Some(Level::INFO),
        "WARN" => Some(Level::WARN),
        "ERROR" | "FATAL" => Some(Level::ERROR),
        _ => None,
    }
}

/// Logs what a run found, and writes its metrics.
pub(crate) fn report(check: &str, run: &Run, now: Time) {
    for answer in run.enrollments.iter().filter(|answer| answer.outcome != Outcome::Unchanged) {
        tracing::info!(
            enrollment = %answer.enrollment,
            outcome = answer.outcome.as_str(),
            compliance = answer.compliance.as_str(),
            components = ?answer.components,
            "found"
        );
    }
    for fault in &run.faults {
        tracing::error!(class = ?fault.class, error = %fault, "failed");
    }
    let line = metrics(check, run, now).to_string();
    // Nobody can be told when standard output is gone; the run itself has ended well.
    if let Err(error) = writeln!(std::io::stdout().lock(), "{line}") {
        tracing::warn!(%error, "could not write metrics");
    }
}

/// Names and units of the metrics. No account id is a dimension: each set of values is billed.
pub(crate) const METRICS: [(&str, &str); 8] = [
    ("Observed", "Count"),
    ("Changed", "Count"),
    ("Blind", "Count"),
    ("NonCompliant", "Count"),
    ("AlertsPublished", "Count"),
    ("AlertsPending", "Count"),
    ("OldestPendingAlertSeconds", "Seconds"),
    ("RunCompleted", "Count"),
];

fn metrics(check: &str, run: &Run, now: Time) -> Value {
    let non_compliant =
        run.enrollments.iter().filter(|answer| answer.compliance == Compliance::NonCompliant).count();
    let oldest = run.pending.iter().map(|pending| now.since(pending.alert.observed_at).as_secs()).max();
    let metrics = METRICS.map(|(name, unit)| json!({"Name": name, "Unit": unit}));
    json!({
        "_aws": {
            "Timestamp": now.epoch_millis(),
            "CloudWatchMetrics": [{"Namespace": "Rollcall", "Dimensions": [["check"]], "Metrics": metrics}],
        },
        "check": check,
        "Observed": run.count(Outcome::Unchanged) + run.count(Outcome::Changed),
        "Changed": run.count(Outcome::Changed),
        "Blind": run.count(Outcome::Blind),
        "NonCompliant": non_compliant,
        "AlertsPublished": run.published,
        "AlertsPending": run.pending.len(),
        "OldestPendingAlertSeconds": oldest.unwrap_or(0),
        "RunCompleted": u8::from(run.faults.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_metric_that_is_named_has_a_value() {
        let metrics = metrics("odb", &Run::default(), Time::from_epoch_millis(5));
        for (name, _) in METRICS {
            assert!(metrics[name].is_u64(), "{name}");
        }
        assert_eq!(metrics["RunCompleted"], 1);
        assert_eq!(metrics["_aws"]["Timestamp"], 5);
    }
}
