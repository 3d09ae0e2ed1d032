//! The title of an alert: what happened, in a few words on one line. It stands in subjects, so
//! the news comes first.

use super::Facts;
use crate::alert::Kind;
use crate::check::NONE;
use crate::decide::Event;
use crate::text::one_line;

impl Facts<'_> {
    pub(super) fn title(&self, event: &Event) -> String {
        match event.kind {
            Kind::Blind => format!("cannot be seen: {}", self.blind_cause()),
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
}
