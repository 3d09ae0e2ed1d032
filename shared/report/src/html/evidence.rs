//! The evidence: every enrollment with its timeline and components, by check and account. What needs a look
//! is open and first; what is fine is folded if there is much of it.

use maud::{Markup, html};
use rollcall_core::identity::AccountId;
use rollcall_core::text::one_line;

use super::view::{Entry, View, by_account};
use super::words::{counted, number};
use super::{entry, key};

pub(super) fn section(view: &View<'_>) -> Markup {
    html! {
        section id="evidence" {
            h2 { "Evidence" }
            p {
                "Each status stands in the service's own words, as it was last seen. The timelines run from "
                (view.document.cover.from.minute()) " to " (view.now().minute()) "."
                @if view.detail.is_large {
                    " So that the page can be mailed, less is told of each than in the report as JSON."
                }
            }
            (key::section())
            @for (check, entries) in &view.checks { (of_check(view, check, entries)) }
        }
    }
}

fn of_check(view: &View<'_>, check: &str, entries: &[Entry<'_>]) -> Markup {
    let (fine, rest): (Vec<Entry<'_>>, Vec<Entry<'_>>) = entries.iter().copied().partition(Entry::is_fine);
    let service = entries.first().map_or("", |entry| entry.standing.service);
    html! {
        h3 { (service) " " code { (one_line(check)) } }
        @for (account, entries) in by_account(rest.iter().copied()) {
            (group(view, account, &entries, true))
        }
        @if !fine.is_empty() { (folded(view, &fine)) }
    }
}

/// What is fine: one fold per check, and in a large report also one per account.
fn folded(view: &View<'_>, fine: &[Entry<'_>]) -> Markup {
    let accounts = by_account(fine.iter().copied());
    html! {
        details.fine open=[(!view.folds()).then_some("")] {
            summary {
                (counted(fine.len(), "enrollment")) " with nothing to look at, in "
                (counted(accounts.len(), "account"))
            }
            @for (account, entries) in accounts { (group(view, account, &entries, !view.detail.is_large)) }
        }
    }
}

fn group(view: &View<'_>, account: &AccountId, entries: &[Entry<'_>], is_open: bool) -> Markup {
    html! {
        details.account open=[is_open.then_some("")] {
            summary {
                "Account " (account)
                @if let Some(known) = view.account(account) { " " (known) }
                " " span.many { (number(entries.len())) }
            }
            (table(view, account, entries))
        }
    }
}

fn table(view: &View<'_>, account: &AccountId, entries: &[Entry<'_>]) -> Markup {
    html! {
        table.proof {
            caption { "Account " (account) }
            thead { tr {
                @for name in ["Component", "Status", "Condition", "Compliance", "Since", "Reason"] {
                    th scope="col" { (name) }
                }
            } }
            @for one in entries { (entry::rows(view, one)) }
        }
    }
}
