//! `rollcall outbox`: the alerts that are not sent yet, the oldest first.

use rollcall_core::deliver::PendingAlert;
use rollcall_core::text::one_line;

use super::{Screen, count, short, wrapped};

/// Two or three lines for each alert, and their number.
pub fn text(pending: &[PendingAlert], screen: Screen) -> String {
    if pending.is_empty() {
        return "no alert is waiting\n".to_owned();
    }
    let each: String = pending.iter().map(|pending| entry(pending, screen)).collect();
    wrapped(&format!("{each}{} waiting\n", count(pending.len(), "alert")), screen.columns)
}

fn entry(pending: &PendingAlert, screen: Screen) -> String {
    let PendingAlert { alert, attempts, due_at, last_error } = pending;
    let age = short(screen.now.since(alert.observed_at));
    let due = due_at.filter(|due_at| *due_at > screen.now).map(screen.local);
    let due = due.unwrap_or_else(|| "with the next courier".to_owned());
    let error = last_error.as_deref().map(|error| format!("  {}\n", one_line(error)));
    format!(
        "{} {}  {}\n  {}\n  {age} old, {}; due {due}\n{}",
        alert.severity.into_str(),
        alert.enrollment,
        one_line(&alert.title),
        alert.id,
        refused(*attempts),
        error.unwrap_or_default(),
    )
}

fn refused(attempts: u32) -> String {
    match attempts {
        0 => "never refused".to_owned(),
        1 => "refused once".to_owned(),
        _ => format!("refused {attempts} times"),
    }
}
