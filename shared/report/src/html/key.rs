//! The key to signs, patterns and marks.

use maud::{Markup, html};
use rollcall_core::condition::Condition;
use strum::VariantArray as _;

use super::look::{BLIND, Look, STALE};

/// Strokes and a dot in the middle of a swatch, which is drawn on the same grid as a timeline.
const BAND: &str = "M0 2H36";
const TICK: &str = "M18 0V4";
const DOT: &str = "M18 2z";

pub(super) fn section() -> Markup {
    html! {
        ul.key aria-label="What the signs and patterns mean" {
            @for &condition in Condition::VARIANTS {
                @let look = Look::of(condition);
                (line(&[(look.class, BAND)], look, meaning(condition)))
            }
            (line(&[("h", BAND), (BLIND.class, BAND)], BLIND, "could not be seen; the last status stands"))
            (line(&[("h", BAND), (STALE.class, BAND)], STALE, "not looked at; the last status stands"))
            li { (swatch(&[("i", TICK)])) "a transition" }
            li { (swatch(&[("o", DOT)])) "an alert, sent" }
            li { (swatch(&[("o", DOT), ("o q", DOT)])) "an alert, not sent yet" }
        }
    }
}

fn line(paths: &[(&str, &str)], look: Look, meaning: &str) -> Markup {
    html! {
        li class=(look.class) { (swatch(paths)) span.sign { (look.word) } " " small { (meaning) } }
    }
}

fn swatch(paths: &[(&str, &str)]) -> Markup {
    html! {
        svg.sw viewBox="0 0 36 4" preserveAspectRatio="none" aria-hidden="true" {
            @for (class, path) in paths { path class=(class) d=(path) {} }
        }
    }
}

fn meaning(condition: Condition) -> &'static str {
    match condition {
        Condition::Healthy => "as it should be",
        Condition::Progressing => "the service is at work on it",
        Condition::Ending => "the service is taking it away",
        Condition::Waiting => "the service waits for the customer",
        Condition::Limited => "usable in part",
        Condition::Absent => "not enrolled, or no longer there",
        Condition::Suspended => "withdrawn",
        Condition::Failed => "failed",
        Condition::Unknown => "a status that Rollcall does not know",
    }
}
