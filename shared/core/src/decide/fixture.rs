//! A check for the tests of the rules, with a status of every condition, and a player of runs.

use std::collections::BTreeMap;

use super::{Outcome, decide};
use crate::alert::Alert;
use crate::check::{CheckRules, ComponentRules, StatusRules};
use crate::condition::{Compliance, Condition};
use crate::history::HistoryEntry;
use crate::identity::Enrollment;
use crate::observation::{Blindness, Cause, Observation, Reading, Snapshot};
use crate::policy::{Policy, Rules};
use crate::state::State;
use crate::time::Time;

pub(crate) static ODB: CheckRules = CheckRules {
    id: "odb",
    service: "Oracle Database@AWS",
    action: "odb:GetOciOnboardingStatus",
    console_path: "odb/home?region={region}",
    runbook: "https://docs.aws.amazon.com/odb/",
    components: &[
        ComponentRules {
            name: "onboarding",
            statuses: &[
                StatusRules::new("ACTIVE", Condition::Healthy),
                StatusRules::new("ACTIVE_LIMITED", Condition::Limited),
                StatusRules::within_hours("ACTIVATING", Condition::Progressing, 24),
                StatusRules::within_hours("PENDING_CUSTOMER_ACTION", Condition::Waiting, 72),
                StatusRules::new("NOT_STARTED", Condition::Absent),
                StatusRules::new("SUSPENDED", Condition::Suspended),
                StatusRules::new("FAILED", Condition::Failed),
            ],
            remedies: &[(Condition::Suspended, "Ask Oracle why the tenancy is suspended.")],
        },
        ComponentRules {
            name: "iam-role/",
            statuses: &[
                StatusRules::new("AVAILABLE", Condition::Healthy),
                StatusRules::new("TERMINATING", Condition::Progressing),
                StatusRules::new("PROVISION_FAILED", Condition::Failed),
            ],
            remedies: &[],
        },
    ],
};

pub(crate) fn enrollment() -> Enrollment {
    "odb/111122223333/us-east-1".parse().unwrap()
}

/// `hours` after the start of 2026.
pub(crate) fn hour(hours: i64) -> Time {
    Time::from_epoch_millis(1_767_225_600_000 + hours * 3_600_000)
}

/// An observation of components and their statuses.
pub(crate) fn seen(components: &[(&str, &str)]) -> Observation {
    let reading = |status: &str| Reading { status: status.to_owned(), reason: None };
    let components = components.iter().map(|(name, status)| ((*name).to_owned(), reading(status))).collect();
    Observation::Observed(Snapshot::new(components, BTreeMap::new()).unwrap())
}

pub(crate) fn onboarding(status: &str) -> Observation {
    seen(&[("onboarding", status)])
}

pub(crate) fn denied() -> Observation {
    let message = "User is not authorized to perform: odb:GetOciOnboardingStatus";
    Observation::Blind(Blindness::new(Cause::Denied, Some("AccessDeniedException"), Some("r-1"), message))
}

/// Plays observations through `decide`, storing as the real store does.
pub(crate) struct Play {
    pub(crate) policy: Policy,
    pub(crate) state: Option<State>,
    pub(crate) history: Vec<HistoryEntry>,
    pub(crate) alerts: Vec<Alert>,
}

impl Play {
    pub(crate) fn new(policy: &str) -> Self {
        let policy = Policy::parse(policy, &[&ODB]).unwrap();
        Self { policy, state: None, history: Vec::new(), alerts: Vec::new() }
    }

    /// One run; answers with the alert it made.
    pub(crate) fn run(&mut self, now: Time, observation: &Observation) -> Option<Alert> {
        let rules = Rules { check: &ODB, policy: &self.policy };
        let decision = decide(rules, &enrollment(), self.state.as_ref(), observation, now);
        self.state = Some(decision.state);
        let change = decision.change?;
        self.history.push(change.entry);
        self.alerts.extend(change.alert.clone());
        change.alert
    }

    /// One run; answers with what it found.
    pub(crate) fn outcome(&mut self, now: Time, observation: &Observation) -> Outcome {
        let rules = Rules { check: &ODB, policy: &self.policy };
        let outcome = decide(rules, &enrollment(), self.state.as_ref(), observation, now).outcome;
        self.run(now, observation);
        outcome
    }

    /// Runs one after the other, an hour apart from `start`; what the last one alerted.
    pub(crate) fn hourly(&mut self, start: i64, observations: &[Observation]) -> Option<Alert> {
        let runs = observations.iter().zip(start..);
        runs.map(|(observation, at)| self.run(hour(at), observation)).last().flatten()
    }

    pub(crate) fn compliance(&self) -> Compliance {
        self.state.as_ref().unwrap().compliance
    }
}
