//! A card: what is wrong and what to do, once, and below it every enrollment of which that is true.

use maud::{Markup, html};
use rollcall_core::text::one_line;

use super::groups;
use super::look::Look;
use super::view::{Entry, View};
use super::words::{counted, key, number, quote};

/// The most enrollments that a card lists, and the most cards of a section; the grid marks each
/// enrollment anyway.
const ROWS_MAX: usize = 50;
/// The most that a card lists if it says in which organizational units they are.
const ROWS_WITH_PLACES_MAX: usize = 10;
const CARDS_MAX: usize = 50;

/// What is said once.
#[derive(Clone, PartialEq)]
pub(super) struct Head<'a> {
    pub(super) look: Look,
    pub(super) service: &'static str,
    pub(super) says: Vec<String>,
    /// The service's own words, each once.
    pub(super) quotes: Vec<&'a str>,
    pub(super) remedies: Vec<&'a str>,
}

/// What is said of each enrollment: the columns, and their cells.
pub(super) struct Columns<const N: usize> {
    pub(super) names: [&'static str; N],
    pub(super) cells: fn(&View<'_>, &Entry<'_>) -> [Markup; N],
}

/// A section of cards. Nothing if there is no card.
pub(super) fn section<const N: usize>(
    view: &View<'_>,
    id: &str,
    title: &str,
    cards: &[(Head<'_>, Vec<Entry<'_>>)],
    columns: &Columns<N>,
) -> Markup {
    let left: usize = cards.iter().skip(CARDS_MAX).map(|(_, entries)| entries.len()).sum();
    html! {
        @if !cards.is_empty() {
            section id=(id) {
                h2 { (title) }
                @for (head, entries) in cards.iter().take(CARDS_MAX) { (card(view, head, entries, columns)) }
                @if left > 0 { p { (counted(left, "more enrollment")) " with other reasons; " (view.elsewhere()) "." } }
            }
        }
    }
}

fn card<const N: usize>(
    view: &View<'_>,
    head: &Head<'_>,
    entries: &[Entry<'_>],
    columns: &Columns<N>,
) -> Markup {
    let bytes_max = view.detail.quote_bytes_max;
    let places = (entries.len() > ROWS_WITH_PLACES_MAX).then(|| groups::places(view, entries)).flatten();
    let rows_max = if places.is_some() { ROWS_WITH_PLACES_MAX } else { ROWS_MAX };
    html! {
        article class={ "card " (head.look.class) } {
            h3 {
                span.sign { (head.look.word) } " " (head.service) ": "
                (quote(&head.says.join("; "), bytes_max))
                @if entries.len() > 1 { " " span.many { (counted(entries.len(), "enrollment")) } }
            }
            @for words in &head.quotes { blockquote { (quote(words, bytes_max)) } }
            @for remedy in &head.remedies { p { strong { "What to do: " } (one_line(remedy)) } }
            @if let Some(places) = places { p { (places) } }
            table.list {
                caption { (counted(entries.len(), "enrollment")) " of which this is true" }
                thead { tr {
                    th scope="col" { "Enrollment" }
                    @for name in columns.names { th scope="col" { (name) } }
                } }
                tbody { @for entry in entries.iter().take(rows_max) { (row(view, entry, columns)) } }
            }
            @if let Some(more @ 1..) = entries.len().checked_sub(rows_max) {
                p { (number(more)) " more; " (view.elsewhere()) "." }
            }
        }
    }
}

fn row<const N: usize>(view: &View<'_>, entry: &Entry<'_>, columns: &Columns<N>) -> Markup {
    let enrollment = &entry.standing.enrollment;
    html! {
        tr {
            th scope="row" {
                (key(enrollment, view.id(enrollment)))
                @if let Some(account) = view.account(&enrollment.target.account) { " " small { (account) } }
            }
            @for (name, cell) in columns.names.into_iter().zip((columns.cells)(view, entry)) {
                td data-l=(name) { (cell) }
            }
        }
    }
}
