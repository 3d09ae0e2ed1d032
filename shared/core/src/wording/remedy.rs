//! What to do about an alert: the check's own remedy where it has one.
//!
//! Names only what the reader can do; what a service says is not repeated here.

use super::Facts;
use crate::alert::Kind;
use crate::condition::{Compliance, Condition};
use crate::decide::Event;
use crate::observation::Cause;

impl Facts<'_> {
    pub(super) fn remedy(&self, event: &Event) -> String {
        match event.kind {
            Kind::Recovery | Kind::Progress if self.is_well() => "Nothing to do.".to_owned(),
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

    fn is_well(&self) -> bool {
        !self.still_open() && self.after.compliance != Compliance::NonCompliant
    }

    fn component_remedy(&self, event: &Event) -> String {
        let check = self.rules.check;
        let look = format!("Look at {} in the AWS console.", check.service);
        let named = event.component.as_deref().and_then(|name| self.after.components.get_key_value(name));
        let Some((component, state)) = named.or_else(|| self.worst()) else { return look };
        let condition = self.rules.condition(component, &state.status);
        let remedies = check.component(component).map_or(&[][..], |rules| rules.remedies);
        if let Some((_, remedy)) = remedies.iter().find(|(of, _)| *of == condition) {
            return (*remedy).to_owned();
        }
        match condition {
            Condition::Unknown => format!(
                "{look} Then class the status in the policy, under [checks.{}.statuses], or update Rollcall.",
                check.id
            ),
            Condition::Healthy
            | Condition::Progressing
            | Condition::Waiting
            | Condition::Limited
            | Condition::Absent
            | Condition::Suspended
            | Condition::Failed => look,
        }
    }

    fn blind_remedy(&self) -> String {
        let cause = self.after.blind.as_ref().map_or(Cause::Unavailable, |spell| spell.latest.cause);
        let action = self.rules.check.action;
        match cause {
            Cause::Denied => format!(
                "Allow {action} to the role of this function, and look for a service control policy that denies \
                 it. In an opt-in Region, see that the Region is enabled for the account."
            ),
            Cause::Throttled => {
                format!("See what else calls {action} in this account, or run this check less often.")
            }
            Cause::Unavailable | Cause::Timeout => {
                "See the AWS Health Dashboard, and whether the function can reach the service's endpoint. Rollcall \
                 goes on trying."
                    .to_owned()
            }
            Cause::Malformed => "The service answers in a way that this version of Rollcall cannot read. Update \
                                 Rollcall."
                .to_owned(),
        }
    }
}
