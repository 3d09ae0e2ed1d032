//! What changed and who was notified, in words: the last alert with its receipt, and the newest
//! changes. The picture shows the rest.

use std::collections::BTreeMap;

use maud::{Markup, html};
use rollcall_core::alert::Transition;
use rollcall_core::deliver::{Outcome, Settled};
use rollcall_core::text::one_line;

use super::view::{Entry, View};
use super::words::{number, quote};
use rollcall_core::change::Change;

use crate::wording::{notes, tally};

/// The newest alert of the period, with its receipt.
pub(super) fn last_alert(view: &View<'_>, entry: &Entry<'_>) -> Markup {
    let alerts = entry.timeline.changes.iter().rev();
    let last = alerts.filter_map(|change| Some((change.alert.as_ref()?, &change.receipts))).next();
    html! {
        @match last {
            Some((id, receipts)) => p {
                "Last alert" @if !view.detail.is_terse { " " code { (id) } } (proof(receipts))
            },
            None => p { "No alert since " (view.document.cover.from.minute()) "." },
        }
    }
}

fn proof(receipts: &BTreeMap<String, Settled>) -> Markup {
    html! {
        @if receipts.is_empty() { ", not sent yet" }
        @for Settled { at, outcome } in receipts.values() {
            @match outcome {
                Outcome::Sent(receipt) => {
                    ", sent " (at.minute()) " over " (one_line(&receipt.channel)) ", message "
                    code { (one_line(&receipt.message_id)) }
                }
                Outcome::Superseded { by } => { ", not sent, since a later alert says more: " code { (by) } }
                Outcome::Dropped { by, reason } => {
                    ", dropped " (at.minute()) " by " (one_line(by)) ": " (one_line(reason))
                }
            }
        }
    }
}

/// Newest first.
pub(super) fn list(view: &View<'_>, entry: &Entry<'_>) -> Markup {
    let changes = &entry.timeline.changes;
    let shown = changes.len().min(view.changes_max(entry));
    html! {
        @if shown > 0 {
            details {
                summary { (tally(changes)) }
                ol reversed="" { @for change in changes.iter().rev().take(shown) { (item(view, change)) } }
                @if let Some(more @ 1..) = changes.len().checked_sub(shown) {
                    p { (number(more)) " earlier ones are in the picture only." }
                }
            }
        }
    }
}

fn item(view: &View<'_>, change: &Change) -> Markup {
    let sent = match (&change.alert, change.receipts.values().next()) {
        (Some(_), Some(settled)) => format!("; alert {}", settled.word()),
        (Some(_), None) => "; alert not sent yet".to_owned(),
        (None, _) => String::new(),
    };
    let kind = change.kind.filter(|_| !change.transitions.is_empty()).map(<&str>::from);
    let moves = change.transitions.iter().map(|transition| moved(view, transition));
    let notes = notes(change).into_iter().map(|note| quote(&note, view.detail.quote_bytes_max));
    let words: Vec<String> = kind.map(str::to_owned).into_iter().chain(moves).chain(notes).collect();
    html! { li { (change.at.minute()) " " (words.join(", ")) (sent) } }
}

fn moved(view: &View<'_>, transition: &Transition) -> String {
    let Transition { component, from, to, .. } = transition;
    quote(&format!("{component} {from} → {to}"), view.detail.quote_bytes_max)
}
