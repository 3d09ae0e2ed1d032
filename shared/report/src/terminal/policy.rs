//! `rollcall policy`: the effective policy, defaults included, and how two policies differ.

use rollcall_core::check::CheckRules;
use rollcall_core::condition::Condition;
use rollcall_core::policy::{CheckPolicy, ComponentPolicy, Policy};
use rollcall_core::region::Region;
use rollcall_core::rules::Rules;
use rollcall_core::text::span;
use similar::TextDiff;
use strum::VariantArray as _;

/// The effective policy, and how it classifies each check's statuses.
pub fn text(policy: &Policy, checks: &[&'static CheckRules]) -> String {
    let flapping = policy.flapping;
    let mut text = format!(
        "{} and worse is reported, {}\n\
         an open problem is reported again every {}\n\
         blindness is reported after {}\n\
         what nobody looked at for {} is stale; looks are noted every {}\n\
         a component flaps after {} problems in {}, until it is steady for {}\n\
         history is kept for {} days after it was superseded\n",
        policy.notify_at.into_str(),
        match policy.notify_after.is_zero() {
            true => "at once".to_owned(),
            false => format!("after {}", span(policy.notify_after)),
        },
        span(policy.remind_every),
        span(policy.blind_after),
        span(policy.stale_after),
        span(policy.note_every),
        flapping.times,
        span(flapping.within),
        span(flapping.steady),
        policy.history_days
    );
    for &check in checks {
        text.push_str(&section(Rules { check, policy }));
    }
    text
}

fn section(rules: Rules<'_>) -> String {
    let mut text =
        format!("\n{} (required: {}{})\n", rules.check.id, rules.required().into_str(), watched(rules));
    for component in rules.check.components {
        text.push_str(&format!("  {}\n", component.name));
        for &condition in Condition::VARIANTS {
            let statuses = component.statuses.iter().map(|row| row.status);
            let classed = statuses.filter(|status| rules.condition(component.name, status).0 == condition);
            let named: Vec<String> =
                classed.map(|status| with_deadline(rules, component.name, status)).collect();
            if !named.is_empty() {
                text.push_str(&format!("    {:<12} {}\n", condition.into_str(), named.join(", ")));
            }
        }
    }
    let own = rules.policy.checks.get(rules.check.id);
    let main = own.map(|own| (rules.check.main_component(), &own.main));
    let parts = own.into_iter().flat_map(|own| own.components.iter().map(|(name, own)| (name.as_str(), own)));
    for (name, own) in main.into_iter().chain(parts) {
        text.push_str(&decided(name, own));
    }
    text
}

/// Whether and where it is watched, if the policy says so.
fn watched(rules: Rules<'_>) -> String {
    match rules.policy.checks.get(rules.check.id) {
        Some(own) if !own.enabled => "; not watched".to_owned(),
        Some(CheckPolicy { regions: Some(regions), .. }) => {
            format!("; in {}", regions.iter().map(Region::as_str).collect::<Vec<_>>().join(", "))
        }
        Some(_) | None => String::new(),
    }
}

/// The difference between two policies, line by line; empty if there is none.
pub fn diff(before: &str, after: &str) -> String {
    let lines = TextDiff::from_lines(before, after);
    lines.unified_diff().header("in force", "file").to_string()
}

/// What the policy itself says about a component.
fn decided(component: &str, own: &ComponentPolicy) -> String {
    let accept = own.accept.iter().map(|status| format!("  {component} {status} is accepted\n"));
    let classed = own.statuses.iter().map(|(status, condition)| {
        format!("  {component} {status} is classed as {}\n", condition.into_str())
    });
    let deadlines = own
        .deadlines
        .iter()
        .map(|(status, deadline)| format!("  {component} {status} may last {}\n", span(*deadline)));
    accept.chain(classed).chain(deadlines).collect()
}

/// `ACTIVATING (24 h)`.
fn with_deadline(rules: Rules<'_>, component: &str, status: &str) -> String {
    let deadline = rules.deadline(component, status).map(|deadline| format!(" ({})", span(deadline)));
    format!("{status}{}", deadline.unwrap_or_default())
}
