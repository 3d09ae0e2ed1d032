//! One file for each channel: what a notification looks like there, and how it is sent.
//!
//! A service's words are data here: put on one line, and free of anything that would change how the
//! rest reads.

mod amazon_q;
mod email;
mod fit;
mod markdown;
mod short;
pub mod sns;
mod subscriptions;
pub mod terminal;
#[cfg(test)]
mod tests;
pub mod topic;
mod wrap;

use rollcall_core::alert::{Alert, Severity};
use rollcall_core::text::{cut, one_line};

/// The longest name, organizational unit or owner of an account that is shown, in bytes.
const ACCOUNT_TEXT_BYTES_MAX: usize = 200;

/// The severity for a heading, in capitals.
fn loud(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "INFO",
        Severity::Warning => "WARNING",
        Severity::Critical => "CRITICAL",
    }
}

/// The account, by its name too, and the Region if it matters.
fn place(alert: &Alert, between: &str) -> String {
    let Alert { account, region, .. } = alert;
    let account = match &alert.account_name {
        None => account.to_string(),
        Some(name) => format!("{} ({account})", text(name)),
    };
    if alert.scope.is_regional() { format!("{account}{between}{region}") } else { account }
}

/// Where the account belongs: its organizational unit and its owner, if the inventory has them.
fn belonging(alert: &Alert) -> Option<String> {
    let unit = alert.organizational_unit.as_ref().map(|unit| text(unit));
    let owner = alert.owner.as_ref().map(|owner| format!("owner {}", text(owner)));
    let parts: Vec<String> = unit.into_iter().chain(owner).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What someone wrote about an account, on one line.
fn text(written: &str) -> String {
    cut(one_line(written), ACCOUNT_TEXT_BYTES_MAX)
}
