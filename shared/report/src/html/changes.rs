//! What changed and whom it was told, in words: the last alert with its receipt, and the newest
//! changes. The picture shows the rest.

use maud::{Markup, html};
use rollcall_core::alert::{Kind, Transition};
use rollcall_core::history::Receipt;
use rollcall_core::text::one_line;

use super::view::{Entry, View};
use super::words::{counted, number, quote};
use crate::timeline::Mark;

/// The newest alert of the period, with SNS's proof of it.
pub(super) fn last_alert(view: &View<'_>, entry: &Entry<'_>) -> Markup {
    let alerts = entry.timeline.marks.iter().rev();
    let last = alerts.filter_map(|mark| Some((mark.alert.as_ref()?, mark.receipt.as_ref()))).next();
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
    let marks = &entry.timeline.marks;
    let shown = marks.len().min(view.changes_max(entry));
    html! {
        @if shown > 0 {
            details {
                summary { (counted(marks.len(), "change")) }
                ol reversed="" { @for mark in marks.iter().rev().take(shown) { (item(view, mark)) } }
                @if let Some(more @ 1..) = marks.len().checked_sub(shown) {
                    p { (number(more)) " earlier ones are in the picture only." }
                }
            }
        }
    }
}

fn item(view: &View<'_>, mark: &Mark) -> Markup {
    let told = match (&mark.alert, &mark.receipt) {
        (Some(_), Some(_)) => "; alert published",
        (Some(_), None) => "; alert not yet published",
        (None, _) => "",
    };
    let what = mark.kind.map(Kind::as_str).or(mark.transitions.is_empty().then_some("facts or reasons"));
    let moves = mark.transitions.iter().map(|transition| moved(view, transition));
    let words: Vec<String> = what.map(str::to_owned).into_iter().chain(moves).collect();
    html! { li { (mark.at.minute()) " " (words.join(", ")) (told) } }
}

fn moved(view: &View<'_>, transition: &Transition) -> String {
    let Transition { component, from, to, .. } = transition;
    quote(&format!("{component} {from} → {to}"), view.detail.quote_bytes_max)
}
