//! The alert as a custom notification of Amazon Q Developer in chat applications (Slack, Teams).
//!
//! Q shows nothing but this schema, version 1.0, and drops anything else without a word.

use rollcall_core::alert::Alert;
use rollcall_core::text::{cut, one_line};
use serde_json::{Value, json};

use super::loud;

/// The longest description, in bytes.
const DESCRIPTION_BYTES_MAX: usize = 4000;
/// The longest quotation of a service's words, in bytes.
const QUOTE_BYTES_MAX: usize = 600;

pub(super) fn notification(alert: &Alert) -> Value {
    let Alert { id, kind, severity, check, service, account, region, enrollment, links, .. } = alert;
    let title = format!("[{}] {service}: {}", loud(*severity), plain(&alert.title));
    let steps = [
        plain(&alert.remedy),
        format!("Look at <{}|the console>", links.console),
        format!("Read <{}|about this status>", links.runbook),
    ];
    json!({
        "version": "1.0",
        "source": "custom",
        "id": id.as_str(),
        "content": {
            "textType": "client-markdown",
            "title": title,
            "description": description(alert),
            "nextSteps": steps,
            "keywords": [check, account.as_str(), region.as_str(), kind.as_str()],
        },
        "metadata": {
            // One thread for all that happens at an enrollment.
            "threadId": enrollment.to_string(),
            "summary": plain(&alert.title),
            "eventType": format!("rollcall.{}", kind.as_str()),
            "relatedResources": [enrollment.to_string()],
            "additionalContext": {
                "severity": severity.as_str(),
                "compliance": alert.compliance.to.as_str(),
                "observed_at": alert.observed_at.to_string(),
                "alert_id": id.as_str(),
            },
        },
    })
}

fn description(alert: &Alert) -> String {
    let place = format!("Account {}, {}", alert.account, alert.region);
    let mut lines = vec![place, plain(&alert.summary)];
    let reasons =
        alert.transitions.iter().filter_map(|transition| Some((transition, transition.reason.as_ref()?)));
    lines.extend(reasons.map(|(transition, reason)| {
        let reason = plain(&cut(one_line(reason), QUOTE_BYTES_MAX));
        format!("{} {}: {reason}", plain(&transition.component), plain(&transition.to))
    }));
    cut(lines.join("\n"), DESCRIPTION_BYTES_MAX)
}

/// One line without markup: Slack's `&`, `<` and `>` are escaped; what would format text, or
/// call people by `@`, is parted from its meaning by a look-alike or left out.
fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in one_line(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '*' => escaped.push('\u{2217}'),
            '`' => escaped.push('\''),
            '~' => escaped.push('\u{223C}'),
            '@' => escaped.push('\u{FF20}'),
            other => escaped.push(other),
        }
    }
    escaped
}
