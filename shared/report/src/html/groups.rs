//! How the enrollments of each organizational unit and of each owner stand, the worst first: what a reader of
//! an organization sees before its accounts. Nothing, if the inventory has no such values.

use maud::{Markup, html};
use rollcall_core::condition::Compliance;
use rollcall_core::standing::Totals;

use super::headline;
use super::look::Look;
use super::view::{Entry, NAME_BYTES_MAX, View};
use super::words::{counted, number, quote};
use crate::document::{Document, EnrollmentReport};
use crate::groups::{Group, GroupBy, NONE, groups};

/// The most groups that stand open, and the most that are listed at all.
const OPEN_MAX: usize = 15;
const LISTED_MAX: usize = 300;
/// The most units that a card names.
const PLACES_MAX: usize = 8;

const UNITS: GroupBy = GroupBy::OrganizationalUnit { depth: None };

/// The groups, the worst first; none if no account has such a value.
pub(super) fn of(document: &Document, by: GroupBy) -> Vec<Group> {
    let standings = document.enrollments.iter().map(EnrollmentReport::standing);
    let groups = groups(standings, by, &document.cover.accounts);
    if groups.iter().any(|group| group.value.is_some()) { groups } else { Vec::new() }
}

pub(super) fn units_section(view: &View<'_>) -> Markup {
    section("units", "By organizational unit", "Organizational unit", UNITS, &view.units)
}

pub(super) fn owners_section(view: &View<'_>) -> Markup {
    section("owners", "By owner", "Owner", GroupBy::Owner, &view.owners)
}

fn section(id: &str, title: &str, name: &str, by: GroupBy, groups: &[Group]) -> Markup {
    let (open, folded) = groups.split_at(groups.len().min(OPEN_MAX));
    html! {
        @if !groups.is_empty() {
            section id=(id) {
                h2 { (title) }
                (table(name, open, title))
                @if !folded.is_empty() {
                    details {
                        summary { (more(folded)) }
                        (table(name, &folded[..folded.len().min(LISTED_MAX - OPEN_MAX)], title))
                        @if groups.len() > LISTED_MAX {
                            p {
                                "Of " (number(groups.len())) " the worst " (number(LISTED_MAX)) " are listed; "
                                code { "rollcall status --group-by " (<&str>::from(by)) } " lists all."
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `12 more, with nothing to look at`.
fn more(folded: &[Group]) -> String {
    let bad = folded.iter().filter(|group| group.totals.non_compliant > 0).count();
    let unknown = folded.iter().filter(|group| group.totals.insufficient_data > 0).count();
    let more = format!("{} more", number(folded.len()));
    match (bad, unknown) {
        (0, 0) => format!("{more}, with nothing to look at"),
        (0, unknown) => format!("{more}: {} with something that is not known", number(unknown)),
        (bad, _) => format!("{more}: {} with something that is not compliant", number(bad)),
    }
}

fn table(name: &str, groups: &[Group], title: &str) -> Markup {
    html! {
        table.groups {
            caption { (title) ", the worst first" }
            thead { tr {
                th scope="col" { (name) }
                @for name in ["Compliant", "Not compliant", "Not known", "Of", "In"] {
                    th scope="col" { (name) }
                }
            } }
            tbody { @for group in groups { (row(group)) } }
        }
    }
}

fn row(group: &Group) -> Markup {
    let totals = &group.totals;
    html! {
        tr {
            th scope="row" { (quote(group.value.as_deref().unwrap_or(NONE), NAME_BYTES_MAX)) }
            td { (headline::bar(totals)) (share(totals)) }
            (tally("Not compliant", Compliance::NonCompliant, totals.non_compliant))
            (tally("Not known", Compliance::InsufficientData, totals.insufficient_data))
            td { (counted(totals.all(), "enrollment")) }
            td { (counted(group.accounts, "account")) }
        }
    }
}

fn share(totals: &Totals) -> String {
    totals.percent_compliant().map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"))
}

fn tally(name: &str, compliance: Compliance, count: usize) -> Markup {
    html! {
        @if count == 0 { td.zero data-l=(name) { "0" } }
        @else { td class=(Look::class_of(compliance)) data-l=(name) { span.sign { (number(count)) } } }
    }
}

/// `290 in /prod/data, 22 in /staging and 3 more units`, for many accounts; none if no unit is known.
pub(super) fn places(view: &View<'_>, entries: &[Entry<'_>]) -> Option<String> {
    let mut units = groups(entries.iter().map(|entry| entry.standing), UNITS, &view.document.cover.accounts);
    units.sort_by_key(|unit| std::cmp::Reverse(unit.accounts));
    if units.iter().all(|unit| unit.value.is_none()) {
        return None;
    }
    let accounts = units.iter().map(|unit| unit.accounts).sum();
    let each = units.iter().take(PLACES_MAX).map(|unit| match &unit.value {
        Some(path) => format!("{} in {}", number(unit.accounts), quote(path, NAME_BYTES_MAX)),
        None => format!("{} in no known unit", number(unit.accounts)),
    });
    let more = units.len().saturating_sub(PLACES_MAX);
    let more = (more > 0).then(|| format!("and in {}", counted(more, "more unit")));
    let each: Vec<String> = each.chain(more).collect();
    Some(format!("{}: {}", counted(accounts, "account"), each.join(", ")))
}
