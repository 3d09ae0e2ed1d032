//! What a run answers: public contracts, in JSON.

use std::collections::BTreeMap;

use rollcall_core::condition::Compliance;
use rollcall_core::decide::Outcome;
use rollcall_core::identity::Enrollment;
use rollcall_core::organization::ledger::{Coverage, Run};
use rollcall_core::organization::unit::{Range, RunId, Unit};
use serde::Serialize;

use crate::courier::Delivered;
use crate::look::Found;
use crate::observed::Observed;

#[derive(Debug, Serialize)]
pub struct ObserverAnswer {
    observed: usize,
    unchanged: usize,
    changed: usize,
    blind: usize,
    not_applicable: usize,
    retired: usize,
    alerts: usize,
    enrollments: Vec<EnrollmentAnswer>,
}

/// The most enrollments that a unit names: a state machine carries 256 KiB.
const EXCEPTIONS_MAX: usize = 20;

/// What a unit answers: the counts, and the first of those that changed.
#[derive(Debug, Serialize)]
pub struct UnitAnswer {
    #[serde(flatten)]
    answer: ObserverAnswer,
}

impl UnitAnswer {
    pub fn of(observed: &Observed) -> Self {
        let is_exception = |found: &&Found| matches!(found.outcome, Outcome::Changed | Outcome::Retired);
        let exceptions = observed.found.iter().filter(is_exception).take(EXCEPTIONS_MAX);
        let enrollments = exceptions.map(EnrollmentAnswer::of).collect();
        Self { answer: ObserverAnswer { enrollments, ..ObserverAnswer::of(observed) } }
    }
}

/// The most enrollments that are named as missing.
const MISSING_NAMED_MAX: usize = 100;

#[derive(Debug, Serialize)]
pub struct PlanAnswer {
    run: RunId,
    expected: usize,
    units: Vec<Unit>,
}

impl PlanAnswer {
    pub fn of(run: &Run) -> Self {
        let unit = |range: &Range| Unit { run: run.id, range: range.clone() };
        Self { run: run.id, expected: run.planned, units: run.ranges.iter().map(unit).collect() }
    }
}

#[derive(Debug, Serialize)]
pub struct CoverageAnswer {
    run: RunId,
    expected: usize,
    seen: usize,
    blind: usize,
    missing: Vec<Enrollment>,
}

impl CoverageAnswer {
    pub fn of(run: RunId, coverage: &Coverage) -> Self {
        let missing = coverage.missing_named.iter().take(MISSING_NAMED_MAX).cloned().collect();
        let Coverage { expected, seen, .. } = *coverage;
        Self { run, expected, seen, blind: coverage.blind(), missing }
    }
}

#[derive(Debug, Serialize)]
struct EnrollmentAnswer {
    enrollment: Enrollment,
    compliance: Compliance,
    outcome: &'static str,
    /// The statuses by component; the last known ones if it is blind.
    components: BTreeMap<String, String>,
}

impl ObserverAnswer {
    pub fn of(observed: &Observed) -> Self {
        let count = |outcome| observed.count(outcome);
        Self {
            observed: count(Outcome::Unchanged) + count(Outcome::Changed),
            unchanged: count(Outcome::Unchanged),
            changed: count(Outcome::Changed),
            blind: count(Outcome::Blind),
            not_applicable: count(Outcome::NotApplicable),
            retired: count(Outcome::Retired),
            alerts: observed.alerts(),
            enrollments: observed.found.iter().map(EnrollmentAnswer::of).collect(),
        }
    }
}

impl EnrollmentAnswer {
    fn of(found: &Found) -> Self {
        let state = &found.state;
        Self {
            enrollment: state.enrollment.clone(),
            compliance: state.compliance,
            outcome: found.outcome.into_str(),
            components: state.statuses(),
        }
    }
}

#[derive(Debug, Serialize)]
pub struct CourierAnswer<'a> {
    routes: BTreeMap<&'a str, RouteAnswer>,
}

#[derive(Debug, Serialize)]
struct RouteAnswer {
    sent: usize,
    notifications: usize,
    superseded: usize,
    waiting: usize,
    failed: usize,
}

impl<'a> CourierAnswer<'a> {
    pub fn of(delivered: &'a BTreeMap<String, Delivered>) -> Self {
        let answer = |one: &Delivered| RouteAnswer {
            sent: one.sent,
            notifications: one.sent,
            superseded: one.superseded,
            waiting: one.waiting,
            failed: one.failures.len(),
        };
        Self { routes: delivered.iter().map(|(route, one)| (route.as_str(), answer(one))).collect() }
    }
}
