//! What a run answers: public contracts, in JSON.

use std::collections::BTreeMap;

use rollcall_core::condition::Compliance;
use rollcall_core::decide::Outcome;
use rollcall_core::identity::Enrollment;
use serde::Serialize;

use crate::courier::Delivered;
use crate::observer::{Found, Observed};

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
