//! `rollcall outbox`: the alerts that are not sent yet, the oldest first.

use rollcall_core::deliver::{Backoff, PendingAlert};
use rollcall_core::text::one_line;

use super::{Screen, count, short, wrapped};

/// Two or three lines for each alert, how the channel does if it fails, and the number of alerts.
pub fn text(pending: &[PendingAlert], backoff: &Backoff, screen: Screen) -> String {
    if pending.is_empty() {
        return "no alert is waiting\n".to_owned();
    }
    let each: String = pending.iter().map(|pending| entry(pending, screen)).collect();
    let rests = backoff.retry_at.filter(|retry_at| *retry_at > screen.now).map(|retry_at| {
        let error = one_line(backoff.last_error.as_deref().unwrap_or_default());
        format!("the channel fails, and is tried again {}: {error}\n", (screen.local)(retry_at))
    });
    let waiting = count(pending.len(), "alert");
    wrapped(&format!("{each}{}{waiting} waiting\n", rests.unwrap_or_default()), screen.columns)
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
