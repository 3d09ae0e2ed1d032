//! What to do about a status, or about blindness: the check's own remedy if it has one.
//!
//! Names only what the reader can do; what a service says is not repeated here.

use crate::condition::Condition;
use crate::observation::Cause;
use crate::rules::Rules;

/// What to do about a component with this status and reason.
pub fn of_component(rules: Rules<'_>, component: &str, status: &str, reason: Option<&str>) -> String {
    let condition = rules.condition(component, status).0;
    let known = rules.check.component(component);
    let reasons = known.map_or(&[][..], |known| known.reasons);
    let gives = |(text, _): &&(&str, &str)| reason.is_some_and(|reason| reason.contains(text));
    if let Some((_, remedy)) = reasons.iter().find(gives) {
        return (*remedy).to_owned();
    }
    let remedies = known.map_or(&[][..], |known| known.remedies);
    if let Some((_, remedy)) = remedies.iter().find(|(of, _)| *of == condition) {
        return (*remedy).to_owned();
    }
    let look = look_at_console(rules);
    match condition {
        Condition::Unknown => {
            let table = rules.policy_table(component);
            format!("{look} Then classify the status in the policy ({table} statuses), or update Rollcall.")
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

/// What to do where nothing more is known.
pub(crate) fn look_at_console(rules: Rules<'_>) -> String {
    format!("Look at {} in the AWS console.", rules.check.service)
}

pub fn of_blindness(rules: Rules<'_>, cause: Cause) -> String {
    let action = rules.check.action;
    match cause {
        Cause::Denied => format!(
            "Allow {action} to the role that Rollcall runs under, and look for a service control policy that \
             denies it. In an opt-in Region, see that the Region is enabled for the account."
        ),
        Cause::NoAccess => {
            "See the check access of this account: while Rollcall cannot enter the account, nothing else \
                            can be seen there."
                .to_owned()
        }
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
