//! Logs for people and queries, and lines of metrics for each run (CloudWatch's embedded metric
//! format). Secrets never come here: no service's answer is logged whole.

use std::collections::BTreeMap;
use std::io::Write;

use rollcall_core::condition::Compliance;
use rollcall_core::decide::Outcome;
use rollcall_core::deliver::Subscriptions;
use rollcall_core::organization::ledger::Coverage;
use rollcall_core::organization::unit::RunId;
use rollcall_core::time::Time;
use rollcall_engine::courier::Delivered;
use rollcall_engine::fault::{Fault, chain};
use rollcall_engine::observed::Observed;
use rollcall_engine::planner::PlannedRun;
use rollcall_engine::subscriptions::Counted;
use serde_json::{Value, json};
use tracing::Level;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::failure::Failure;

/// The most enrollments that one log line names.
const NAMED_MAX: usize = 20;

/// Starts logging. `level` and `format` are Lambda's `AWS_LAMBDA_LOG_LEVEL` and
/// `AWS_LAMBDA_LOG_FORMAT`. Other crates than ours log warnings only, whatever the level: the SDK's
/// debug lines hold whole answers.
pub(crate) fn start(level: Option<&str>, format: Option<&str>) {
    let level = level.and_then(level_of).unwrap_or(Level::INFO);
    let own = ["rollcall_lambda", "rollcall_engine"];
    let others = LevelFilter::WARN.min(LevelFilter::from_level(level));
    let targets = Targets::new().with_default(others).with_targets(own.map(|name| (name, level)));
    // It prints each failure of the handler again, in Rust's own format. Panics are on standard error.
    let targets = targets.with_target("lambda_runtime::layers::panic", LevelFilter::OFF);
    let layer = tracing_subscriber::fmt::layer().with_target(false).with_ansi(false);
    let is_text = format.is_some_and(|format| format.eq_ignore_ascii_case("text"));
    let registry = tracing_subscriber::registry();
    // A second start (as in a test) keeps the first subscriber.
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

/// Logs a failed invocation. The faults of a run are logged with the run.
pub(crate) fn failed(failure: &Failure) {
    if !matches!(failure, Failure::Faults(_)) {
        tracing::error!(error_type = failure.error_type(), error = %failure, "failed");
    }
}

/// Logs what the observer found, and writes its metrics.
pub(crate) fn observed(function: &str, observed: &Observed, now: Time) {
    for found in observed.found.iter().filter(|found| found.outcome != Outcome::Unchanged) {
        tracing::info!(
            enrollment = %found.state.enrollment,
            outcome = found.outcome.into_str(),
            compliance = found.state.compliance.into_str(),
            components = ?found.state.statuses(),
            "found"
        );
    }
    log_faults(&observed.faults);
    let line = OBSERVER.line(
        json!({"function": function}),
        &[
            observed.count(Outcome::Unchanged) + observed.count(Outcome::Changed),
            observed.count(Outcome::Changed),
            observed.count(Outcome::Blind),
            usize::from(observed.faults.is_empty()),
        ],
        now,
    );
    print(&line);
    for (check, count) in non_compliant(observed) {
        print(&NON_COMPLIANT.line(json!({"function": function, "check": check}), &[count], now));
    }
}

/// Logs a plan, and writes its metrics.
pub(crate) fn planned(function: &str, planned: &PlannedRun, now: Time) {
    let PlannedRun { run, accounts, inventory, unanswered } = planned;
    for fault in unanswered {
        tracing::warn!(error = %fault, "each account is asked itself");
    }
    let listed = inventory.as_ref().map(|found| found.outcome.into_str());
    let (planned, units) = (run.planned, run.ranges.len());
    tracing::info!(run = %run.id, accounts, planned, units, listed, "planned");
    print(&PLAN.line(json!({"function": function}), &[*accounts], now));
}

/// Logs what a run of the organization saw, and writes its metrics.
pub(crate) fn reconciled(function: &str, run: RunId, coverage: &Coverage, now: Time) {
    let Coverage { expected, seen, missing, .. } = coverage;
    let blind = coverage.blind();
    if *missing > 0 {
        let named = coverage.missing_named.iter().take(NAMED_MAX).map(ToString::to_string);
        let named = named.collect::<Vec<_>>().join(", ");
        tracing::warn!(%run, expected, seen, blind, missing, named, "not all answered");
    } else {
        tracing::info!(%run, expected, seen, blind, missing, "reconciled");
    }
    print(&COVERAGE.line(json!({"function": function}), &[*expected, *seen, *missing], now));
}

/// How many enrollments of each check in the run are not compliant.
fn non_compliant(observed: &Observed) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for found in &observed.found {
        let is_bad = found.state.compliance == Compliance::NonCompliant;
        *counts.entry(found.state.enrollment.check.as_str()).or_default() += usize::from(is_bad);
    }
    counts
}

/// Logs what the courier could not send, and writes its metrics.
pub(crate) fn delivered(function: &str, delivered: &BTreeMap<String, Delivered>, now: Time) {
    for (route, one) in delivered {
        for failure in &one.failures {
            tracing::error!(route, error = failure, "not sent");
        }
        log_faults(&one.faults);
        one.counted.iter().for_each(|counted| log_counted(route, counted));
    }
    let sum = |count: fn(&Delivered) -> usize| delivered.values().map(count).sum();
    let oldest = delivered.values().filter_map(|one| one.oldest).min();
    let oldest = oldest.map_or(0, |oldest| now.since(oldest).as_secs());
    let line = COURIER.line(
        json!({"function": function}),
        &[
            sum(|one| one.sent),
            sum(|one| one.waiting),
            usize::try_from(oldest).unwrap_or(usize::MAX),
            sum(|one| one.failures.len()),
            usize::from(delivered.values().all(|one| one.faults.is_empty())),
        ],
        now,
    );
    print(&line);
    if let Some(missing) = subscriptions_missing(delivered) {
        print(&SUBSCRIPTIONS.line(json!({"function": function}), &[missing], now));
    }
}

/// None if none were counted in this run.
fn subscriptions_missing(delivered: &BTreeMap<String, Delivered>) -> Option<usize> {
    let counted = delivered.values().flat_map(|one| &one.counted);
    let missing = counted.filter_map(|counted| match counted {
        Counted::Found(count) => Some(count.missing()),
        Counted::Failed(_) => None,
    });
    missing.reduce(usize::saturating_add)
}

/// Warns of subscriptions that are missing or could not be counted.
fn log_counted(route: &str, counted: &Counted) {
    match counted {
        Counted::Found(count) => {
            let Some(warning) = count.warning() else { return };
            let Subscriptions { of, confirmed, pending } = &count.found;
            let (missing, expected) = (count.missing(), count.expected);
            tracing::warn!(route, of, missing, expected, confirmed, pending, "{warning}");
        }
        Counted::Failed(error) => {
            let code = error.code.as_deref();
            tracing::warn!(route, code, error = chain(error), "subscriptions not counted");
        }
    }
}

fn log_faults(faults: &[Fault]) {
    for fault in faults {
        tracing::error!(error = %fault, "failed");
    }
}

fn print(line: &Value) {
    // Standard output is gone, so nobody can be notified; the run itself has ended well.
    if let Err(error) = writeln!(std::io::stdout().lock(), "{line}") {
        tracing::warn!(%error, "could not write metrics");
    }
}

/// Metrics written in one line. No account is a dimension: each set of values is billed.
struct Metrics<const N: usize> {
    dimensions: &'static [&'static str],
    /// Names and units.
    named: [(&'static str, &'static str); N],
}

const OBSERVER: Metrics<4> = Metrics {
    dimensions: &["function"],
    named: [("Observed", "Count"), ("Changed", "Count"), ("Blind", "Count"), ("RunCompleted", "Count")],
};
const NON_COMPLIANT: Metrics<1> =
    Metrics { dimensions: &["function", "check"], named: [("NonCompliant", "Count")] };
/// Once an hour.
const SUBSCRIPTIONS: Metrics<1> =
    Metrics { dimensions: &["function"], named: [("SubscriptionsMissing", "Count")] };
const PLAN: Metrics<1> = Metrics { dimensions: &["function"], named: [("Accounts", "Count")] };
const COVERAGE: Metrics<3> = Metrics {
    dimensions: &["function"],
    named: [("Expected", "Count"), ("Seen", "Count"), ("Missing", "Count")],
};
const COURIER: Metrics<5> = Metrics {
    dimensions: &["function"],
    named: [
        ("NotificationsSent", "Count"),
        ("AlertsPending", "Count"),
        ("OldestPendingAlertSeconds", "Seconds"),
        ("ChannelFailing", "Count"),
        ("CourierCompleted", "Count"),
    ],
};

impl<const N: usize> Metrics<N> {
    /// A line in CloudWatch's embedded metric format.
    fn line(&self, dimensions: Value, values: &[usize; N], now: Time) -> Value {
        let metrics = self.named.map(|(name, unit)| json!({"Name": name, "Unit": unit})).to_vec();
        let mut line = dimensions;
        line["_aws"] = json!({
            "Timestamp": now.epoch_millis(),
            "CloudWatchMetrics": [{"Namespace": "Rollcall", "Dimensions": [self.dimensions], "Metrics": metrics}],
        });
        for ((name, _), value) in self.named.iter().zip(values) {
            line[*name] = json!(value);
        }
        line
    }
}
