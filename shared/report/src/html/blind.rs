//! What cannot be seen: enrollments that are blind, and those that are stale.

use maud::{Markup, html};
use rollcall_core::text::one_line;

use super::view::{Entry, ROWS_MAX, View};
use super::words::{ago, counted, key, number, quote};
use rollcall_core::observation::Blindness;
use rollcall_core::state::BlindSpell;

pub(super) fn section(view: &View<'_>) -> Markup {
    let mut blind: Vec<(Entry<'_>, &BlindSpell)> =
        view.entries().filter_map(|entry| Some((entry, entry.standing.blind.as_ref()?))).collect();
    blind.sort_by_key(|(_, spell)| spell.since);
    html! {
        section id="blind" {
            h2 { "What is blind" }
            @if blind.is_empty() {
                p.fine { "The last look saw every enrollment." }
            } @else {
                table.list {
                    caption { (counted(blind.len(), "enrollment")) " that the last look could not see" }
                    (columns(&["Enrollment", "Cause", "Blind for", "What was said", "Last seen"]))
                    tbody { @for (entry, spell) in blind.iter().take(ROWS_MAX) { (row(view, entry, spell)) } }
                }
                (more(blind.len()))
            }
        }
    }
}

fn row(view: &View<'_>, entry: &Entry<'_>, spell: &BlindSpell) -> Markup {
    let Blindness { cause, code, request_id, message } = &spell.latest;
    html! {
        tr {
            (name(entry))
            td data-l="Cause" {
                span.sign.b { (cause.into_str()) }
                @if let Some(code) = code { " " code { (one_line(code)) } }
            }
            td data-l="Blind for" {
                strong { (ago(view.now(), spell.since)) } ", since " (spell.since.minute())
            }
            td data-l="What was said" {
                (quote(message, view.detail.quote_bytes_max))
                @if let Some(id) = request_id { " (request id " code { (one_line(id)) } ")" }
            }
            td data-l="Last seen" { (last_seen(view, entry)) }
        }
    }
}

pub(super) fn stale_section(view: &View<'_>) -> Markup {
    let mut stale: Vec<Entry<'_>> = view.entries().filter(|entry| entry.standing.stale).collect();
    stale.sort_by_key(|entry| entry.standing.looked_at);
    html! {
        section id="stale" {
            h2 { "What is stale" }
            @if stale.is_empty() {
                p.fine { "Every enrollment was looked at recently." }
            } @else {
                table.list {
                    caption { (counted(stale.len(), "enrollment")) " whose status may have changed" }
                    (columns(&["Enrollment", "Last seen", "Status then"]))
                    tbody { @for entry in stale.iter().take(ROWS_MAX) { (stale_row(view, entry)) } }
                }
                (more(stale.len()))
            }
        }
    }
}

fn stale_row(view: &View<'_>, entry: &Entry<'_>) -> Markup {
    let statuses = entry.standing.components.iter();
    let statuses: Vec<String> =
        statuses.map(|component| one_line(&format!("{} {}", component.name, component.status))).collect();
    html! {
        tr {
            (name(entry))
            td data-l="Last seen" { (last_seen(view, entry)) }
            td data-l="Status then" { (statuses.join(", ")) }
        }
    }
}

fn columns(names: &[&str]) -> Markup {
    html! { thead { tr { @for name in names { th scope="col" { (name) } } } } }
}

fn name(entry: &Entry<'_>) -> Markup {
    html! { th scope="row" { (key(&entry.standing.enrollment, Some(entry.id))) } }
}

fn last_seen(view: &View<'_>, entry: &Entry<'_>) -> String {
    let seen = |last| format!("{} ago, {}", ago(view.now(), last), last.minute());
    entry.standing.last_observed.map_or_else(|| "never".to_owned(), seen)
}

fn more(count: usize) -> Markup {
    html! {
        @if let Some(more @ 1..) = count.checked_sub(ROWS_MAX) {
            p { (number(more)) " more are not listed here. The grid marks each." }
        }
    }
}
