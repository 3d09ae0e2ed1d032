//! `rollcall outbox`: the alerts that are not published yet, the oldest first.

use rollcall_core::outbox::PendingAlert;
use rollcall_core::text::one_line;

use super::{Screen, count, short, wrapped};

/// Two or three lines for each alert, and the number of them.
pub fn text(pending: &[PendingAlert], screen: Screen) -> String {
    if pending.is_empty() {
        return "no alert is pending\n".to_owned();
    }
    let each: String = pending.iter().map(|pending| entry(pending, screen)).collect();
    wrapped(&format!("{each}{} pending\n", count(pending.len(), "alert")), screen.columns)
}

fn entry(pending: &PendingAlert, screen: Screen) -> String {
    let PendingAlert { alert, attempts, due_at, last_error, .. } = pending;
    let age = short(screen.now.since(alert.observed_at));
    let due = if *due_at > screen.now { (screen.local)(*due_at) } else { "with the next run".to_owned() };
    let error = last_error.as_deref().map(|error| format!("  {}\n", one_line(error)));
    format!(
        "{} {}  {}\n  {}\n  {age} old, {} so far; due {due}\n{}",
        alert.severity.as_str(),
        alert.enrollment,
        one_line(&alert.title),
        alert.id,
        count(*attempts as usize, "attempt"),
        error.unwrap_or_default(),
    )
}
