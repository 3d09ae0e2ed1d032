//! One file a channel: what a notification looks like there, and how it is sent.
//!
//! Whatever a service says is data here: put on one line, and free of what would change how the
//! rest reads.

mod amazon_q;
mod email;
mod fit;
mod markdown;
mod short;
pub mod sns;
pub mod terminal;
#[cfg(test)]
mod tests;
pub mod topic;
mod wrap;

use rollcall_core::alert::{Alert, Severity};

/// The severity as a heading shouts it.
fn loud(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "INFO",
        Severity::Warning => "WARNING",
        Severity::Critical => "CRITICAL",
    }
}

/// Where the alert is about: the account, and the Region if it matters.
fn place(alert: &Alert, between: &str) -> String {
    let Alert { account, region, .. } = alert;
    if alert.scope.is_regional() { format!("{account}{between}{region}") } else { account.to_string() }
}
