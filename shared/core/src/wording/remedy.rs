//! What to do about an alert: the check's own remedy if it has one.
//!
//! Names only what the reader can do; what a service says is not repeated here.

use super::Facts;
use crate::alert::Kind;
use crate::condition::{Compliance, Condition};
use crate::observation::Cause;

impl Facts<'_> {
    pub(super) fn remedy(&self) -> String {
        let is_well = self.after.problem.is_none() && self.after.compliance != Compliance::NonCompliant;
        match self.lead.kind {
            Kind::Recovery | Kind::Progress if is_well => "Nothing to do.".to_owned(),
            Kind::Blind => self.blind_remedy(),
            Kind::Retired => {
                let table = self.rules.policy_table(self.rules.check.main_component());
                format!(
                    "If it should be watched, see enabled and regions under {table} in the policy, and ROLLCALL_REGIONS."
                )
            }
            Kind::Reminder if self.after.problem.is_none() => self.blind_remedy(),
            Kind::Recovery
            | Kind::Progress
            | Kind::Reminder
            | Kind::Stuck
            | Kind::ActionRequired
            | Kind::UnknownStatus
            | Kind::Degradation
            | Kind::Failure
            | Kind::Flapping => self.component_remedy(),
        }
    }

    fn component_remedy(&self) -> String {
        let check = self.rules.check;
        let look = format!("Look at {} in the AWS console.", check.service);
        let named = self.lead.component.as_deref().and_then(|name| self.after.components.get_key_value(name));
        let Some((component, state)) = named.or_else(|| self.worst()) else { return look };
        let condition = self.rules.condition(component, &state.status).0;
        let remedies = check.component(component).map_or(&[][..], |rules| rules.remedies);
        if let Some((_, remedy)) = remedies.iter().find(|(of, _)| *of == condition) {
            return (*remedy).to_owned();
        }
        match condition {
            Condition::Unknown => {
                let table = self.rules.policy_table(component);
                format!(
                    "{look} Then classify the status in the policy ({table} statuses), or update Rollcall."
                )
            }
            Condition::Healthy
            | Condition::Progressing
            | Condition::Ending
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
                "Allow {action} to the role that Rollcall runs under, and look for a service control policy that \
                 denies it. In an opt-in Region, see that the Region is enabled for the account."
            ),
            Cause::Throttled => {
                format!("See what else calls {action} in this account, or run this check less often.")
            }
            Cause::Unavailable | Cause::Timeout => {
                "See the AWS Health Dashboard, and whether Rollcall can reach the service's endpoint. It goes on \
                 trying."
                    .to_owned()
            }
            Cause::Malformed => {
                "The service answers in a way that this version of Rollcall cannot read. Update Rollcall."
                    .to_owned()
            }
        }
    }
}
