//! What changed and whom it was told, in words: the last alert with its receipt, and the newest
//! changes. The picture shows the rest.

use maud::{Markup, html};
use rollcall_core::alert::{Kind, Transition};
use rollcall_core::history::Receipt;
use rollcall_core::text::one_line;

use super::view::{Entry, View};
use super::words::{counted, number, quote};
use rollcall_core::change::Change;

use crate::wording::notes;

/// The newest alert of the period, with SNS's proof of it.
pub(super) fn last_alert(view: &View<'_>, entry: &Entry<'_>) -> Markup {
    let alerts = entry.timeline.changes.iter().rev();
    let last = alerts.filter_map(|change| Some((change.alert.as_ref()?, change.receipt.as_ref()))).next();
    html! {
        @match last {
            Some((id, receipt)) => p {
                "Last alert" @if !view.detail.is_terse { " " code { (id) } } (proof(receipt))
            },
            None => p { "No alert since " (view.document.cover.from.minute()) "." },
        }
    }
}

fn proof(receipt: Option<&Receipt>) -> Markup {
    html! {
        @match receipt {
            Some(Receipt { message_id, published_at }) => {
                ", published " (published_at.minute()) ", message " code { (one_line(message_id)) }
            }
            None => ", not yet published",
        }
    }
}

/// The newest changes, the newest first.
pub(super) fn list(view: &View<'_>, entry: &Entry<'_>) -> Markup {
    let changes = &entry.timeline.changes;
    let shown = changes.len().min(view.changes_max(entry));
    html! {
        @if shown > 0 {
            details {
                summary { (counted(changes.len(), "change")) }
                ol reversed="" { @for change in changes.iter().rev().take(shown) { (item(view, change)) } }
                @if let Some(more @ 1..) = changes.len().checked_sub(shown) {
                    p { (number(more)) " earlier ones are in the picture only." }
                }
            }
        }
    }
}

fn item(view: &View<'_>, change: &Change) -> Markup {
    let sent = match (&change.alert, &change.receipt) {
        (Some(_), Some(_)) => "; alert published",
        (Some(_), None) => "; alert not yet published",
        (None, _) => "",
    };
    let kind = change.kind.filter(|_| !change.transitions.is_empty()).map(Kind::as_str);
    let moves = change.transitions.iter().map(|transition| moved(view, transition));
    let notes = notes(change).into_iter().map(|note| quote(&note, view.detail.quote_bytes_max));
    let words: Vec<String> = kind.map(str::to_owned).into_iter().chain(moves).chain(notes).collect();
    html! { li { (change.at.minute()) " " (words.join(", ")) (sent) } }
}

fn moved(view: &View<'_>, transition: &Transition) -> String {
    let Transition { component, from, to, .. } = transition;
    quote(&format!("{component} {from} → {to}"), view.detail.quote_bytes_max)
}
