//! The alerts that are stored but not sent yet, the oldest first.

use maud::{Markup, html};
use rollcall_core::alert::Severity;
use rollcall_core::condition::Condition;
use rollcall_core::deliver::PendingAlert;

use super::look::Look;
use super::view::{ROWS_MAX, View};
use super::words::{ago, counted, key, number, quote};

pub(super) fn section(view: &View<'_>) -> Markup {
    let mut pending: Vec<&PendingAlert> = view.document.cover.pending.iter().collect();
    pending.sort_by_key(|pending| pending.alert.observed_at);
    html! {
        @if !pending.is_empty() {
            section id="pending" {
                h2 { "Alerts not sent yet" }
                (table(view, &pending))
                @if let Some(more @ 1..) = pending.len().checked_sub(ROWS_MAX) {
                    p { (number(more)) " more wait behind these." }
                }
            }
        }
    }
}

fn table(view: &View<'_>, pending: &[&PendingAlert]) -> Markup {
    html! {
        table.list {
            caption { (counted(pending.len(), "alert")) " stored, and tried again until the channel confirms" }
            thead { tr {
                @for name in ["Enrollment", "Alert", "Age", "Attempts", "Next attempt", "Last error"] {
                    th scope="col" { (name) }
                }
            } }
            tbody { @for pending in pending.iter().take(ROWS_MAX) { (row(view, pending)) } }
        }
    }
}

fn row(view: &View<'_>, pending: &PendingAlert) -> Markup {
    let PendingAlert { alert, attempts, due_at, last_error } = pending;
    let error = last_error.as_deref().map(|error| quote(error, view.detail.quote_bytes_max));
    let severity = alert.severity;
    html! {
        tr {
            th scope="row" { (key(&alert.enrollment, view.id(&alert.enrollment))) }
            td data-l="Alert" {
                span class={ "sign " (class_of(severity)) } { (severity.into_str()) }
                ", " (alert.kind.into_str()) ": "
                (quote(&alert.title, view.detail.quote_bytes_max)) " " code { (alert.id) }
            }
            td data-l="Age" {
                strong { (ago(view.now(), alert.observed_at)) } ", since " (alert.observed_at.minute())
            }
            td data-l="Attempts" { (attempts) }
            td data-l="Next attempt" { (due_at.map_or_else(|| "with the next courier".to_owned(), |at| at.minute())) }
            td data-l="Last error" { (error.as_deref().unwrap_or("none yet")) }
        }
    }
}

/// A severity borrows the look of a condition that is as bad.
fn class_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => Look::of(Condition::Failed).class,
        Severity::Warning => Look::of(Condition::Waiting).class,
        Severity::Info => Look::of(Condition::Healthy).class,
    }
}
