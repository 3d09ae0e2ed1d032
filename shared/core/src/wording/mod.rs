//! The words of an alert: its title, its summary, and what to do.
//!
//! Nothing here decides. What a service says is put on one line before it is quoted.

mod remedy;
mod summary;
mod title;

use crate::alert::{ALERT_SCHEMA, Alert, AlertId, ComplianceChange, Kind, Links, Severity, Transition};
use crate::condition::Condition;
use crate::decide::Event;
use crate::observation::Blindness;
use crate::policy::Rules;
use crate::state::{ComponentState, State};
use crate::text::{cut, one_line, span};
use crate::time::Time;

/// What an alert is worded from.
pub(crate) struct Facts<'a> {
    pub(crate) rules: Rules<'a>,
    pub(crate) before: &'a State,
    pub(crate) after: &'a State,
    pub(crate) transitions: &'a [Transition],
    pub(crate) at: Time,
}

/// The longest quotation of a service's words in a summary, in bytes.
const QUOTE_BYTES_MAX: usize = 300;

pub(crate) fn alert(facts: &Facts<'_>, id: AlertId, event: &Event, severity: Severity) -> Alert {
    let check = facts.rules.check;
    let target = &facts.after.enrollment.target;
    Alert {
        schema: ALERT_SCHEMA.to_owned(),
        id,
        kind: event.kind,
        severity,
        check: check.id.to_owned(),
        service: check.service.to_owned(),
        account: target.account.clone(),
        region: target.region.clone(),
        enrollment: facts.after.enrollment.clone(),
        title: facts.title(event),
        summary: facts.summary(event),
        compliance: ComplianceChange { from: facts.before.compliance, to: facts.after.compliance },
        transitions: facts.transitions.to_vec(),
        observed_at: facts.at,
        first_seen: facts.first_seen(event),
        links: Links {
            console: format!(
                "https://{region}.{domain}/{path}",
                region = target.region,
                domain = target.region.console_domain(),
                path = check.console_path.replace("{region}", target.region.as_str())
            ),
            runbook: check.runbook.to_owned(),
        },
        remedy: facts.remedy(event),
    }
}

impl Facts<'_> {
    /// `denied (AccessDeniedException)`.
    fn blind_cause(&self) -> String {
        let Some(Blindness { cause, code, .. }) = self.after.blind.as_ref().map(|spell| &spell.latest) else {
            return String::new();
        };
        let code = code.as_ref().map(|code| format!(" ({})", one_line(code))).unwrap_or_default();
        format!("{}{code}", cause.as_str())
    }

    /// The cause, with what the service said and the id of the request.
    fn blind_detail(&self) -> String {
        let Some(spell) = &self.after.blind else { return String::new() };
        let Blindness { request_id, message, .. } = &spell.latest;
        let request = request_id.as_ref().map(|id| format!(", request id {}", one_line(id)));
        let message = quote(message);
        format!("{}: {}{}", self.blind_cause(), message.trim_end_matches('.'), request.unwrap_or_default())
    }

    /// The start of what the alert is about: the blindness, the status that does not end, the
    /// open problem, else this observation.
    fn first_seen(&self, event: &Event) -> Time {
        let spell = self.before.blind.as_ref().or(self.after.blind.as_ref());
        let problem = self.before.problem.as_ref().map(|problem| problem.opened_at);
        match event.kind {
            Kind::Blind => spell.map_or(self.at, |spell| spell.since),
            Kind::Recovery if problem.is_none() || self.still_open() => {
                spell.map_or(self.at, |spell| spell.since)
            }
            Kind::Stuck => self.component(event).map_or(self.at, |(component, _)| component.since),
            Kind::Progress
            | Kind::Recovery
            | Kind::Reminder
            | Kind::ActionRequired
            | Kind::UnknownStatus
            | Kind::Degradation
            | Kind::Failure => problem.unwrap_or(self.at),
        }
    }

    fn still_open(&self) -> bool {
        self.after.problem.is_some()
    }

    fn problem_for(&self) -> String {
        span(
            self.before
                .problem
                .as_ref()
                .map_or_else(Default::default, |problem| self.at.since(problem.opened_at)),
        )
    }

    fn blind_for(&self) -> String {
        span(self.before.blind.as_ref().map_or_else(Default::default, |spell| self.at.since(spell.since)))
    }

    /// `onboarding ACTIVE`, the worst component first, three at most.
    fn standing(&self) -> String {
        let mut components: Vec<_> = self.after.components.iter().collect();
        components.sort_by_key(|(name, component)| {
            std::cmp::Reverse(self.rules.condition(name, &component.status).rank())
        });
        let more = components.len().saturating_sub(3);
        let mut named: Vec<String> = components
            .iter()
            .take(3)
            .map(|(name, component)| format!("{} {}", one_line(name), one_line(&component.status)))
            .collect();
        match (named.is_empty(), more) {
            (true, _) => "not offered in this Region".to_owned(),
            (false, 0) => named.join(", "),
            (false, _) => {
                named.push(format!("+{more} more"));
                named.join(", ")
            }
        }
    }

    fn worst(&self) -> Option<(&String, &ComponentState)> {
        self.after
            .components
            .iter()
            .rev()
            .max_by_key(|(name, component)| self.rules.condition(name, &component.status).rank())
    }

    fn component(&self, event: &Event) -> Option<(&ComponentState, Condition)> {
        let name = event.component.as_deref()?;
        let component = self.after.components.get(name)?;
        Some((component, self.rules.condition(name, &component.status)))
    }

    fn transition(&self, event: &Event) -> Option<&Transition> {
        self.transitions.iter().find(|transition| Some(&transition.component) == event.component.as_ref())
    }

    fn name(&self, event: &Event) -> String {
        one_line(event.component.as_deref().unwrap_or("status"))
    }

    fn status(&self, event: &Event) -> String {
        self.component(event)
            .map_or_else(|| "unknown".to_owned(), |(component, _)| one_line(&component.status))
    }

    fn status_for(&self, event: &Event) -> String {
        span(self.component(event).map_or_else(Default::default, |(component, _)| component.age(self.at)))
    }

    fn reason(&self, event: &Event) -> String {
        let reason = self.component(event).and_then(|(component, _)| component.reason.as_deref());
        reason.map(|reason| format!(" Reason given: \"{}\"", quote(reason))).unwrap_or_default()
    }
}

fn quote(text: &str) -> String {
    cut(one_line(text), QUOTE_BYTES_MAX)
}
