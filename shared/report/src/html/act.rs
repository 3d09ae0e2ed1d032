//! Who has to act, and what is held: every open problem, the worst first.

use maud::{Markup, html};
use rollcall_core::deliver::Outcome;
use rollcall_core::explanation::{ComponentExplanation, Need};
use rollcall_core::text::one_line;

use super::card::{self, Columns, Head};
use super::look::BLIND;
use super::need::grouped;
use super::view::{Entry, View};
use super::words::ago;
use crate::wording;

pub(super) fn section(view: &View<'_>) -> Markup {
    let columns = Columns {
        names: ["Since", "Next", "Last sent"],
        cells: |view, entry| [since(view, entry), next(entry), last_sent(view, entry)],
    };
    card::section(view, "act", "Act now", &cards(view, Need::Act), &columns)
}

pub(super) fn held_section(view: &View<'_>) -> Markup {
    let columns = Columns {
        names: ["Since", "Not reported", "Last sent"],
        cells: |view, entry| [since(view, entry), hold(entry), last_sent(view, entry)],
    };
    card::section(view, "held", "Not reported yet", &cards(view, Need::Held), &columns)
}

fn cards<'a>(view: &View<'a>, need: Need) -> Vec<(Head<'a>, Vec<Entry<'a>>)> {
    grouped(view.entries().filter(|entry| entry.need() == need), head)
}

fn head<'a>(entry: &Entry<'a>) -> Head<'a> {
    Head {
        look: entry.last_look(),
        service: entry.standing.service,
        says: entry.standing.problems().map(wording::trouble).collect(),
        quotes: wording::once(entry.standing.problems().filter_map(|one| one.reason.as_deref())),
        remedies: wording::remedies(&entry.report.explanation),
    }
}

fn since(view: &View<'_>, entry: &Entry<'_>) -> Markup {
    let standing = entry.standing;
    let since = standing.problem.as_ref().map_or(standing.since, |problem| problem.opened_at);
    html! {
        strong { (ago(view.now(), since)) } ", since " (since.minute())
        @if let Some(spell) = &standing.blind {
            " " i class=(BLIND.class) { (BLIND.word) } " since " (spell.since.minute())
        }
    }
}

/// The next deadline, and the next reminder.
fn next(entry: &Entry<'_>) -> Markup {
    let explanation = &entry.report.explanation;
    let deadlines = explanation.components.iter().filter_map(|why| why.deadline_at);
    let deadline = deadlines.filter(|deadline| *deadline > explanation.at).min();
    let nothing = deadline.is_none() && explanation.reminder_at.is_none();
    html! {
        @if let Some(deadline) = deadline { "deadline " (deadline.minute()) }
        @if deadline.is_some() && explanation.reminder_at.is_some() { ", " }
        @if let Some(reminder_at) = explanation.reminder_at { "reminder " (reminder_at.minute()) }
        @if nothing { "reported by the next run" }
    }
}

/// Why it is not reported, and until when.
fn hold(entry: &Entry<'_>) -> Markup {
    let held = |why: &ComponentExplanation| why.held;
    let held = entry.report.explanation.components.iter().find_map(held);
    html! {
        @if let Some(held) = held {
            (held.hold.into_str())
            @if let Some(until) = held.until { " until " (until.minute()) }
        }
    }
}

/// The newest alert of the period that left the queue, and how.
fn last_sent(view: &View<'_>, entry: &Entry<'_>) -> Markup {
    let settled = entry.timeline.changes.iter().rev().find(|change| !change.receipts.is_empty());
    html! {
        @match settled {
            None => { "nothing since " (view.document.cover.from.minute()) }
            Some(change) => {
                @if let Some(kind) = change.kind { (kind.into_str()) }
                @for (route, settled) in &change.receipts {
                    " " (settled.at.minute()) " "
                    @match &settled.outcome {
                        Outcome::Sent(receipt) => { "to " (one_line(route)) " over " (one_line(&receipt.channel)) }
                        Outcome::Superseded { .. } => "superseded by a later alert",
                        Outcome::Dropped { by, .. } => { "dropped by " (one_line(by)) }
                    }
                }
            }
        }
    }
}
