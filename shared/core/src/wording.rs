//! The words of an alert: its title, its summary, and what to do.
//!
//! Nothing here decides. What a service says is put on one line before it is quoted.

use crate::alert::{ALERT_SCHEMA, Alert, AlertId, ComplianceChange, Kind, Links, Severity, Transition};
use crate::check::NONE;
use crate::condition::Condition;
use crate::decide::Event;
use crate::observation::{Blindness, Cause};
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
        first_seen: facts.first_seen(event.kind),
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
    fn title(&self, event: &Event) -> String {
        match event.kind {
            Kind::Blind => format!("cannot be seen: {}", self.blind_reason(false)),
            Kind::Recovery if self.still_open() || self.before.problem.is_none() => {
                format!("seen again after {}: {}", self.blind_for(), self.standing())
            }
            Kind::Recovery => format!("recovered after {}: {}", self.problem_for(), self.standing()),
            Kind::Reminder => {
                format!("{} still {} after {}", self.name(event), self.status(event), self.status_for(event))
            }
            Kind::Stuck => {
                format!("{} stuck in {} for {}", self.name(event), self.status(event), self.status_for(event))
            }
            Kind::Failure
            | Kind::Degradation
            | Kind::UnknownStatus
            | Kind::ActionRequired
            | Kind::Progress => self.transition_title(event),
        }
    }

    fn transition_title(&self, event: &Event) -> String {
        let from = self.transition(event).map_or(NONE, |transition| &transition.from);
        let more = self.transitions.len().saturating_sub(1);
        let more = if more == 0 { String::new() } else { format!(" (+{more} more)") };
        format!("{} {} -> {}{more}", self.name(event), one_line(from), self.status(event))
    }

    fn summary(&self, event: &Event) -> String {
        let what = match event.kind {
            Kind::Blind => self.blind_summary(),
            Kind::Recovery => self.recovery_summary(),
            Kind::Reminder => self.reminder_summary(event),
            Kind::Stuck => self.stuck_summary(event),
            Kind::Failure
            | Kind::Degradation
            | Kind::UnknownStatus
            | Kind::ActionRequired
            | Kind::Progress => self.transition_summary(event),
        };
        let seen_again = self
            .before
            .blind
            .as_ref()
            .filter(|spell| spell.alerted && event.kind != Kind::Recovery && self.after.blind.is_none());
        match seen_again {
            Some(spell) => {
                format!("{what} It can be seen again after {} blind runs since {}.", spell.runs, spell.since)
            }
            None => what,
        }
    }

    fn transition_summary(&self, event: &Event) -> String {
        let (name, status) = (self.name(event), self.status(event));
        let condition = self.component(event).map_or(Condition::Unknown, |(_, condition)| condition);
        let moved = match self.transition(event) {
            Some(Transition { from, previous_seconds: Some(seconds), .. }) => {
                let lasted = span(std::time::Duration::from_secs(*seconds));
                format!(
                    "{name} went from {} to {status}. It had been {} for {lasted}.",
                    one_line(from),
                    one_line(from)
                )
            }
            Some(_) | None => format!("{name} was first seen, and its status is {status}."),
        };
        let class = match condition {
            Condition::Unknown => {
                " This version of Rollcall does not know that status, and takes it for neither good nor bad."
            }
            Condition::Healthy
            | Condition::Progressing
            | Condition::Waiting
            | Condition::Limited
            | Condition::Absent
            | Condition::Suspended
            | Condition::Failed => "",
        };
        format!("{moved}{class}{}", self.reason(event))
    }

    fn stuck_summary(&self, event: &Event) -> String {
        let (name, status) = (self.name(event), self.status(event));
        let deadline = event
            .component
            .as_deref()
            .zip(self.component(event))
            .and_then(|(component, (state, _))| self.rules.deadline(component, &state.status));
        let allowed = deadline
            .map_or_else(String::new, |deadline| format!(", longer than the {} allowed", span(deadline)));
        format!("{name} has been {status} for {}{allowed}.{}", self.status_for(event), self.reason(event))
    }

    fn reminder_summary(&self, event: &Event) -> String {
        let seen = match (&self.after.blind, self.after.last_observed) {
            (Some(_), Some(last)) => {
                format!(" It was last seen at {last}, and cannot be seen now: {}.", self.blind_reason(true))
            }
            (Some(_) | None, _) => String::new(),
        };
        format!(
            "{} has been {} for {}, and the problem is still open after {}.{seen}{}",
            self.name(event),
            self.status(event),
            self.status_for(event),
            self.problem_for(),
            self.reason(event)
        )
    }

    fn recovery_summary(&self) -> String {
        let blind = self.before.blind.as_ref().filter(|spell| spell.alerted);
        let seen = blind.map(|spell| {
            format!("It can be seen again after {} blind runs since {}.", spell.runs, spell.since)
        });
        let over = (self.before.problem.is_some() && !self.still_open())
            .then(|| format!("The problem is over. It lasted {}.", self.problem_for()));
        let open = self.still_open().then(|| {
            format!(
                "The problem told of at {} is still open.",
                self.after.problem.as_ref().map_or(self.at, |problem| problem.opened_at)
            )
        });
        let now = format!("Now: {}.", self.standing());
        [seen, over, open, Some(now)].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn blind_summary(&self) -> String {
        let Some(spell) = &self.after.blind else { return String::new() };
        let last = match self.after.last_observed {
            Some(last) => format!("Last known, at {last}: {}.", self.standing()),
            None => "It was never seen.".to_owned(),
        };
        format!(
            "The status could not be read in {} runs in a row, since {}: {}. {last}",
            spell.runs,
            spell.since,
            self.blind_reason(true)
        )
    }

    fn remedy(&self, event: &Event) -> String {
        match event.kind {
            Kind::Recovery | Kind::Progress if !self.still_open() => "Nothing to do.".to_owned(),
            Kind::Blind => self.blind_remedy(),
            Kind::Recovery
            | Kind::Progress
            | Kind::Reminder
            | Kind::Stuck
            | Kind::ActionRequired
            | Kind::UnknownStatus
            | Kind::Degradation
            | Kind::Failure => self.component_remedy(event),
        }
    }

    fn component_remedy(&self, event: &Event) -> String {
        let check = self.rules.check;
        let Some((component, state)) = event
            .component
            .as_deref()
            .and_then(|name| self.after.components.get_key_value(name))
            .or_else(|| self.worst())
        else {
            return format!("Look at {} in the AWS console.", check.service);
        };
        let condition = self.rules.condition(component, &state.status);
        let remedies = check.component(component).map_or(&[][..], |rules| rules.remedies);
        let own = remedies.iter().find(|(of, _)| *of == condition).map(|(_, remedy)| (*remedy).to_owned());
        own.unwrap_or_else(|| match condition {
            Condition::Unknown => format!("Look at {} in the AWS console. Then class the status in the policy, under [checks.{}.statuses], or update Rollcall.", check.service, check.id),
            Condition::Healthy | Condition::Progressing | Condition::Waiting | Condition::Limited | Condition::Absent | Condition::Suspended | Condition::Failed => format!("Look at {} in the AWS console.", check.service),
        })
    }

    fn blind_remedy(&self) -> String {
        let cause = self.after.blind.as_ref().map_or(Cause::Unavailable, |spell| spell.latest.cause);
        let action = self.rules.check.action;
        match cause {
            Cause::Denied => format!("Allow {action} to the role of this function, and look for a service control policy that denies it. In an opt-in Region, see that the Region is enabled for the account."),
            Cause::Throttled => format!("See what else calls {action} in this account, or run this check less often."),
            Cause::Unavailable | Cause::Timeout => "See the AWS Health Dashboard, and whether the function can reach the service's endpoint. Rollcall goes on trying.".to_owned(),
            Cause::Malformed => "The service answers in a way that this version of Rollcall cannot read. Update Rollcall.".to_owned(),
        }
    }

    fn blind_reason(&self, with_message: bool) -> String {
        let Some(Blindness { cause, code, request_id, message }) =
            self.after.blind.as_ref().map(|spell| &spell.latest)
        else {
            return String::new();
        };
        let code = code.as_ref().map(|code| format!(" ({})", one_line(code))).unwrap_or_default();
        if !with_message {
            return format!("{}{code}", cause.as_str());
        }
        let request =
            request_id.as_ref().map(|id| format!(", request id {}", one_line(id))).unwrap_or_default();
        format!("{}{code}: {}{request}", cause.as_str(), quote(message).trim_end_matches('.'))
    }

    fn first_seen(&self, kind: Kind) -> Time {
        let spell = self.before.blind.as_ref().or(self.after.blind.as_ref());
        let problem = self.before.problem.as_ref();
        match kind {
            Kind::Blind => spell.map_or(self.at, |spell| spell.since),
            Kind::Recovery if problem.is_none() => spell.map_or(self.at, |spell| spell.since),
            Kind::Progress
            | Kind::Recovery
            | Kind::Reminder
            | Kind::Stuck
            | Kind::ActionRequired
            | Kind::UnknownStatus
            | Kind::Degradation
            | Kind::Failure => problem.map_or(self.at, |problem| problem.opened_at),
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
        reason.map(|reason| format!(" Reason given: {}", quote(reason))).unwrap_or_default()
    }
}

fn quote(text: &str) -> String {
    cut(one_line(text), QUOTE_BYTES_MAX)
}
