//! What a status means under a policy: its condition, its deadline, and whether it is a problem. The
//! only place that decides it; everything else asks here.

use std::collections::BTreeMap;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::alert::Severity;
use crate::check::{CheckRules, GONE};
use crate::condition::{Compliance, Condition};
use crate::policy::{CheckPolicy, ComponentPolicy, Policy, Required};
use crate::state::ComponentState;
use crate::time::Time;

#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    pub check: &'static CheckRules,
    pub policy: &'a Policy,
}

/// What a component's status means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub condition: Condition,
    pub origin: Origin,
    /// Only if the component is absent.
    pub absence: Option<Absence>,
    /// How long the status may last; none if for ever.
    pub deadline: Option<Duration>,
    pub assessment: Assessment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assessment {
    Fine,
    /// Progressing, within its deadline: it opens no problem and ends none.
    InTime,
    Problem {
        severity: Severity,
        /// Whether the status has lasted for longer than its deadline.
        overdue: bool,
    },
}

/// Where the condition of a status comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The check's table.
    Table,
    /// The policy's `accept`: it counts as healthy.
    Accepted,
    /// The policy's `statuses`.
    Policy,
    /// The component was left out of the answer.
    LeftOut,
    /// Neither the table nor the policy has the status.
    Unlisted,
}

/// Why absence is fine, or a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// Fine: it was never enrolled.
    NeverEnrolled,
    /// Fine: the policy requires no enrollment.
    NotRequired,
    /// A loss: it was enrolled before.
    Lost,
    /// A loss: the policy always requires an enrollment.
    Required,
}

impl Absence {
    fn is_fine(self) -> bool {
        match self {
            Self::NeverEnrolled | Self::NotRequired => true,
            Self::Lost | Self::Required => false,
        }
    }
}

impl Judgement {
    pub fn is_overdue(&self) -> bool {
        matches!(self.assessment, Assessment::Problem { overdue: true, .. })
    }

    /// None if it is not a problem.
    pub fn severity(&self) -> Option<Severity> {
        match self.assessment {
            Assessment::Problem { severity, .. } => Some(severity),
            Assessment::Fine | Assessment::InTime => None,
        }
    }

    pub fn compliance(&self) -> Compliance {
        match (self.assessment, self.condition) {
            (Assessment::Fine, Condition::Absent) => Compliance::NotApplicable,
            (Assessment::Fine, _) => Compliance::Compliant,
            (Assessment::InTime, _) | (Assessment::Problem { .. }, Condition::Unknown) => {
                Compliance::InsufficientData
            }
            (Assessment::Problem { .. }, _) => Compliance::NonCompliant,
        }
    }
}

impl Rules<'_> {
    /// Judges the components of an enrollment as they were when it was last observed.
    pub fn judge(
        &self,
        components: &BTreeMap<String, ComponentState>,
        seen_at: Time,
    ) -> BTreeMap<String, Judgement> {
        let main = self.check.main_component();
        let absent =
            |component: &ComponentState| self.condition(main, &component.status).0 == Condition::Absent;
        let main_is_absent = components.get(main).is_some_and(absent);
        let judge = |(name, component): (&String, &ComponentState)| {
            (name.clone(), self.judge_component(name, component, main_is_absent, seen_at))
        };
        components.iter().map(judge).collect()
    }

    fn judge_component(
        &self,
        name: &str,
        component: &ComponentState,
        main_is_absent: bool,
        seen_at: Time,
    ) -> Judgement {
        let (condition, origin) = self.condition(name, &component.status);
        let deadline = self.deadline(name, &component.status);
        let absence = (condition == Condition::Absent).then(|| self.absence(name, component, main_is_absent));
        let overdue = deadline.is_some_and(|deadline| component.age(seen_at) > deadline);
        let problem = |severity| Assessment::Problem { severity, overdue };
        let assessment = match condition {
            Condition::Healthy => Assessment::Fine,
            Condition::Absent if absence.is_none_or(Absence::is_fine) => Assessment::Fine,
            Condition::Progressing if !overdue => Assessment::InTime,
            Condition::Failed | Condition::Suspended => problem(Severity::Critical),
            Condition::Progressing
            | Condition::Ending
            | Condition::Waiting
            | Condition::Limited
            | Condition::Absent
            | Condition::Unknown => problem(Severity::Warning),
        };
        Judgement { condition, origin, absence, deadline, assessment }
    }

    /// A part that was enrolled is lost, unless the policy lets the account leave: without the account
    /// there are no parts.
    fn absence(&self, name: &str, component: &ComponentState, main_is_absent: bool) -> Absence {
        let is_main = name == self.check.main_component();
        match self.required() {
            Required::Never if is_main || main_is_absent => Absence::NotRequired,
            Required::Always if is_main => Absence::Required,
            Required::Always | Required::OnceEnrolled | Required::Never => {
                if component.was_enrolled {
                    Absence::Lost
                } else {
                    Absence::NeverEnrolled
                }
            }
        }
    }

    /// The condition of a status, and its origin. The policy overrides the table.
    pub fn condition(&self, component: &str, status: &str) -> (Condition, Origin) {
        if self.accepts(component, status) {
            (Condition::Healthy, Origin::Accepted)
        } else {
            self.class(component, status)
        }
    }

    /// The condition of a status, whether or not the policy accepts it.
    fn class(&self, component: &str, status: &str) -> (Condition, Origin) {
        let own = self.component_policy(component);
        if status == GONE {
            (Condition::Absent, Origin::LeftOut)
        } else if let Some(condition) = own.and_then(|own| own.statuses.get(status)) {
            (*condition, Origin::Policy)
        } else {
            let row = self.check.status(component, status);
            row.map_or((Condition::Unknown, Origin::Unlisted), |row| (row.condition, Origin::Table))
        }
    }

    fn accepts(&self, component: &str, status: &str) -> bool {
        self.component_policy(component).is_some_and(|own| own.accept.contains(status))
    }

    /// Whether a status shows that the component is, or was until now, enrolled.
    pub fn shows_enrollment(&self, component: &str, status: &str) -> bool {
        match self.class(component, status).0 {
            Condition::Healthy | Condition::Limited | Condition::Ending | Condition::Suspended => true,
            Condition::Absent => false,
            Condition::Progressing | Condition::Waiting | Condition::Failed | Condition::Unknown => {
                self.accepts(component, status)
            }
        }
    }

    /// How long a status may last: by the policy, else the table, else its condition's default. None if
    /// it may last for ever.
    pub fn deadline(&self, component: &str, status: &str) -> Option<Duration> {
        let default = self.condition(component, status).0.default_deadline()?;
        let decided = self.component_policy(component).and_then(|own| own.deadlines.get(status)).copied();
        let listed = || self.check.status(component, status)?.deadline;
        Some(decided.or_else(listed).unwrap_or(default))
    }

    pub fn required(&self) -> Required {
        self.check_policy().map_or(Required::default(), |own| own.required)
    }

    /// Whether the policy says how long a status may last.
    pub fn decides_deadline(&self, component: &str, status: &str) -> bool {
        self.component_policy(component).is_some_and(|own| own.deadlines.contains_key(status))
    }

    /// The policy's table for a component, whether or not it is there: `[checks.odb]`.
    pub fn policy_table(&self, component: &str) -> String {
        let id = self.check.id;
        if component == self.check.main_component() {
            return format!("[checks.{id}]");
        }
        let name = self.named_in_policy(component).map_or(component, |(name, _)| name);
        format!("[checks.{id}.components.{name:?}]")
    }

    fn component_policy(&self, component: &str) -> Option<&ComponentPolicy> {
        if component == self.check.main_component() {
            return self.check_policy().map(|own| &own.main);
        }
        self.named_in_policy(component).map(|(_, own)| own)
    }

    /// The policy for a part, and the name that it is under: the part's own, else its family's.
    fn named_in_policy(&self, component: &str) -> Option<(&str, &ComponentPolicy)> {
        let components = &self.check_policy()?.components;
        let family = || components.get_key_value(self.check.component(component)?.name);
        let found = components.get_key_value(component).or_else(family);
        found.map(|(name, own)| (name.as_str(), own))
    }

    fn check_policy(&self) -> Option<&CheckPolicy> {
        self.policy.checks.get(self.check.id)
    }

    /// 16 hexadecimal digits that differ between policies that may decide differently for this check.
    pub fn digest(&self) -> String {
        let global = Policy { checks: BTreeMap::new(), ..self.policy.clone() };
        let own = self.check_policy().cloned().unwrap_or_default();
        let text = serde_json::to_string(&(global, own));
        let digest = Sha256::digest(text.expect("a policy has only text keys"));
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::fixture::ODB;

    static OTHER: CheckRules = CheckRules { id: "other", ..ODB };

    fn policy(text: &str) -> Policy {
        Policy::parse(text, &[&ODB, &OTHER]).unwrap()
    }

    /// The judgement of a status that has lasted for some hours.
    fn judged(policy_text: &str, name: &str, status: &str, was_enrolled: bool, hours: u64) -> String {
        let policy = policy(policy_text);
        let rules = Rules { check: &ODB, policy: &policy };
        let (since, status) = (Time::from_epoch_millis(0), status.to_owned());
        let component = ComponentState { status, reason: None, since, was_enrolled };
        let mut components = BTreeMap::from([(name.to_owned(), component.clone())]);
        let active = ComponentState { status: "ACTIVE".to_owned(), ..component };
        components.entry("onboarding".to_owned()).or_insert(active);
        let judgement = rules.judge(&components, since.plus(Duration::from_secs(hours * 3600)))[name];
        let severity = match judgement.assessment {
            Assessment::Fine => "fine".to_owned(),
            Assessment::InTime => "in time".to_owned(),
            Assessment::Problem { severity, overdue } => {
                format!("{}{}", severity.into_str(), if overdue { ", overdue" } else { "" })
            }
        };
        format!("{}: {severity}: {}", judgement.condition.into_str(), judgement.compliance().into_str())
    }

    #[test]
    fn each_status_is_judged() {
        let (main, role, once) = ("onboarding", "iam-role/KmsTde", "");
        let (always, never) = ("[checks.odb]\nrequired = \"always\"", "[checks.odb]\nrequired = \"never\"");
        let accept = "[checks.odb]\naccept = [\"SUSPENDED\", \"ACTIVATING\"]";
        let cases = [
            (once, main, "ACTIVE", true, 9, "healthy: fine: COMPLIANT"),
            (once, main, "ACTIVATING", true, 24, "progressing: in time: INSUFFICIENT_DATA"),
            (once, main, "ACTIVATING", true, 25, "progressing: warning, overdue: NON_COMPLIANT"),
            (once, main, "REGISTERING", true, 2, "progressing: warning, overdue: NON_COMPLIANT"),
            (once, role, "TERMINATING", true, 24, "ending: warning: NON_COMPLIANT"),
            (once, role, "TERMINATING", true, 25, "ending: warning, overdue: NON_COMPLIANT"),
            (once, main, "PENDING_CUSTOMER_ACTION", true, 72, "waiting: warning: NON_COMPLIANT"),
            (once, main, "PENDING_CUSTOMER_ACTION", true, 73, "waiting: warning, overdue: NON_COMPLIANT"),
            (once, main, "ACTIVE_LIMITED", true, 900, "limited: warning: NON_COMPLIANT"),
            (once, main, "SUSPENDED", true, 900, "suspended: critical: NON_COMPLIANT"),
            (once, main, "FAILED", false, 900, "failed: critical: NON_COMPLIANT"),
            (once, main, "QUUX", true, 900, "unknown: warning: INSUFFICIENT_DATA"),
            (once, main, "NOT_STARTED", false, 9, "absent: fine: NOT_APPLICABLE"),
            (once, main, "NOT_STARTED", true, 9, "absent: warning: NON_COMPLIANT"),
            (once, role, "(gone)", true, 9, "absent: warning: NON_COMPLIANT"),
            (always, main, "NOT_STARTED", false, 9, "absent: warning: NON_COMPLIANT"),
            (always, role, "(gone)", false, 9, "absent: fine: NOT_APPLICABLE"),
            (never, main, "NOT_STARTED", true, 9, "absent: fine: NOT_APPLICABLE"),
            (never, role, "(gone)", true, 9, "absent: warning: NON_COMPLIANT"),
            (accept, main, "SUSPENDED", true, 9, "healthy: fine: COMPLIANT"),
            (accept, main, "ACTIVATING", true, 900, "healthy: fine: COMPLIANT"),
            (accept, role, "SUSPENDED", true, 9, "unknown: warning: INSUFFICIENT_DATA"),
        ];
        for (policy, name, status, was_enrolled, hours, expected) in cases {
            let found = judged(policy, name, status, was_enrolled, hours);
            assert_eq!(found, expected, "{name} {status} under {policy:?}");
        }
    }

    #[test]
    fn what_shows_an_enrollment() {
        let policy = policy("[checks.odb]\naccept = [\"ACTIVATING\", \"NOT_STARTED\"]");
        let rules = Rules { check: &ODB, policy: &policy };
        let shows = |status: &str| rules.shows_enrollment("onboarding", status);
        let all = ["ACTIVE", "ACTIVE_LIMITED", "SUSPENDED", "ACTIVATING"];
        assert!(all.into_iter().all(shows));
        let none = ["NOT_STARTED", "PENDING_CUSTOMER_ACTION", "FAILED", "QUUX", "REGISTERING", GONE];
        assert!(!none.into_iter().any(shows));
        assert!(rules.shows_enrollment("iam-role/KmsTde", "TERMINATING"));
    }

    #[test]
    fn a_digest_differs_between_policies_that_may_decide_differently() {
        let digest = |text: &str| Rules { check: &ODB, policy: &policy(text) }.digest();
        assert_eq!(digest("").len(), 16);
        assert_eq!(digest(""), digest("notify_at = \"warning\"\n[checks.odb]\nrequired = \"once-enrolled\""));
        assert_eq!(digest(""), digest("[checks.other]\nrequired = \"never\""));
        assert_ne!(digest(""), digest("[checks.odb]\naccept = [\"ACTIVE_LIMITED\"]"));
        assert_ne!(digest(""), digest("notify_at = \"info\""));
    }
}
