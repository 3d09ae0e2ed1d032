//! What is stuck: components whose status has lasted for longer than its deadline.

use std::cmp::Reverse;
use std::time::Duration;

use maud::{Markup, html};
use rollcall_core::text::{one_line, span};

use super::look::Look;
use super::view::{Entry, ROWS_MAX, View};
use super::words::{counted, key, number, quote};
use rollcall_core::standing::ComponentStanding;

struct Stuck<'a> {
    entry: Entry<'a>,
    component: &'a ComponentStanding,
    lasted: Duration,
    deadline: Duration,
}

pub(super) fn count(view: &View<'_>) -> usize {
    all(view).len()
}

pub(super) fn section(view: &View<'_>) -> Markup {
    let stuck = all(view);
    html! {
        section id="stuck" {
            h2 { "What is stuck" }
            @if stuck.is_empty() {
                p.fine { "Nothing is past its deadline." }
            } @else {
                (table(view, &stuck))
            }
        }
    }
}

/// The longest first.
fn all<'a>(view: &View<'a>) -> Vec<Stuck<'a>> {
    let mut stuck: Vec<Stuck<'a>> = Vec::new();
    for entry in view.entries() {
        for component in &entry.standing.components {
            let lasted = view.now().since(component.since);
            if let Some(deadline) = component.deadline().filter(|_| component.judgement.is_overdue()) {
                stuck.push(Stuck { entry, component, lasted, deadline });
            }
        }
    }
    stuck.sort_by_key(|stuck| Reverse(stuck.lasted));
    stuck
}

fn table(view: &View<'_>, stuck: &[Stuck<'_>]) -> Markup {
    html! {
        table.list {
            caption { (counted(stuck.len(), "component")) " past the deadline of the status" }
            thead { tr {
                @for name in ["Enrollment", "Component", "Status", "For", "Deadline", "Reason"] {
                    th scope="col" { (name) }
                }
            } }
            tbody { @for stuck in stuck.iter().take(ROWS_MAX) { (row(view, stuck)) } }
        }
        @if let Some(more @ 1..) = stuck.len().checked_sub(ROWS_MAX) {
            p { (number(more)) " more are not listed here. The grid shows each." }
        }
    }
}

fn row(view: &View<'_>, stuck: &Stuck<'_>) -> Markup {
    let Stuck { entry, component, lasted, deadline } = stuck;
    let reason = component.reason.as_deref().map(|reason| quote(reason, view.detail.quote_bytes_max));
    let look = Look::of(component.condition());
    html! {
        tr {
            th scope="row" { (key(&entry.standing.enrollment, Some(entry.id))) }
            td data-l="Component" { (one_line(&component.name)) }
            td data-l="Status" { code { (one_line(&component.status)) } (sign(look)) }
            td data-l="For" { strong { (span(*lasted)) } ", since " (component.since.minute()) }
            td data-l="Deadline" {
                (span(*deadline)) ", passed " (span(lasted.saturating_sub(*deadline))) " ago"
            }
            td data-l="Reason" { (reason.as_deref().unwrap_or("none given")) }
        }
    }
}

fn sign(look: Look) -> Markup {
    html! { " " span class={ "sign " (look.class) } { (look.word) } }
}
