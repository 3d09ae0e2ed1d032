//! The summary of an alert: what happened, in one or a few sentences. Reasons, times and what to do
//! have fields of their own; only blindness has its reason here, since no component has it.

use super::said::{Said, sentences};
use super::{Facts, quote};
use crate::alert::{Ends, Kind};
use crate::condition::Condition;
use crate::text::one_line;

impl Facts<'_> {
    pub(super) fn summary(&self) -> String {
        let mut sentences = match self.lead.kind {
            Kind::Blind => self.blind_summary(),
            Kind::Recovery => self.recovery_summary(),
            Kind::Reminder => self.reminder_summary(),
            Kind::Flapping => self.flapping_summary(),
            Kind::Retired => self.retired_summary(),
            Kind::Progress
            | Kind::Stuck
            | Kind::ActionRequired
            | Kind::UnknownStatus
            | Kind::Degradation
            | Kind::Failure => sentences(self.said()),
        };
        if self.reports_unknown() {
            sentences.push("This version of Rollcall does not know that status.".to_owned());
        }
        if let Some(spell) = self.ended_blindness().filter(|_| self.lead.kind != Kind::Recovery) {
            sentences.push(format!("It can be seen again after {}.", self.lasted(Some(spell.since))));
        }
        sentences.join(" ")
    }

    fn reports_unknown(&self) -> bool {
        let condition = |name: &String| self.judged.get(name).map(|judgement| judgement.condition);
        let mut reported = self.reported().filter_map(|one| one.component.as_ref());
        reported.any(|name| condition(name) == Some(Condition::Unknown))
    }

    fn flapping_summary(&self) -> Vec<String> {
        let steady = crate::text::span(self.rules.policy.flapping.steady);
        let held = format!("Further changes are held until it has been steady for {steady}.");
        sentences(self.said()).into_iter().chain([held]).collect()
    }

    fn retired_summary(&self) -> Vec<String> {
        let opened_at = self.before.problem.as_ref().map_or(self.at, |problem| problem.opened_at);
        vec![
            format!(
                "It is no longer watched: neither the policy nor ROLLCALL_REGIONS names it. Its last status: {}.",
                self.standing()
            ),
            format!(
                "Its problem, open since {}, is closed here. Whether it was solved is not known.",
                opened_at.minute()
            ),
        ]
    }

    fn recovery_summary(&self) -> Vec<String> {
        let what = match self.lead.ends {
            Some(Ends::Blindness) => "It can be seen again",
            Some(Ends::Problem) | None => "The problem is over",
        };
        let open = self
            .after
            .problem
            .as_ref()
            .map(|problem| format!("A problem is still open, since {}.", problem.opened_at.minute()));
        [format!("{what}: {}.", self.standing())].into_iter().chain(open).collect()
    }

    fn reminder_summary(&self) -> Vec<String> {
        let problem = self.after.problem.as_ref();
        let problems = self
            .in_order()
            .into_iter()
            .filter(|(name, _)| problem.is_some_and(|problem| problem.components.contains_key(*name)));
        let said: Vec<(String, Said)> =
            problems.filter_map(|(name, _)| Some((name.clone(), self.stands(name)?))).collect();
        let open = problem
            .filter(|_| said.is_empty())
            .map(|_| format!("The problem is not over yet: {}.", self.standing()));
        let blind = self.after.blind.as_ref().map(|spell| {
            format!("The status could not be read since {}: {}.", spell.since.minute(), self.blind_detail())
        });
        sentences(said).into_iter().chain(open).chain(blind).collect()
    }

    fn blind_summary(&self) -> Vec<String> {
        let what = format!("The status cannot be read: {}.", self.blind_detail());
        let last = match self.after.last_observed {
            Some(last) => format!("It was last read at {}: {}.", last.minute(), self.standing()),
            None => "It was never read.".to_owned(),
        };
        vec![what, last]
    }

    /// The cause, with what the service said and the id of the request.
    fn blind_detail(&self) -> String {
        let Some(spell) = &self.after.blind else { return String::new() };
        let request = spell.latest.request_id.as_ref();
        let request = request.map(|id| format!(", request id {}", one_line(id))).unwrap_or_default();
        let message = quote(&spell.latest.message);
        format!("{}: {}{request}", self.blind_cause(), message.trim_end_matches('.'))
    }
}
