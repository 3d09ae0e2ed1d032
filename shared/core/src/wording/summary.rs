//! The summary of an alert: what happened, in a sentence or three. The reasons of transitions
//! stand beside them; where there is no transition, the summary quotes the reason.

use std::time::Duration;

use super::Facts;
use crate::alert::{Kind, Transition};
use crate::check::GONE;
use crate::condition::Condition;
use crate::decide::Event;
use crate::text::{one_line, span};

impl Facts<'_> {
    pub(super) fn summary(&self, event: &Event) -> String {
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
                format!(
                    "{what} It can be seen again after {} blind runs since {}.",
                    spell.runs,
                    spell.since.minute()
                )
            }
            None => what,
        }
    }

    fn transition_summary(&self, event: &Event) -> String {
        let (name, status) = (self.name(event), self.status(event));
        let condition = self.component(event).map_or(Condition::Unknown, |(_, condition)| condition);
        let moved = match self.transition(event) {
            Some(Transition { from, to, previous_seconds: Some(seconds), .. }) => {
                let (from, lasted) = (one_line(from), span(Duration::from_secs(*seconds)));
                if to == GONE {
                    format!(
                        "{name} is not in the service's answer any more, after it was {from} for {lasted}."
                    )
                } else {
                    format!("{name} went from {from} to {status}, after {lasted}.")
                }
            }
            Some(_) | None => format!("{name} is {status}, and is seen for the first time."),
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
        format!("{moved}{class}")
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
                let (last, detail) = (last.minute(), self.blind_detail());
                format!(" It was last seen at {last}, and cannot be seen now: {detail}.")
            }
            (Some(_) | None, _) => String::new(),
        };
        let (name, status, lasted) = (self.name(event), self.status(event), self.status_for(event));
        let first = self.first_seen(event).minute();
        let reason = self.reason(event);
        format!("{name} has been {status} for {lasted}. People were first told at {first}.{seen}{reason}")
    }

    fn recovery_summary(&self) -> String {
        let blind = self.before.blind.as_ref().filter(|spell| spell.alerted);
        let seen = blind.map(|spell| {
            format!("It can be seen again after {} blind runs since {}.", spell.runs, spell.since.minute())
        });
        let over = (self.before.problem.is_some() && !self.still_open())
            .then(|| format!("The problem is over. It lasted {}.", self.problem_for()));
        let open = self.still_open().then(|| {
            let opened_at = self.after.problem.as_ref().map_or(self.at, |problem| problem.opened_at);
            format!("The problem first told of at {} is still open.", opened_at.minute())
        });
        let now = format!("Now: {}.", self.standing());
        [seen, over, open, Some(now)].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn blind_summary(&self) -> String {
        let Some(spell) = &self.after.blind else { return String::new() };
        let last = match self.after.last_observed {
            Some(last) => format!("Last known, at {}: {}.", last.minute(), self.standing()),
            None => "It was never seen.".to_owned(),
        };
        format!(
            "The status could not be read in {} runs in a row, since {}: {}. {last}",
            spell.runs,
            spell.since.minute(),
            self.blind_detail()
        )
    }
}
