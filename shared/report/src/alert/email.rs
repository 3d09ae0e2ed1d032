//! The alert as an e-mail: plain text for a tired person, the most important first.
//!
//! Every line that begins a section begins with one of our labels; a service's words always
//! stand behind one, so that they cannot fake another.

use std::time::Duration;

use rollcall_core::alert::{Alert, ComplianceChange, Kind, Severity, Transition};
use rollcall_core::text::{cut, one_line, span};

use super::loud;

const WIDTH: usize = 76;
/// Labels are padded to this width; what continues them is indented by it.
const LABEL_WIDTH: usize = 12;
/// The longest quotation of a service's words, in bytes.
const QUOTE_BYTES_MAX: usize = 600;

/// The text of the e-mail.
pub fn email(alert: &Alert) -> String {
    let Alert { account, region, service, compliance, links, .. } = alert;
    let mut text = format!(
        "{}: {}\n{service}, account {account}, {region}\n\n",
        loud(alert.severity),
        one_line(&alert.title)
    );
    section(&mut text, "What", &alert.summary);
    section(&mut text, since_label(alert.kind), &since(alert));
    match &alert.transitions[..] {
        [] => {}
        [only] if only.reason.is_none() && alert.severity == Severity::Info => {}
        [only] => section(&mut text, "Why", &why(only)),
        several => changes(&mut text, several),
    }
    section(&mut text, "What to do", &alert.remedy);
    text.push('\n');
    section(&mut text, "Console", &links.console);
    section(&mut text, "About", &links.runbook);
    section(&mut text, "Compliance", &verdict(*compliance));
    section(&mut text, "Alert id", alert.id.as_str());
    text.push_str("\nSent by Rollcall. Should this arrive twice, the same alert id is the same alert.\n");
    text
}

fn since_label(kind: Kind) -> &'static str {
    match kind {
        Kind::Recovery => "Over at",
        Kind::Progress
        | Kind::Reminder
        | Kind::Blind
        | Kind::Stuck
        | Kind::ActionRequired
        | Kind::UnknownStatus
        | Kind::Degradation
        | Kind::Failure => "Since",
    }
}

/// When it was first seen, and how long ago that was where it is not new.
fn since(alert: &Alert) -> String {
    let lasted = alert.observed_at.since(alert.first_seen);
    let began = alert.first_seen.minute();
    match alert.kind {
        Kind::Recovery => format!("{}, after {} (since {began})", alert.observed_at.minute(), span(lasted)),
        Kind::Progress
        | Kind::Reminder
        | Kind::Blind
        | Kind::Stuck
        | Kind::ActionRequired
        | Kind::UnknownStatus
        | Kind::Degradation
        | Kind::Failure => {
            if lasted < Duration::from_secs(60) {
                format!("{began}, when it was seen")
            } else {
                format!("{began} ({} ago)", span(lasted))
            }
        }
    }
}

fn verdict(compliance: ComplianceChange) -> String {
    let ComplianceChange { from, to } = compliance;
    if from == to { to.as_str().to_owned() } else { format!("{} (was {})", to.as_str(), from.as_str()) }
}

fn why(transition: &Transition) -> String {
    match &transition.reason {
        Some(reason) => format!("\"{}\"", cut(one_line(reason), QUOTE_BYTES_MAX)),
        None => "The service gives no reason.".to_owned(),
    }
}

/// All transitions, one below the other.
fn changes(text: &mut String, transitions: &[Transition]) {
    section(text, "Changes", &format!("{} components changed:", transitions.len()));
    for Transition { component, from, to, reason, previous_seconds, .. } in transitions {
        let lasted = previous_seconds.map(|seconds| format!(" after {}", span(Duration::from_secs(seconds))));
        let reason =
            reason.as_ref().map(|reason| format!(": \"{}\"", cut(one_line(reason), QUOTE_BYTES_MAX)));
        let change = format!(
            "{} {} -> {}{}{}",
            one_line(component),
            one_line(from),
            one_line(to),
            lasted.unwrap_or_default(),
            reason.unwrap_or_default()
        );
        section(text, "  -", &change);
    }
}

/// A label, and its words wrapped behind it. A word that is too long stands alone: addresses
/// stay whole.
fn section(text: &mut String, label: &str, words: &str) {
    let label = if label == "  -" { label.to_owned() } else { format!("{label}:") };
    let mut line = format!("{label:<LABEL_WIDTH$}");
    let mut is_empty = true;
    for word in one_line(words).split(' ') {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = " ".repeat(LABEL_WIDTH);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    text.push_str(&line);
    text.push('\n');
}
