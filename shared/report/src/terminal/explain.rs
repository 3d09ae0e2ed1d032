//! `rollcall explain`: why an enrollment has its verdict, what was reported, what is held and why, and
//! what happens next.

use rollcall_core::alert::Severity;
use rollcall_core::explanation::{ComponentExplanation, Explanation, HeldUntil};
use rollcall_core::standing::ComponentStanding;
use rollcall_core::state::Sight;
use rollcall_core::text::one_line;

use super::{BOLD, Screen, account_line, sign, style, wrapped};
use crate::inventory::KnownAccounts;

/// The verdict, the rule for each component, and what happens next.
pub fn text(explanation: &Explanation, accounts: &KnownAccounts, screen: Screen) -> String {
    let standing = &explanation.standing;
    let style = style(standing.compliance);
    let mut text = format!(
        "{style}{}{style:#} {BOLD}{}{BOLD:#}  {}\n{}\n",
        sign(standing.compliance),
        standing.compliance.into_str(),
        standing.enrollment,
        standing.service
    );
    text.push_str(&account_line(accounts.get(&standing.enrollment.target.account)));
    text.push_str(&seen(explanation, screen));
    for (component, why) in standing.components.iter().zip(&explanation.components) {
        text.push_str(&because(component, why, screen));
    }
    text.push_str(&next(explanation, screen));
    wrapped(&text, screen.columns)
}

fn seen(explanation: &Explanation, screen: Screen) -> String {
    let standing = &explanation.standing;
    let mut text = match (standing.sight, standing.last_observed) {
        (Sight::NotApplicable, _) => "the service is not offered in this Region\n".to_owned(),
        (_, None) => "never seen\n".to_owned(),
        (_, Some(last)) => format!("last seen {}\n", (screen.local)(last)),
    };
    if let Some(retired_at) = standing.retired_at {
        text.push_str(&format!(
            "no longer watched since {}: it counts for no verdict\n",
            (screen.local)(retired_at)
        ));
    }
    if standing.policy_changed {
        text.push_str("judged by another policy: the next check decides\n");
    }
    if standing.stale {
        let looked_at = (screen.local)(standing.looked_at);
        text.push_str(&format!("not looked at since {looked_at}: its status may have changed\n"));
    }
    if let Some(blind) = &standing.blind {
        let reported = blind.reported_at.map(|at| format!(", reported {}", (screen.local)(at)));
        text.push_str(&format!(
            "blind since {}{}: {}: {}\n",
            (screen.local)(blind.since),
            reported.unwrap_or_default(),
            blind.latest.cause.into_str(),
            one_line(&blind.latest.message)
        ));
    }
    text.extend(explanation.blind_remedy.iter().map(|remedy| format!("  {remedy}\n")));
    text
}

fn because(component: &ComponentStanding, why: &ComponentExplanation, screen: Screen) -> String {
    let mut text = format!(
        "\n{}: {} since {}\n",
        one_line(&component.name),
        one_line(&component.status),
        (screen.local)(component.since)
    );
    let line = why.policy_line.as_ref().map(|line| format!(" ({line})"));
    text.push_str(&format!(
        "  {} because {}{}\n",
        component.compliance().into_str(),
        one_line(&why.rule),
        line.unwrap_or_default()
    ));
    if let Some(reported) = &why.reported {
        let (at, status) = ((screen.local)(reported.at), one_line(&reported.status));
        let overdue = if reported.overdue { ", overdue" } else { "" };
        text.push_str(&format!("  reported {at} as {status}{overdue}\n"));
    }
    if let Some(HeldUntil { hold, until }) = why.held {
        let until = until.map(|until| format!(" until {}", (screen.local)(until))).unwrap_or_default();
        text.push_str(&format!("  not reported{until}: {}\n", hold.into_str()));
    }
    if let Some(said) = &component.reason {
        text.push_str(&format!("  the service says: {}\n", one_line(said)));
    }
    if let Some(remedy) = &why.remedy {
        text.push_str(&format!("  {remedy}\n"));
    }
    text
}

fn next(explanation: &Explanation, screen: Screen) -> String {
    let standing = &explanation.standing;
    let mut lines = Vec::new();
    if let Some(problem) = &standing.problem {
        let reported = match problem.reported_at {
            Some(at) => format!("last reported {}", (screen.local)(at)),
            None => "not reported".to_owned(),
        };
        lines.push(format!("a problem is open since {}, {reported}", (screen.local)(problem.opened_at)));
    }
    let reminder = explanation.reminder_at;
    lines.extend(reminder.map(|at| format!("it is reported again {}", (screen.local)(at))));
    for (component, why) in standing.components.iter().zip(&explanation.components) {
        if let Some(until) = why.deadline_at.filter(|until| *until > explanation.at) {
            let (name, status) = (one_line(&component.name), one_line(&component.status));
            lines.push(format!("{name} is stuck if it is still {status} at {}", (screen.local)(until)));
        }
    }
    let blind = explanation.blind_at;
    lines.extend(
        blind.map(|at| format!("its blindness is reported if it lasts until {}", (screen.local)(at))),
    );
    lines.extend(explanation.pending.iter().map(|id| format!("alert {id} is not sent yet")));
    if explanation.notify_at > Severity::Info {
        lines.push(format!("what is below {} is not reported", explanation.notify_at.into_str()));
    }
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    if lines.is_empty() { lines } else { format!("\nNext\n{lines}") }
}
