//! `rollcall policy check`: what a policy comes to, the defaults included.

use rollcall_core::check::CheckRules;
use rollcall_core::condition::Condition;
use rollcall_core::policy::{Policy, Rules};
use rollcall_core::text::span;

/// The effective policy, and each check's statuses as it classes them.
pub fn text(policy: &Policy, checks: &[&'static CheckRules]) -> String {
    let mut text = format!(
        "alerts of {} and worse are sent\n\
         an open problem is told again every {}\n\
         people are told after {} blind runs\n\
         history is kept for {} days\n",
        policy.notify_at.as_str(),
        span(policy.remind_every),
        policy.blind_after,
        policy.history_days
    );
    for &check in checks {
        text.push_str(&section(Rules { check, policy }));
    }
    text
}

fn section(rules: Rules<'_>) -> String {
    let own = rules.policy.checks.get(rules.check.id);
    let optional = own.is_some_and(|own| own.optional);
    let mut text = format!("\n{}{}\n", rules.check.id, if optional { " (optional)" } else { "" });
    for component in rules.check.components {
        text.push_str(&format!("  {}\n", component.name));
        for condition in Condition::ALL {
            let statuses = component.statuses.iter().map(|row| row.status);
            let classed = statuses.filter(|status| rules.condition(component.name, status) == condition);
            let named: Vec<String> =
                classed.map(|status| with_deadline(rules, component.name, status)).collect();
            if !named.is_empty() {
                text.push_str(&format!("    {:<12} {}\n", condition.as_str(), named.join(", ")));
            }
        }
    }
    let tables = |status: &&String| !rules.check.knows_status(status);
    for status in own.into_iter().flat_map(|own| own.statuses.keys()).filter(tables) {
        let condition = rules.condition("", status);
        text.push_str(&format!("  {status} is {}, by the policy\n", condition.as_str()));
    }
    text
}

/// `ACTIVATING (24 h)`.
fn with_deadline(rules: Rules<'_>, component: &str, status: &str) -> String {
    let deadline = rules.deadline(component, status).map(|deadline| format!(" ({})", span(deadline)));
    format!("{status}{}", deadline.unwrap_or_default())
}
