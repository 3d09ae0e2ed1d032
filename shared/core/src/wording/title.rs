//! The title of an alert: what happened, in a few words on one line. Subjects use it, so what is new
//! comes first.

use std::collections::BTreeSet;

use super::Facts;
use crate::alert::{Ends, Kind};
use crate::check::NONE;
use crate::text::{one_line, span};

impl Facts<'_> {
    pub(super) fn title(&self) -> String {
        let (before, after) = (self.before, self.after);
        match (self.lead.kind, self.lead.ends) {
            (Kind::Blind, _) => format!("cannot be seen: {}", self.blind_cause()),
            (Kind::Recovery, Some(Ends::Blindness)) => {
                let lasted = self.lasted(before.blind.as_ref().map(|spell| spell.since));
                format!("seen again after {lasted}: {}", self.standing())
            }
            (Kind::Recovery, _) => {
                let lasted = self.lasted(before.problem.as_ref().map(|problem| problem.opened_at));
                format!("recovered after {lasted}: {}", self.standing())
            }
            (Kind::Retired, _) => format!("no longer watched: {}", self.standing()),
            (Kind::Reminder, _) => match (self.worst(), &after.problem) {
                (Some((name, component)), Some(_)) => {
                    let lasted = span(component.age(self.at));
                    format!("{} still {} after {lasted}", one_line(name), one_line(&component.status))
                }
                (None, Some(problem)) => {
                    let lasted = self.lasted(Some(problem.opened_at));
                    format!("not over after {lasted}: {}", self.standing())
                }
                (_, None) => {
                    let lasted = self.lasted(after.blind.as_ref().map(|spell| spell.since));
                    format!("still cannot be seen after {lasted}: {}", self.blind_cause())
                }
            },
            (
                Kind::Progress
                | Kind::Stuck
                | Kind::ActionRequired
                | Kind::UnknownStatus
                | Kind::Degradation
                | Kind::Failure
                | Kind::Flapping,
                _,
            ) => self.component_title() + &self.more(),
        }
    }

    fn component_title(&self) -> String {
        let name = self.lead.component.as_deref().unwrap_or_default();
        let component = self.after.components.get(name);
        let moved = self.transitions.iter().find(|moved| moved.component == name);
        let status = component.map(|component| &component.status).or(moved.map(|moved| &moved.to));
        let (status, name) = (status.map(|status| one_line(status)).unwrap_or_default(), one_line(name));
        match (self.lead.kind, moved) {
            (Kind::Flapping, _) => format!("{name} flapping, now {status}"),
            (Kind::Stuck, _) => {
                let lasted = span(component.map(|component| component.age(self.at)).unwrap_or_default());
                format!("{name} stuck in {status} for {lasted}")
            }
            (_, Some(moved)) if moved.from != NONE => format!("{name} {} -> {status}", one_line(&moved.from)),
            (_, Some(_) | None) => format!("{name} is {status}"),
        }
    }

    /// How many components the alert names besides the one in its title.
    fn more(&self) -> String {
        let reported = self.reported().filter_map(|one| one.component.as_ref());
        let moved = self.transitions.iter().map(|moved| &moved.component);
        let named: BTreeSet<&String> = reported.chain(moved).collect();
        match named.len().saturating_sub(1) {
            0 => String::new(),
            more => format!(" (+{more} more)"),
        }
    }
}
