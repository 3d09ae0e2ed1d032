//! The alert as an e-mail: plain text for a tired person. What happened comes first; everything is said
//! once.
//!
//! Each section begins with one of our labels. A service's words only stand after a label, or indented
//! below it, so that they cannot fake one.

use rollcall_core::alert::{Alert, AlertComponent, Kind};
use rollcall_core::check::GONE;
use rollcall_core::condition::Condition;
use rollcall_core::text::{cut, one_line, span};

use crate::wrap::{item, plain, section};
use crate::{belonging, place};

/// The longest quote from a service, in bytes.
const QUOTE_BYTES_MAX: usize = 500;

pub(crate) fn email(alert: &Alert) -> String {
    let Alert { service, links, .. } = alert;
    let mut text = String::new();
    plain(&mut text, &alert.summary);
    text.push('\n');
    section(&mut text, "Where", &format!("{service}, account {}", place(alert, ", ")));
    if let Some(belonging) = belonging(alert) {
        section(&mut text, "Belongs to", &belonging);
    }
    since(&mut text, alert);
    why(&mut text, alert);
    section(&mut text, "What to do", &alert.remedy);
    next(&mut text, alert);
    accept(&mut text, alert);
    text.push('\n');
    section(&mut text, "Console", &links.console);
    section(&mut text, "Docs", &links.docs);
    section(&mut text, "Alert id", alert.id.as_str());
    text.push_str("\nSent by Rollcall.\n");
    text
}

/// Since when, or from when until when.
fn since(text: &mut String, alert: &Alert) {
    let (began, now) = (alert.first_seen.minute(), alert.observed_at.minute());
    match alert.kind {
        Kind::Recovery => {
            let lasted = span(alert.observed_at.since(alert.first_seen));
            section(text, "Lasted", &format!("{lasted}, from {began} to {now}"));
        }
        Kind::Progress
        | Kind::Retired
        | Kind::Reminder
        | Kind::Blind
        | Kind::Stuck
        | Kind::ActionRequired
        | Kind::UnknownStatus
        | Kind::Degradation
        | Kind::Failure
        | Kind::Flapping => section(text, "Since", &began),
    }
}

/// The components that the alert is about: those that it is first to report, else all that are not
/// healthy.
pub(crate) fn concerned(alert: &Alert) -> impl Iterator<Item = &AlertComponent> {
    let is_news = alert.components.iter().any(|one| one.news);
    let is_concerned =
        move |one: &&AlertComponent| if is_news { one.news } else { one.condition != Condition::Healthy };
    alert.components.iter().filter(is_concerned)
}

/// What the service says: after the label if it is about one component, else as a list.
fn why(text: &mut String, alert: &Alert) {
    let several = concerned(alert).count() > 1;
    let reasons: Vec<String> = concerned(alert).filter_map(|one| reason(one, several)).collect();
    match &reasons[..] {
        [] => {}
        [only] => section(text, "Why", only),
        all => {
            section(text, "Why", "");
            all.iter().for_each(|reason| item(text, reason));
        }
    }
}

fn reason(component: &AlertComponent, is_named: bool) -> Option<String> {
    let reason = cut(one_line(component.reason.as_deref()?), QUOTE_BYTES_MAX);
    let name = if is_named { format!("{}: ", component.component) } else { String::new() };
    Some(format!("{name}\"{reason}\""))
}

/// What happens if nothing changes.
fn next(text: &mut String, alert: &Alert) {
    let deadline = alert.next.deadline.map(|at| (at, "deadline"));
    let reminder = alert.next.reminder.map(|at| (at, "reminder"));
    let mut next: Vec<_> = deadline.into_iter().chain(reminder).collect();
    next.sort();
    let next: Vec<String> = next.iter().map(|(at, what)| format!("{what} {}", at.minute())).collect();
    if !next.is_empty() {
        section(text, "Next", &next.join(", "));
    }
}

/// The lines of the policy that would accept the news.
fn accept(text: &mut String, alert: &Alert) {
    let may_be_accepted = |one: &&AlertComponent| match one.condition {
        Condition::Limited | Condition::Absent | Condition::Ending | Condition::Suspended => true,
        Condition::Healthy
        | Condition::Progressing
        | Condition::Waiting
        | Condition::Failed
        | Condition::Unknown => false,
    };
    let main = alert.components.first().map(|one| &one.component);
    for one in alert.components.iter().filter(|one| one.news).filter(may_be_accepted) {
        let AlertComponent { component, status, .. } = one;
        let table = if Some(component) == main && status != GONE {
            format!("[checks.{}]", alert.check)
        } else {
            format!("[checks.{}.components.{component:?}]", alert.check)
        };
        section(text, "To accept", &format!("{table} accept = [{status:?}] in the policy"));
    }
}
