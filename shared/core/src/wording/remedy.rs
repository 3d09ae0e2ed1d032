//! What to do about an alert.

use super::Facts;
use crate::alert::Kind;
use crate::condition::Compliance;
use crate::observation::Cause;
use crate::remedy;

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
        let named = self.lead.component.as_deref().and_then(|name| self.after.components.get_key_value(name));
        match named.or_else(|| self.worst()) {
            Some((component, state)) => {
                remedy::of_component(self.rules, component, &state.status, state.reason.as_deref())
            }
            None => remedy::look_at_console(self.rules),
        }
    }

    fn blind_remedy(&self) -> String {
        let cause = self.after.blind.as_ref().map_or(Cause::Unavailable, |spell| spell.latest.cause);
        remedy::of_blindness(self.rules, cause)
    }
}
