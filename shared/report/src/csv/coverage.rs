//! What runs of the organization saw, as CSV: one row per run.

use rollcall_core::time::Time;

use super::sheet::sheet;
use crate::coverage::{CoverageReport, RunCoverage};

const HEADER: [&str; 12] = [
    "at",
    "run",
    "started_at",
    "ended",
    "units",
    "units_reported",
    "planned",
    "expected",
    "seen",
    "blind",
    "missing",
    "blind_by_cause",
];

/// The runs of a report, in its order.
pub fn coverage(report: &CoverageReport, at: Time) -> String {
    sheet(HEADER, report.runs.iter().map(|run| row(run, at)))
}

fn row(run: &RunCoverage, at: Time) -> [String; 12] {
    let RunCoverage { run: plan, reported, coverage } = run;
    let causes = coverage.blind.iter().map(|(cause, number)| format!("{cause}={number}"));
    [
        at.to_string(),
        plan.id.to_string(),
        plan.id.0.to_string(),
        run.has_ended().to_string(),
        plan.ranges.len().to_string(),
        reported.to_string(),
        plan.planned.to_string(),
        coverage.expected.to_string(),
        coverage.seen.to_string(),
        coverage.blind().to_string(),
        coverage.missing.to_string(),
        causes.collect::<Vec<_>>().join(" "),
    ]
}
