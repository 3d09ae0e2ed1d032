//! What arrives at the sandbox, in lines for a person: one per request, more per message.

use anstyle::Style;
use rollcall_report::terminal::{BAD, BOLD, DIM, DOUBTFUL};
use rollcall_sandbox::{Event, Message, Outcome, Request};

/// The lines of an event; none if a later event says more.
pub(super) fn lines(event: &Event) -> String {
    match event {
        Event::Message(message) => message_lines(message),
        Event::Request(request) => request_line(request),
    }
}

fn request_line(request: &Request) -> String {
    let Some((style, outcome)) = outcome(request) else {
        return String::new();
    };
    let fault = request.fault.map(|id| format!(" (fault {id}: {})", request.effect.unwrap_or_default()));
    format!(
        "{DIM}{time}{DIM:#} {service:<17} {operation:<24} {account} {region:<12} {style}{outcome}{fault}{style:#}\n",
        time = request.at.strftime("%H:%M:%S"),
        service = request.service.as_str(),
        operation = plain(&request.operation),
        account = request.target.account,
        region = request.target.region.as_str(),
        fault = fault.unwrap_or_default(),
    )
}

/// What became of the request. A held one is shown only if it may stay held.
fn outcome(request: &Request) -> Option<(Style, String)> {
    match &request.outcome {
        Outcome::Running => None,
        Outcome::Held => (request.effect == Some("hang")).then(|| (DOUBTFUL, "held".to_owned())),
        Outcome::Answered { status } if *status < 400 => Some((Style::new(), status.to_string())),
        Outcome::Answered { status } => Some((BAD, status.to_string())),
        Outcome::Cut => Some((BAD, "cut".to_owned())),
        Outcome::Abandoned => Some((DOUBTFUL, "abandoned by the client".to_owned())),
    }
}

fn message_lines(message: &Message) -> String {
    let time = message.at.strftime("%H:%M:%S");
    let subject = plain(message.subject.as_deref().unwrap_or("(no subject)"));
    let mut lines = format!("{DIM}{time}{DIM:#} message to {}\n", message.topic);
    lines.push_str(&format!("    {BOLD}{subject}{BOLD:#}\n"));
    for line in message.text_for("email").lines() {
        lines.push_str(&format!("    {}\n", plain(line)));
    }
    lines
}

/// Anyone may publish anything: control characters are shown, not obeyed.
fn plain(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}
