//! `rollcall.coverage/1`: what runs of the organization saw.

use std::collections::BTreeMap;

use rollcall_core::identity::Enrollment;
use rollcall_core::time::Time;
use serde::Serialize;

use crate::coverage::{Blind, BlindAccount, CoverageReport, RunCoverage};

/// What runs saw, as `rollcall.coverage/1`.
pub fn coverage(report: &CoverageReport, at: Time) -> String {
    super::text(&CoverageJson {
        schema: "rollcall.coverage/1",
        at,
        running: report.running.as_ref().map(RunJson::of),
        runs: report.runs.iter().map(RunJson::of).collect(),
        blind_now: report.blind_now.as_ref().map(|blind| blind.iter().map(BlindJson::of).collect()),
    })
}

#[derive(Serialize)]
struct CoverageJson<'a> {
    schema: &'static str,
    at: Time,
    running: Option<RunJson<'a>>,
    runs: Vec<RunJson<'a>>,
    blind_now: Option<Vec<BlindJson<'a>>>,
}

#[derive(Serialize)]
struct RunJson<'a> {
    run: String,
    started_at: Time,
    ended: bool,
    units: usize,
    units_reported: usize,
    planned: usize,
    expected: usize,
    seen: usize,
    blind: &'a BTreeMap<String, usize>,
    missing: usize,
    missing_enrollments: &'a [Enrollment],
}

impl<'a> RunJson<'a> {
    fn of(run: &'a RunCoverage) -> Self {
        let RunCoverage { run: plan, reported, coverage } = run;
        Self {
            run: plan.id.to_string(),
            started_at: plan.id.0,
            ended: run.has_ended(),
            units: plan.ranges.len(),
            units_reported: *reported,
            planned: plan.planned,
            expected: coverage.expected,
            seen: coverage.seen,
            blind: &coverage.blind,
            missing: coverage.missing,
            missing_enrollments: &coverage.missing_named,
        }
    }
}

#[derive(Serialize)]
struct BlindJson<'a> {
    cause: &'static str,
    accounts: Vec<BlindAccountJson<'a>>,
}

impl<'a> BlindJson<'a> {
    fn of(blind: &'a Blind) -> Self {
        let accounts = blind.accounts.iter().map(BlindAccountJson::of).collect();
        Self { cause: blind.cause.into_str(), accounts }
    }
}

#[derive(Serialize)]
struct BlindAccountJson<'a> {
    account: &'a str,
    name: Option<&'a str>,
    suspended: bool,
    enrollments: &'a [Enrollment],
}

impl<'a> BlindAccountJson<'a> {
    fn of(account: &'a BlindAccount) -> Self {
        let BlindAccount { id, name, suspended, enrollments } = account;
        Self { account: id.as_str(), name: name.as_deref(), suspended: *suspended, enrollments }
    }
}
