//! The alert as an e-mail: plain text for a tired person, the news first.
//!
//! Each section begins with one of our labels. A service's words only ever stand behind one, or
//! indented below it, so that they cannot fake another.

use std::time::Duration;

use rollcall_core::alert::{Alert, Kind, Transition};
use rollcall_core::text::{cut, one_line, span};

use super::wrap::{item, section};

/// The longest quotation of a service's words, in bytes.
const QUOTE_BYTES_MAX: usize = 500;

/// The text of the e-mail.
pub fn email(alert: &Alert) -> String {
    let Alert { account, region, service, links, .. } = alert;
    let mut text = format!("{service}: {}\n\n", one_line(&alert.title));
    section(&mut text, "What", &alert.summary);
    section(&mut text, "Where", &format!("account {account}, {region}"));
    when(&mut text, alert);
    match &alert.transitions[..] {
        [] => {}
        [only] => change(&mut text, only),
        several => changes(&mut text, several),
    }
    section(&mut text, "What to do", &alert.remedy);
    text.push('\n');
    section(&mut text, "Console", &links.console);
    section(&mut text, "Runbook", &links.runbook);
    section(&mut text, "Severity", &verdict(alert));
    section(&mut text, "Alert id", alert.id.as_str());
    text.push_str("\nSent by Rollcall. An alert that arrives twice has the same alert id.\n");
    text
}

/// Since when, or from when to when.
fn when(text: &mut String, alert: &Alert) {
    let (began, now) = (alert.first_seen.minute(), alert.observed_at.minute());
    let lasted = alert.observed_at.since(alert.first_seen);
    let so_far = format!("{began}, {} ago", span(lasted));
    match alert.kind {
        Kind::Recovery => section(text, "Lasted", &format!("{}, from {began} to {now}", span(lasted))),
        Kind::Blind | Kind::Stuck => section(text, "Since", &so_far),
        Kind::Reminder => section(text, "Open since", &so_far),
        Kind::Progress | Kind::ActionRequired | Kind::UnknownStatus | Kind::Degradation | Kind::Failure => {
            section(text, "Since", &format!("{now}, when Rollcall saw it"));
            if !lasted.is_zero() {
                section(text, "Open since", &format!("{so_far}, with an earlier problem"));
            }
        }
    }
}

/// What the only transition came from, and why.
fn change(text: &mut String, transition: &Transition) {
    let Transition { from, previous_seconds, reason, .. } = transition;
    if let Some(seconds) = previous_seconds {
        section(text, "Was before", &format!("{}, for {}", one_line(from), lasting(*seconds)));
    }
    if let Some(reason) = reason {
        section(text, "Why", &quote(reason));
    }
}

/// All transitions, one below the other.
fn changes(text: &mut String, transitions: &[Transition]) {
    section(text, "Changes", &format!("{} of them:", transitions.len()));
    for Transition { component, from, to, reason, previous_seconds, .. } in transitions {
        let moved = format!("{} {} -> {}", one_line(component), one_line(from), one_line(to));
        let lasted = previous_seconds.map(|seconds| format!(", after {}", lasting(seconds)));
        let reason = reason.as_ref().map(|reason| format!(": {}", quote(reason)));
        item(text, &format!("{moved}{}{}", lasted.unwrap_or_default(), reason.unwrap_or_default()));
    }
}

fn verdict(alert: &Alert) -> String {
    let (from, to) = (alert.compliance.from, alert.compliance.to);
    let was = if from == to { String::new() } else { format!(", was {}", from.as_str()) };
    format!("{} ({}); {}{was}", alert.severity.as_str(), alert.kind.as_str(), to.as_str())
}

fn lasting(seconds: u64) -> String {
    span(Duration::from_secs(seconds))
}

fn quote(reason: &str) -> String {
    format!("\"{}\"", cut(one_line(reason), QUOTE_BYTES_MAX))
}
