//! What is not known: enrollments at which the service is at work, those that are blind, and those that are
//! stale.

use maud::{Markup, html};
use rollcall_core::explanation::Need;
use rollcall_core::rules::Assessment;
use rollcall_core::standing::ComponentStanding;
use rollcall_core::text::one_line;
use rollcall_core::time::Time;

use super::card::{self, Columns, Head};
use super::look::{BLIND, Look, STALE};
use super::need::grouped;
use super::view::{Entry, View};
use super::words::ago;

pub(super) fn waits_section(view: &View<'_>) -> Markup {
    let columns = Columns {
        names: ["Since", "May last until"],
        cells: |view, entry| {
            let deadline = waiting(entry).filter_map(ComponentStanding::deadline_at).min();
            [
                since(view, entry.standing.since),
                html! { (deadline.map_or_else(|| "no limit".to_owned(), Time::minute)) },
            ]
        },
    };
    let waits = view.entries().filter(|entry| entry.need() == Need::Wait);
    let cards = grouped(waits, |entry| Head {
        look: entry.last_look(),
        says: waiting(entry).map(|one| one_line(&format!("{} is {}", one.name, one.status))).collect(),
        ..head(entry)
    });
    card::section(view, "waits", "In progress", &cards, &columns)
}

fn waiting<'a>(entry: &Entry<'a>) -> impl Iterator<Item = &'a ComponentStanding> {
    entry.standing.components.iter().filter(|one| one.judgement.assessment == Assessment::InTime)
}

pub(super) fn blind_section(view: &View<'_>) -> Markup {
    let columns = Columns {
        names: ["Blind for", "Last seen", "Status then"],
        cells: |view, entry| {
            let spell = entry.standing.blind.as_ref();
            [
                html! { @if let Some(spell) = spell { (since(view, spell.since)) } },
                last_seen(view, entry),
                statuses(entry),
            ]
        },
    };
    let cards = grouped(view.entries().filter(|entry| entry.standing.blind.is_some()), blind_head);
    card::section(view, "blind", "What cannot be seen", &cards, &columns)
}

fn blind_head<'a>(entry: &Entry<'a>) -> Head<'a> {
    let latest = entry.standing.blind.as_ref().map(|spell| &spell.latest);
    let code = latest.and_then(|latest| latest.code.as_deref());
    let cause = latest.map(|latest| latest.cause.into_str());
    let says = cause.into_iter().chain(code).collect::<Vec<_>>().join(": ");
    Head {
        look: BLIND,
        says: vec![says],
        quotes: latest.map(|latest| latest.message.as_str()).into_iter().collect(),
        remedies: entry.report.explanation.blind_remedy.as_deref().into_iter().collect(),
        ..head(entry)
    }
}

pub(super) fn stale_section(view: &View<'_>) -> Markup {
    let columns = Columns {
        names: ["Last look", "Last seen", "Status then"],
        cells: |view, entry| [looked(view, entry), last_seen(view, entry), statuses(entry)],
    };
    let stale = view.entries().filter(|entry| entry.standing.stale);
    let cards = grouped(stale, |entry| Head {
        look: STALE,
        says: vec!["No run has asked for its status for long: see whether the schedule runs.".to_owned()],
        ..head(entry)
    });
    card::section(view, "stale", "What nobody looked at", &cards, &columns)
}

fn head<'a>(entry: &Entry<'a>) -> Head<'a> {
    let look = Look::of_sight(entry.standing.sight);
    Head { look, service: entry.standing.service, says: Vec::new(), quotes: Vec::new(), remedies: Vec::new() }
}

fn since(view: &View<'_>, since: Time) -> Markup {
    html! { strong { (ago(view.now(), since)) } ", since " (since.minute()) }
}

fn looked(view: &View<'_>, entry: &Entry<'_>) -> Markup {
    let looked_at = entry.standing.looked_at;
    html! { (ago(view.now(), looked_at)) " ago, " (looked_at.minute()) }
}

fn last_seen(view: &View<'_>, entry: &Entry<'_>) -> Markup {
    let seen = |last: Time| format!("{} ago, {}", ago(view.now(), last), last.minute());
    html! { (entry.standing.last_observed.map_or_else(|| "never".to_owned(), seen)) }
}

fn statuses(entry: &Entry<'_>) -> Markup {
    let statuses = entry.standing.components.iter();
    let statuses: Vec<String> =
        statuses.map(|component| one_line(&format!("{} {}", component.name, component.status))).collect();
    html! { (if statuses.is_empty() { "none".to_owned() } else { statuses.join(", ") }) }
}
