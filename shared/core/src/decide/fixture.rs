//! A check for the tests of the rules, with a status of every condition, and a player of looks.

use std::collections::BTreeMap;

use super::{Decision, Forgetting, Outcome, Write, decide, forget, retire};
use crate::alert::Alert;
use crate::check::{CheckRules, ComponentRules, Scope, StatusRules};
use crate::condition::{Compliance, Condition};
use crate::history::HistoryEntry;
use crate::identity::Enrollment;
use crate::observation::{Blindness, Cause, Observation, Reading, Snapshot};
use crate::policy::Policy;
use crate::rules::Rules;
use crate::state::State;
use crate::time::Time;

pub(crate) const ODB: CheckRules = CheckRules {
    id: "odb",
    service: "Oracle Database@AWS",
    scope: Scope::Regional,
    organization_action: None,
    action: "odb:GetOciOnboardingStatus",
    console_path: "odb/home?region={region}",
    docs: "https://docs.aws.amazon.com/odb/",
    components: &[
        ComponentRules {
            name: "onboarding",
            statuses: &[
                StatusRules::new("ACTIVE", Condition::Healthy),
                StatusRules::new("ACTIVE_LIMITED", Condition::Limited),
                StatusRules::new("ACTIVATING", Condition::Progressing),
                StatusRules::within_hours("REGISTERING", Condition::Progressing, 1),
                StatusRules::new("PENDING_CUSTOMER_ACTION", Condition::Waiting),
                StatusRules::new("NOT_STARTED", Condition::Absent),
                StatusRules::new("SUSPENDED", Condition::Suspended),
                StatusRules::new("FAILED", Condition::Failed),
            ],
            remedies: &[(Condition::Suspended, "Ask Oracle why the tenancy is suspended.")],
            reasons: &[],
        },
        ComponentRules {
            name: "iam-role/",
            statuses: &[
                StatusRules::new("AVAILABLE", Condition::Healthy),
                StatusRules::new("PROVISIONING", Condition::Progressing),
                StatusRules::new("TERMINATING", Condition::Ending),
                StatusRules::new("PROVISION_FAILED", Condition::Failed),
            ],
            remedies: &[],
            reasons: &[],
        },
    ],
};

static CHECK: CheckRules = ODB;

pub(crate) fn enrollment() -> Enrollment {
    "odb/111122223333/us-east-1".parse().unwrap()
}

/// `hours` after the start of 2026.
pub(crate) fn hour(hours: i64) -> Time {
    minute(hours * 60)
}

/// `minutes` after the start of 2026.
pub(crate) fn minute(minutes: i64) -> Time {
    Time::from_epoch_millis(1_767_225_600_000 + minutes * 60_000)
}

/// A look: `denied`, `down`, `nowhere`, or the status of the main component and those of roles, such as
/// `ACTIVE KmsTde=AVAILABLE`.
pub(crate) fn look(text: &str) -> Observation {
    let blind =
        |cause, code, message| Observation::Blind(Blindness::new(cause, Some(code), Some("r-1"), message));
    match text {
        "denied" => blind(Cause::Denied, "AccessDeniedException", "User is not authorized"),
        "down" => blind(Cause::Unavailable, "InternalServerException", "try later"),
        "nowhere" => Observation::NotApplicable,
        _ => {
            let mut components = BTreeMap::new();
            for word in text.split(' ') {
                let (name, status) = match word.split_once('=') {
                    Some((name, status)) => (format!("iam-role/{name}"), status),
                    None => ("onboarding".to_owned(), word),
                };
                components.insert(name, Reading { status: status.to_owned(), reason: None });
            }
            Observation::Observed(Snapshot::new(components, BTreeMap::new()).unwrap())
        }
    }
}

/// The main component with a reason, and a fact.
pub(crate) fn detailed(status: &str, reason: &str, fact: &str) -> Observation {
    let reading = Reading { status: status.to_owned(), reason: Some(reason.to_owned()) };
    let facts = BTreeMap::from([("tenancy".to_owned(), fact.to_owned())]);
    Observation::Observed(Snapshot::new([("onboarding".to_owned(), reading)].into(), facts).unwrap())
}

/// Plays looks through `decide`, and stores as the real store does.
pub(crate) struct Play {
    pub(crate) enrollment: Enrollment,
    pub(crate) policy: Policy,
    pub(crate) state: Option<State>,
    pub(crate) history: Vec<HistoryEntry>,
    pub(crate) alerts: Vec<Alert>,
    pub(crate) notes: usize,
}

impl Play {
    pub(crate) fn new(policy: &str) -> Self {
        Self {
            enrollment: enrollment(),
            policy: read(policy),
            state: None,
            history: Vec::new(),
            alerts: Vec::new(),
            notes: 0,
        }
    }

    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules { check: &CHECK, policy: &self.policy }
    }

    pub(crate) fn set_policy(&mut self, policy: &str) {
        self.policy = read(policy);
    }

    /// A look at each of the first `hours`, with `even` and `odd` in turn.
    pub(crate) fn alternate(&mut self, hours: i64, even: &str, odd: &str) {
        (0..hours).for_each(|hour| drop(self.at(hour, if hour % 2 == 0 { even } else { odd })));
    }

    /// Decides without storing.
    pub(crate) fn decision(&self, now: Time, observation: &Observation) -> Decision {
        decide(self.rules(), &self.enrollment, self.state.as_ref(), observation, now)
    }

    /// One look; returns its alert.
    pub(crate) fn run(&mut self, now: Time, observation: &Observation) -> Option<Alert> {
        let decision = self.decision(now, observation);
        self.take(decision)
    }

    /// One look at a full hour.
    pub(crate) fn at(&mut self, hours: i64, text: &str) -> Option<Alert> {
        self.run(hour(hours), &look(text))
    }

    /// One look at a full hour; returns what it found.
    pub(crate) fn outcome(&mut self, hours: i64, observation: &Observation) -> Outcome {
        let decision = self.decision(hour(hours), observation);
        let outcome = decision.outcome;
        self.take(decision);
        outcome
    }

    pub(crate) fn forget(&mut self, hours: i64, component: &str) -> Option<Alert> {
        let (by, reason) = ("arn:aws:iam::1:user/ann".to_owned(), "replaced".to_owned());
        let forgetting = Forgetting { component: component.to_owned(), by, reason };
        let decision = forget(self.rules(), self.state.as_ref().unwrap(), &forgetting, hour(hours));
        self.take(decision.unwrap())
    }

    pub(crate) fn retire(&mut self, now: Time) -> Option<Alert> {
        let decision = retire(self.rules(), self.state(), now);
        self.take(decision)
    }

    pub(crate) fn take(&mut self, decision: Decision) -> Option<Alert> {
        match decision.write {
            Write::Nothing => None,
            Write::Note => {
                self.notes += 1;
                self.state = Some(decision.state);
                None
            }
            Write::Commit(change) => {
                self.state = Some(decision.state);
                self.history.push(change.entry);
                self.alerts.extend(change.alert.clone());
                change.alert
            }
        }
    }

    pub(crate) fn state(&self) -> &State {
        self.state.as_ref().unwrap()
    }

    pub(crate) fn compliance(&self) -> Compliance {
        self.state().compliance
    }
}

fn read(policy: &str) -> Policy {
    Policy::parse(policy, &[&CHECK]).unwrap()
}
