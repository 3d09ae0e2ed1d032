//! One enrollment as evidence: a group of rows with its verdict, its timeline, its last alert
//! and its components. Thousands of these make the page, so the markup is terse.

use maud::{Markup, html};
use rollcall_core::condition::Compliance;
use rollcall_core::state::Sight;
use rollcall_core::text::{one_line, span};

use super::look::{BLIND, Look, STALE};
use super::view::{Entry, View};
use super::words::{ago, counted, quote};
use super::{changes, picture};
use crate::wording::percent;
use rollcall_core::record::Record;
use rollcall_core::standing::{ComponentStanding, Standing};

pub(super) fn rows(view: &View<'_>, entry: &Entry<'_>) -> Markup {
    let standing = entry.standing;
    html! {
        tbody id={ "e" (entry.id) } {
            tr class={ "k " (entry.verdict_class()) } {
                th scope="rowgroup" colspan="3" { (standing.enrollment) }
                td { (standing.compliance.into_str()) }
                td colspan="2" { (sight(view, standing)) }
            }
            tr { td colspan="6" {
                (picture::timeline(view, entry))
                (record(&entry.report.record))
                (changes::last_alert(view, entry))
                (changes::list(view, entry))
            } }
            (components(view, standing))
            @if standing.components.is_empty() { (nothing(standing.sight)) }
        }
    }
}

/// What its period was like.
fn record(record: &Record) -> Markup {
    let lasted = [(record.non_compliant, "not compliant"), (record.not_known, "not known")];
    html! {
        p {
            @if let Some(share) = record.share(record.compliant) { (percent(share)) " % compliant" }
            @for (lasted, what) in lasted {
                @if !lasted.is_zero() { ", " (what) " for " (span(lasted)) }
            }
            @if record.problems > 0 { ", " (counted(record.problems, "problem")) }
        }
    }
}

/// When it was last seen, and whether it is stale, blind or has an open problem.
fn sight(view: &View<'_>, standing: &Standing) -> Markup {
    html! {
        "Last seen " (standing.last_observed.map_or("never".to_owned(), |last| last.minute()))
        @if standing.stale { " " i class=(STALE.class) { (STALE.word) } }
        @if let Some(spell) = &standing.blind {
            " " i class=(BLIND.class) { (BLIND.word) ": " (spell.latest.cause.into_str()) }
        }
        @if let Some(problem) = &standing.problem {
            ". Problem open for " (ago(view.now(), problem.opened_at))
        }
    }
}

/// One row each; if the page is terse, the compliant ones share a row.
fn components(view: &View<'_>, standing: &Standing) -> Markup {
    let is_compliant = |component: &&ComponentStanding| component.compliance() == Compliance::Compliant;
    let (fine, rest): (Vec<_>, Vec<_>) = standing.components.iter().partition(is_compliant);
    html! {
        @if view.detail.is_terse && fine.len() > 1 {
            @for one in rest { (component(view, one)) }
            (joined(view, &fine))
        } @else {
            @for one in &standing.components { (component(view, one)) }
        }
    }
}

/// One row for compliant components, with the time of the newest status.
fn joined(view: &View<'_>, components: &[&ComponentStanding]) -> Markup {
    let words = |word: fn(&ComponentStanding) -> &str| {
        let mut words: Vec<String> = components.iter().map(|one| one_line(word(one))).collect();
        words.dedup();
        quote(&words.join(", "), view.detail.quote_bytes_max)
    };
    let newest = components.iter().map(|component| component.since).max();
    html! {
        tr.h {
            th scope="row" { (words(|component| &component.name)) }
            td { (words(|component| &component.status)) }
            td { (words(|component| component.condition().into_str())) }
            td { (Compliance::Compliant.into_str()) }
            td colspan="2" { @if let Some(newest) = newest { (newest.minute()) } }
        }
    }
}

fn component(view: &View<'_>, component: &ComponentStanding) -> Markup {
    let ComponentStanding { name, status, since, reason, .. } = component;
    let look = Look::of(component.condition());
    html! {
        tr class=(look.class) {
            th scope="row" { (one_line(name)) }
            td { (one_line(status)) }
            td { (look.word) }
            td { (component.compliance().into_str()) }
            td { (since.minute()) @if let Some(deadline) = component.deadline() { ", deadline " (span(deadline)) } }
            td { @if let Some(reason) = reason { (quote(reason, view.detail.quote_bytes_max)) } }
        }
    }
}

fn nothing(sight: Sight) -> Markup {
    let words = match sight {
        Sight::NotApplicable => "The service is not offered in this Region.",
        Sight::Never => "Nobody has seen it yet.",
        Sight::Observed => "The answer had no component.",
    };
    html! { tr { td colspan="6" { (words) } } }
}
