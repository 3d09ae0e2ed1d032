//! `rollcall explain`: why an enrollment has its verdict, and what happens next.

use rollcall_core::alert::Severity;
use rollcall_core::condition::Condition;
use rollcall_core::outbox::PendingAlert;
use rollcall_core::policy::{Policy, Rules};
use rollcall_core::state::Sight;
use rollcall_core::text::{one_line, span};

use super::{Screen, count, sign, style, wrapped};
use crate::standing::{ComponentStanding, Standing};

/// The verdict, the rule for each component, and what happens next.
pub fn text(standing: &Standing, rules: Rules<'_>, pending: &[PendingAlert], screen: Screen) -> String {
    let style = style(standing.compliance);
    let mut text = format!(
        "{style}{} {}{style:#}  {}\n{}\n",
        sign(standing.compliance),
        standing.compliance.as_str(),
        standing.enrollment,
        standing.service
    );
    text.push_str(&seen(standing, screen));
    for component in &standing.components {
        text.push('\n');
        text.push_str(&why(component, rules, screen));
    }
    text.push_str("\nNext\n");
    text.push_str(&next(standing, rules.policy, screen));
    for pending in pending {
        text.push_str(&format!("  alert {} is not published yet\n", pending.alert.id));
    }
    wrapped(&text, screen.columns)
}

fn seen(standing: &Standing, screen: Screen) -> String {
    let mut text = match (standing.sight, standing.last_observed) {
        (Sight::NotApplicable, _) => "the service is not offered in this Region\n".to_owned(),
        (_, None) => "never seen\n".to_owned(),
        (_, Some(last)) if standing.stale => {
            format!("not seen since {}: what it was then proves nothing now\n", (screen.local)(last))
        }
        (_, Some(last)) => format!("last seen {}\n", (screen.local)(last)),
    };
    if let Some(blind) = &standing.blind {
        text.push_str(&format!(
            "blind for {}, since {}: {}: {}\n",
            count(blind.runs as usize, "run"),
            (screen.local)(blind.since),
            blind.latest.cause.as_str(),
            one_line(&blind.latest.message)
        ));
    }
    text
}

fn why(component: &ComponentStanding, rules: Rules<'_>, screen: Screen) -> String {
    let ComponentStanding { name, status, condition, compliance, since, .. } = component;
    let mut text = format!(
        "{}: {} since {}\n  {} because {}\n",
        one_line(name),
        one_line(status),
        (screen.local)(*since),
        compliance.as_str(),
        because(component, rules, screen)
    );
    if let Some(reason) = &component.reason {
        text.push_str(&format!("  the service says: {}\n", one_line(reason)));
    }
    let remedies = rules.check.component(name).map_or(&[][..], |known| known.remedies);
    if let Some((_, remedy)) = remedies.iter().find(|(of, _)| of == condition) {
        text.push_str(&format!("  {remedy}\n"));
    }
    text
}

/// The rule that gives a component's verdict, and the line of the policy that it comes from.
fn because(component: &ComponentStanding, rules: Rules<'_>, screen: Screen) -> String {
    let ComponentStanding { status, condition, since, deadline, .. } = component;
    let own = rules.policy.checks.get(rules.check.id);
    let section = format!("[checks.{}]", rules.check.id);
    let is_accepted = own.is_some_and(|own| own.accept.contains(status));
    let is_classed = own.is_some_and(|own| own.statuses.contains_key(status));
    let class = match (is_accepted, is_classed) {
        (true, _) => format!("the policy takes {status} as healthy ({section} accept)"),
        (_, true) => format!("the policy classes {status} as {} ({section} statuses)", condition.as_str()),
        _ => format!("{status} is {}", condition.as_str()),
    };
    match (condition, deadline) {
        (Condition::Absent, _) if own.is_some_and(|own| own.optional) => {
            format!("{class}, and the check is optional ({section} optional)")
        }
        (Condition::Progressing, Some(deadline)) => {
            let until = (screen.local)(since.plus(*deadline));
            format!("{class}, which it may be for {}, until {until}", span(*deadline))
        }
        (Condition::Unknown, _) => format!("{class}: no table and no line of the policy has it"),
        _ => class,
    }
}

fn next(standing: &Standing, policy: &Policy, screen: Screen) -> String {
    let mut text = String::new();
    if let Some(problem) = &standing.problem {
        let opened = (screen.local)(problem.opened_at);
        let reminder = (screen.local)(problem.alerted_at.plus(policy.remind_every));
        text.push_str(&format!("  a problem is open since {opened}; people are reminded {reminder}\n"));
    }
    for component in &standing.components {
        let until = component.deadline.map(|deadline| component.since.plus(deadline));
        if let Some(until) = until.filter(|until| *until > screen.now) {
            let (name, until) = (one_line(&component.name), (screen.local)(until));
            text.push_str(&format!(
                "  {name} is stuck if it is still {} at {until}\n",
                one_line(&component.status)
            ));
        }
    }
    if let Some(blind) = standing.blind.as_ref().filter(|blind| !blind.reported) {
        let left = policy.blind_after.saturating_sub(blind.runs);
        let left = count(left as usize, "more blind run");
        text.push_str(&format!("  people are told of its blindness after {left}\n"));
    }
    if policy.notify_at > Severity::Info {
        text.push_str(&format!("  alerts below {} are not sent\n", policy.notify_at.as_str()));
    }
    text
}
