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

/// The severity for a heading, in capitals.
fn loud(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "INFO",
        Severity::Warning => "WARNING",
        Severity::Critical => "CRITICAL",
    }
}

/// The account, and the Region if it matters.
fn place(alert: &Alert, between: &str) -> String {
    let Alert { account, region, .. } = alert;
    if alert.scope.is_regional() { format!("{account}{between}{region}") } else { account.to_string() }
}
