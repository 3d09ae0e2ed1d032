//! What there is nothing of, in one line.

use maud::{Markup, html};
use rollcall_core::explanation::Need;

use super::view::View;

pub(super) fn line(view: &View<'_>) -> Markup {
    let has = |need| view.entries().any(|entry| entry.need() == need);
    let absent = [
        ("in progress", has(Need::Wait)),
        ("blind", view.totals.blind > 0),
        ("held back", has(Need::Held)),
        ("stale", view.totals.stale > 0),
    ];
    let absent: Vec<&str> = absent.into_iter().filter(|(_, has)| !has).map(|(word, _)| word).collect();
    let nothing = match absent.split_last() {
        None => String::new(),
        Some((last, [])) => format!("Nothing is {last}. "),
        Some((last, others)) => format!("Nothing is {} or {last}. ", others.join(", ")),
    };
    let no_one = if has(Need::Act) { "" } else { "No one must act. " };
    let sent = if view.document.cover.pending.is_empty() { "Every alert was sent." } else { "" };
    let text = format!("{no_one}{nothing}{sent}");
    html! { @if !text.is_empty() { p.fine { (text.trim_end()) } } }
}
