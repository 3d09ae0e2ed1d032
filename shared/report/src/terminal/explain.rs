//! `rollcall explain`: why an enrollment has its verdict, and what happens next.

use rollcall_core::alert::Severity;
use rollcall_core::state::Sight;
use rollcall_core::text::one_line;

use super::{BOLD, Screen, count, sign, style, wrapped};
use crate::explanation::{Explanation, Reason};
use crate::standing::{ComponentStanding, Standing};

/// The verdict, the rule for each component, and what happens next.
pub fn text(explanation: &Explanation, screen: Screen) -> String {
    let standing = &explanation.standing;
    let style = style(standing.compliance);
    let mut text = format!(
        "{style}{}{style:#} {BOLD}{}{BOLD:#}  {}\n{}\n",
        sign(standing.compliance),
        standing.compliance.as_str(),
        standing.enrollment,
        standing.service
    );
    text.push_str(&seen(standing, screen));
    for (component, reason) in standing.components.iter().zip(&explanation.reasons) {
        text.push_str(&why(component, reason, screen));
    }
    text.push_str(&next(explanation, screen));
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

fn why(component: &ComponentStanding, reason: &Reason, screen: Screen) -> String {
    let mut text = format!(
        "\n{}: {} since {}\n",
        one_line(&component.name),
        one_line(&component.status),
        (screen.local)(component.since)
    );
    let until = reason.deadline_at.map(|until| format!(", until {}", (screen.local)(until)));
    let line = reason.policy_line.as_ref().map(|line| format!(" ({line})"));
    text.push_str(&format!(
        "  {} because {}{}{}\n",
        component.compliance.as_str(),
        one_line(&reason.rule),
        until.unwrap_or_default(),
        line.unwrap_or_default()
    ));
    if let Some(said) = &component.reason {
        text.push_str(&format!("  the service says: {}\n", one_line(said)));
    }
    if let Some(remedy) = reason.remedy {
        text.push_str(&format!("  {remedy}\n"));
    }
    text
}

fn next(explanation: &Explanation, screen: Screen) -> String {
    let mut lines = Vec::new();
    let problem = explanation.standing.problem.as_ref().zip(explanation.reminder_at);
    if let Some((problem, reminder_at)) = problem {
        let (opened, reminder) = ((screen.local)(problem.opened_at), (screen.local)(reminder_at));
        lines.push(format!("a problem is open since {opened}; people are reminded {reminder}"));
    }
    for (component, reason) in explanation.standing.components.iter().zip(&explanation.reasons) {
        if let Some(until) = reason.deadline_at.filter(|until| *until > explanation.at) {
            let (name, status) = (one_line(&component.name), one_line(&component.status));
            lines.push(format!("{name} is stuck if it is still {status} at {}", (screen.local)(until)));
        }
    }
    if let Some(left) = explanation.blind_runs_left {
        let left = count(left as usize, "more blind run");
        lines.push(format!("people are told of its blindness after {left}"));
    }
    lines.extend(explanation.pending.iter().map(|id| format!("alert {id} is not published yet")));
    if explanation.notify_at > Severity::Info {
        lines.push(format!("alerts below {} are not sent", explanation.notify_at.as_str()));
    }
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    if lines.is_empty() { lines } else { format!("\nNext\n{lines}") }
}
