//! The alert as a custom notification of Amazon Q Developer in chat applications (Slack, Teams).
//!
//! Q shows only this schema, version 1.0, and drops anything else silently.

use rollcall_core::alert::{Alert, AlertComponent};
use rollcall_core::text::{cut, one_line};
use serde_json::{Value, json};

use crate::email::concerned;
use crate::markdown::plain;
use crate::{belonging, loud, place};

/// The longest quote from a service, in bytes.
const QUOTE_BYTES_MAX: usize = 500;
/// The most reasons listed: a chat message is no place for more.
const REASONS_MAX: usize = 8;

pub(super) fn notification(alert: &Alert) -> Value {
    let Alert { id, kind, severity, check, service, enrollment, .. } = alert;
    let region = alert.scope.is_regional().then_some(alert.region.as_str());
    let keywords = [check.as_str(), alert.account.as_str()].into_iter().chain(region);
    let keywords = keywords.chain([kind.into_str()]);
    json!({
        "version": "1.0",
        "source": "custom",
        "id": id.as_str(),
        "content": {
            "textType": "client-markdown",
            "title": format!("[{}] {service}: {}", loud(*severity), headline(alert)),
            "description": description(alert),
            "nextSteps": next_steps(alert),
            "keywords": keywords.collect::<Vec<_>>(),
        },
        "metadata": {
            // One thread for each enrollment.
            "threadId": enrollment.to_string(),
            "summary": headline(alert),
            "eventType": format!("rollcall.{}", kind.into_str()),
            "relatedResources": [enrollment.to_string()],
            "additionalContext": {
                "severity": severity.into_str(),
                "compliance": alert.compliance.to.into_str(),
                "observed_at": alert.observed_at.to_string(),
                "alert_id": id.as_str(),
            },
        },
    })
}

/// The title, with an arrow that needs no escape.
fn headline(alert: &Alert) -> String {
    plain(&alert.title.replace(" -> ", " → "))
}

fn next_steps(alert: &Alert) -> [String; 3] {
    [
        plain(&alert.remedy),
        format!("Look at <{}|the console>", alert.links.console),
        format!("Read <{}|about this status>", alert.links.docs),
    ]
}

fn description(alert: &Alert) -> String {
    let belonging = belonging(alert).map(|belonging| format!(" ({belonging})")).unwrap_or_default();
    let place = format!("Account {}{belonging}, {}", place(alert, ", "), alert.observed_at.minute());
    let reasons: Vec<String> = concerned(alert).filter_map(reason).collect();
    let more = reasons.len().saturating_sub(REASONS_MAX);
    let more = (more > 0).then(|| format!("and {more} more"));
    let listed = reasons.into_iter().take(REASONS_MAX);
    [plain(&place), plain(&alert.summary)]
        .into_iter()
        .chain(listed)
        .chain(more)
        .collect::<Vec<_>>()
        .join("\n")
}

fn reason(component: &AlertComponent) -> Option<String> {
    let reason = plain(&cut(one_line(component.reason.as_deref()?), QUOTE_BYTES_MAX));
    Some(format!("{}: \"{reason}\"", plain(&component.component)))
}
