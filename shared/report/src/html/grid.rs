//! The grid: for each check, accounts by Regions. Accounts with something to look at come first; if there
//! are many others, they are folded.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;
use rollcall_core::text::one_line;

use super::look::{BLIND, STALE};
use super::view::{Entry, View, by_account};
use super::words::{counted, number};

/// If more accounts than this are fine, they are folded.
const FINE_ROWS_MAX: usize = 10;

/// One account and its enrollments in a check.
type Row<'a> = (&'a AccountId, Vec<Entry<'a>>);

pub(super) fn section(view: &View<'_>) -> Markup {
    html! {
        section id="grid" {
            h2 { "At a glance" }
            @if view.left_out() > 0 { p { (listed(view)) } }
            div.checks { @for (check, entries) in &view.checks { div { (of_check(view, check, entries)) } } }
        }
    }
}

/// Which enrollments have a place of their own, and where the others are.
fn listed(view: &View<'_>) -> String {
    let (left_out, all) = (view.left_out(), view.totals.all());
    let rest = match view.entries().skip(all - left_out).all(|entry| entry.is_fine()) {
        true => "the others have nothing to look at",
        false => "the others are no worse",
    };
    format!(
        "So that the page can be mailed, the grid and the evidence list the worst {} of {}; {rest}, and are in the \
         figures above. The report as JSON or CSV has each.",
        number(all - left_out),
        counted(all, "enrollment")
    )
}

fn of_check(view: &View<'_>, check: &str, entries: &[Entry<'_>]) -> Markup {
    let regions: BTreeSet<&Region> =
        entries.iter().map(|entry| &entry.standing.enrollment.target.region).collect();
    let rows = by_account(entries.iter().copied());
    let (fine, rest): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|(_, entries)| entries.iter().all(Entry::is_fine));
    let folds = fine.len() > FINE_ROWS_MAX;
    let (open, folded) = if folds { (rest, fine) } else { ([rest, fine].concat(), Vec::new()) };
    let service = entries.first().map_or("", |entry| entry.standing.service);
    html! {
        h3 { (service) " " code { (one_line(check)) } }
        @if !open.is_empty() { (table(view, check, &regions, &open)) }
        @if !folded.is_empty() {
            details {
                summary { (counted(folded.len(), "account")) " with nothing to look at" }
                (table(view, check, &regions, &folded))
            }
        }
    }
}

fn table(view: &View<'_>, check: &str, regions: &BTreeSet<&Region>, rows: &[Row<'_>]) -> Markup {
    html! {
        div.wide {
            table.grid {
                caption { "Accounts by Region: " (one_line(check)) }
                thead { tr {
                    th scope="col" { "Account" }
                    @for region in regions { th scope="col" { (region) } }
                } }
                tbody { @for (account, entries) in rows { (row(view, regions, account, entries)) } }
            }
        }
    }
}

fn row(view: &View<'_>, regions: &BTreeSet<&Region>, account: &AccountId, entries: &[Entry<'_>]) -> Markup {
    let cells: BTreeMap<&Region, &Entry<'_>> =
        entries.iter().map(|entry| (&entry.standing.enrollment.target.region, entry)).collect();
    html! {
        tr {
            th scope="row" { (account) @if let Some(name) = view.name(account) { small { (name) } } }
            @for region in regions { (cell(cells.get(region).copied())) }
        }
    }
}

/// A Region in which the account is not checked has an empty cell.
fn cell(entry: Option<&Entry<'_>>) -> Markup {
    let Some(entry) = entry else { return html! { td {} } };
    let (look, last) = (entry.look(), entry.last_look());
    let marks = [(BLIND, entry.standing.blind.is_some()), (STALE, entry.standing.stale)];
    let marks = marks.into_iter().filter(|(mark, is_on)| *is_on && *mark != look);
    html! {
        td class=(look.class) {
            a href={ "#e" (entry.id) } {
                (look.word)
                @if look != last { " " small { "was " (last.word) } }
                @for (mark, _) in marks { " " i class=(mark.class) { (mark.word) } }
            }
        }
    }
}
