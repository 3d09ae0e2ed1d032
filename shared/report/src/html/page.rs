//! The page: its head, and its sections in the order in which people want them. It never links
//! to anything outside itself.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rollcall_core::explanation::Need;

use super::detail::Detail;
use super::view::View;
use super::words::number;
use super::{act, axis, evidence, grid, groups, headline, made, pending, quiet, style, unseen};
use crate::document::Document;

/// Forbids what the page never does, so that not even a flaw in the escaping could run a script or fetch
/// anything.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// What mail servers accept as an attachment, with room to spare.
const BYTES_MAX: usize = 4_900_000;

/// The whole page, as HTML that is well-formed XML too, with the most detail that fits into a mail.
pub fn render(document: &Document) -> String {
    let mut page = String::new();
    for &detail in Detail::of(document.enrollments.len()) {
        page = with(document, detail);
        if page.len() <= BYTES_MAX {
            break;
        }
    }
    page
}

fn with(document: &Document, detail: Detail) -> String {
    let view = View::of(document, detail);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (head(&view))
            body.few[!view.detail.is_large] {
                a.skip href="#main" { "Skip to the report" }
                (style::patterns())
                (axis::shared(document.cover.from, document.cover.to))
                header { p.brand { "Rollcall" } @if view.totals.all() > 0 { (contents(&view)) } }
                main id="main" { (sections(&view)) }
                footer { (made::colophon(&view)) }
            }
        }
    };
    page.into_string()
}

fn head(view: &View<'_>) -> Markup {
    let title = format!("Rollcall: {}, {}", headline::figure(&view.totals), view.now().minute());
    // As text, because void elements with a closing slash keep the page well-formed XML.
    let metas = format!(
        "<meta charset=\"utf-8\"/><meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\"/>\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\
         <meta name=\"color-scheme\" content=\"light dark\"/><meta name=\"robots\" content=\"noindex\"/>"
    );
    html! { head { (PreEscaped(metas)) title { (title) } style { (PreEscaped(style::sheet())) } } }
}

fn contents(view: &View<'_>) -> Markup {
    let count = |need| view.entries().filter(|entry| entry.need() == need).count();
    let sections = [
        ("act", "Act now", count(Need::Act)),
        ("waits", "In progress", count(Need::Wait)),
        ("blind", "Blind", view.totals.blind),
        ("held", "Not reported", count(Need::Held)),
        ("stale", "Stale", view.totals.stale),
        ("pending", "Not sent yet", view.document.cover.pending.len()),
        ("units", "By unit", view.units.len()),
        ("owners", "By owner", view.owners.len()),
        ("grid", "At a glance", view.totals.all()),
        ("evidence", "Evidence", view.totals.all()),
    ];
    let sections = sections.into_iter().filter(|(_, _, count)| *count > 0);
    html! {
        nav aria-label="Contents" {
            ul { @for (id, name, count) in sections {
                li { a href={ "#" (id) } { (name) } " " span { (number(count)) } }
            } }
        }
    }
}

/// Without enrollments the page says only that, and which alerts are pending.
fn sections(view: &View<'_>) -> Markup {
    html! {
        (headline::section(view))
        (groups::units_section(view))
        (groups::owners_section(view))
        (act::section(view))
        (unseen::waits_section(view))
        (unseen::blind_section(view))
        (act::held_section(view))
        (unseen::stale_section(view))
        (pending::section(view))
        @if view.totals.all() > 0 { (quiet::line(view)) (grid::section(view)) (evidence::section(view)) }
    }
}
