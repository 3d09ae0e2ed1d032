//! An alert as each channel of an SNS topic wants it.
//!
//! Whatever a service says is data here: put on one line, and free of what would change how the
//! rest reads.

mod chat;
mod email;
mod fit;
mod markdown;
mod short;
#[cfg(test)]
mod tests;
mod wrap;

use rollcall_core::alert::{Alert, Severity};
use rollcall_core::ports::{Attributes, Message};
use serde_json::{Map, Value};

pub use email::email;
pub use short::subject;

/// The alert for SNS: subject, a body for each channel, attributes. Never over SNS's limit of
/// 256 KiB: reasons are shortened until it fits, and say so.
pub fn message(alert: &Alert) -> Message {
    let attributes = Attributes::of(alert);
    let attribute_bytes: usize =
        attributes.pairs().iter().map(|(name, value)| name.len() + "String".len() + value.len()).sum();
    let body = fit::fit(alert, fit::MESSAGE_BYTES_MAX - attribute_bytes, body);
    Message { subject: subject(alert), body, attributes }
}

/// A JSON object of texts by channel. SQS and Lambda get `default`.
fn body(alert: &Alert) -> String {
    let json = serde_json::to_string(alert).expect("an alert has only text keys");
    let channels = [
        ("default", json),
        ("email", email(alert)),
        ("https", chat::notification(alert).to_string()),
        ("sms", short::sms(alert)),
    ];
    let channels = channels.map(|(channel, text)| (channel.to_owned(), Value::String(text)));
    Value::Object(Map::from_iter(channels)).to_string()
}

/// The severity as a heading shouts it.
fn loud(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "INFO",
        Severity::Warning => "WARNING",
        Severity::Critical => "CRITICAL",
    }
}
