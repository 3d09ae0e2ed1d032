//! Why an enrollment has its verdict: the rule for each component, the line of the policy that it
//! comes from, and what happens next. Repeats no decision: it names those of the rules.

use std::time::Duration;

use rollcall_core::alert::{AlertId, Severity};
use rollcall_core::condition::Condition;
use rollcall_core::outbox::PendingAlert;
use rollcall_core::policy::Rules;
use rollcall_core::text::span;
use rollcall_core::time::Time;

use crate::standing::{ComponentStanding, Standing};

/// Why an enrollment has its verdict.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// When it was asked for.
    pub at: Time,
    /// How the enrollment stands.
    pub standing: Standing,
    /// Why each component has its verdict, in the standing's order.
    pub reasons: Vec<Reason>,
    /// When people are reminded of the open problem.
    pub reminder_at: Option<Time>,
    /// Blind runs until people are told; none where they were, or it is not blind.
    pub blind_runs_left: Option<u32>,
    /// Alerts below it are not sent.
    pub notify_at: Severity,
    /// Its alerts that are not yet published.
    pub pending: Vec<AlertId>,
}

/// Why a component has its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The component.
    pub component: String,
    /// The rule, such as `SUSPENDED is suspended`.
    pub rule: String,
    /// The line of the policy that it comes from, such as `[checks.odb] accept`.
    pub policy_line: Option<String>,
    /// Until when it may have its status.
    pub deadline_at: Option<Time>,
    /// What to do.
    pub remedy: Option<&'static str>,
}

impl Explanation {
    /// Explains how an enrollment stands.
    pub fn of(standing: &Standing, rules: Rules<'_>, pending: &[PendingAlert], at: Time) -> Self {
        let unreported = standing.blind.as_ref().filter(|blind| !blind.reported);
        let problem = standing.problem.as_ref();
        let own = pending.iter().filter(|pending| pending.alert.enrollment == standing.enrollment);
        Self {
            at,
            reasons: standing.components.iter().map(|component| Reason::of(component, rules)).collect(),
            reminder_at: problem.map(|problem| problem.alerted_at.plus(rules.policy.remind_every)),
            blind_runs_left: unreported.map(|blind| rules.policy.blind_after.saturating_sub(blind.runs)),
            notify_at: rules.policy.notify_at,
            pending: own.map(|pending| pending.alert.id.clone()).collect(),
            standing: standing.clone(),
        }
    }
}

impl Reason {
    fn of(component: &ComponentStanding, rules: Rules<'_>) -> Self {
        let ComponentStanding { name, status, condition, since, deadline, .. } = component;
        let (class, policy_line) = class(component, rules);
        let remedies = rules.check.component(name).map_or(&[][..], |known| known.remedies);
        Self {
            component: name.clone(),
            rule: match condition {
                Condition::Absent
                    if policy_line.as_deref().is_some_and(|line| line.ends_with("optional")) =>
                {
                    format!("{status} is {class}, and the check is optional")
                }
                Condition::Unknown => {
                    format!("{status} is {class}: no table and no line of the policy has it")
                }
                Condition::Progressing | Condition::Waiting => {
                    format!("{status} is {class}{}", allowed(*deadline))
                }
                Condition::Healthy
                | Condition::Limited
                | Condition::Absent
                | Condition::Suspended
                | Condition::Failed => format!("{status} is {class}"),
            },
            policy_line,
            deadline_at: deadline.map(|deadline| since.plus(deadline)),
            remedy: remedies.iter().find(|(of, _)| of == condition).map(|(_, remedy)| *remedy),
        }
    }
}

/// How a status is classed, and the line of the policy that says so.
fn class(component: &ComponentStanding, rules: Rules<'_>) -> (String, Option<String>) {
    let ComponentStanding { status, condition, .. } = component;
    let own = rules.policy.checks.get(rules.check.id);
    let line = |key: &str| Some(format!("[checks.{}] {key}", rules.check.id));
    let class = condition.as_str().to_owned();
    match own {
        Some(own) if own.accept.contains(status) => {
            ("taken as healthy by the policy".to_owned(), line("accept"))
        }
        Some(own) if own.statuses.contains_key(status) => {
            (format!("{class} by the policy"), line("statuses"))
        }
        Some(own) if own.optional && *condition == Condition::Absent => (class, line("optional")),
        Some(own) if own.deadlines.contains_key(status) => (class, line("deadlines")),
        Some(_) | None => (class, None),
    }
}

fn allowed(deadline: Option<Duration>) -> String {
    deadline.map_or_else(String::new, |deadline| format!(", which it may be for {}", span(deadline)))
}
