//! The headline: the share of enrollments that are compliant, as a sentence, a figure, a bar and
//! counts. It never rounds up to 100.

use maud::{Markup, PreEscaped, html};

use super::look::{BLIND, Look, STALE};
use super::period;
use super::style::put;
use super::view::{Entry, View};
use super::words::{counted, number};
use rollcall_core::condition::Compliance;
use rollcall_core::explanation::Need;
use rollcall_core::standing::Totals;
use rollcall_core::text::one_line;

pub(super) fn section(view: &View<'_>) -> Markup {
    let totals = &view.totals;
    html! {
        section.head {
            @if let Some(percent) = known_percent(totals) { p.figure { (percent) small { " %" } } }
            div {
                h1 { (sentence(totals)) }
                p.lead { (explanation(view)) }
                p.made { (provenance(view)) }
            }
            @if totals.all() > 0 { (bar(totals)) (counts(totals)) (period::section(view)) }
        }
    }
}

/// `82 % compliant`.
pub(super) fn figure(totals: &Totals) -> String {
    let percent = known_percent(totals).map(|percent| format!("{percent} % compliant"));
    percent.unwrap_or_else(|| "nothing to judge".to_owned())
}

/// The share of those that are compliant; none if nothing is known of any.
fn known_percent(totals: &Totals) -> Option<usize> {
    totals.percent_compliant().filter(|_| totals.compliant + totals.non_compliant > 0)
}

fn sentence(totals: &Totals) -> String {
    let judged = counted(judged(totals), "enrollment");
    let verb = if totals.compliant == 1 { "is" } else { "are" };
    match (known_percent(totals), totals.all()) {
        (_, 0) => "No enrollment is on record".to_owned(),
        (None, _) if totals.insufficient_data > 0 => format!("It is not known how {judged} stand"),
        (None, all) => format!("None of {} applies", counted(all, "enrollment")),
        (Some(100), _) => format!("{judged}, and every one is compliant"),
        (Some(_), _) => format!("{} of {judged} {verb} compliant", number(totals.compliant)),
    }
}

/// The enrollments that the share is a share of.
fn judged(totals: &Totals) -> usize {
    totals.all() - totals.not_applicable
}

fn explanation(view: &View<'_>) -> String {
    if view.totals.all() == 0 {
        return "Nothing is stored yet, or no enrollment matches what was asked for.".to_owned();
    }
    let is_act = |entry: &Entry<'_>| matches!(entry.need(), Need::Act | Need::Held);
    let is_unknown = |entry: &Entry<'_>| entry.standing.compliance == Compliance::InsufficientData;
    let unknown = view.entries().filter(|entry| is_unknown(entry) && !is_act(entry)).count();
    let act = match view.entries().filter(is_act).count() {
        0 if unknown > 0 => "As far as is known, no one must act.".to_owned(),
        0 => "No one must act.".to_owned(),
        1 => "For one of them someone must act.".to_owned(),
        several => format!("For {} of them someone must act.", number(several)),
    };
    let unknown = match unknown {
        0 => String::new(),
        count => format!(" {} in progress, or cannot be judged.", are(count)),
    };
    let rest = match view.totals.not_applicable {
        0 => String::new(),
        count => format!(" {} not counted, because nothing is asked of them.", are(count)),
    };
    format!("{act}{unknown}{rest}")
}

fn are(count: usize) -> String {
    format!("{} {}", number(count), if count == 1 { "is" } else { "are" })
}

fn provenance(view: &View<'_>) -> Markup {
    let document = view.document;
    html! {
        "As of " time datetime=(document.cover.to) { (document.cover.to.minute()) } ", from "
        (one_line(&document.cover.source)) "."
    }
}

/// The verdicts as parts of a bar; the counts beside it say the same in words.
pub(super) fn bar(totals: &Totals) -> Markup {
    let all = totals.all();
    let mut picture = String::from(
        "<svg class=\"bar\" viewBox=\"0 0 1000 4\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
    );
    let mut before = 0;
    for (compliance, count) in verdicts(totals) {
        let (from, to) = (before * 1000 / all, (before + count) * 1000 / all);
        before += count;
        if count > 0 {
            let class = Look::class_of(compliance);
            put(&mut picture, format_args!("<path class=\"{class}\" d=\"M{from} 2H{to}\"/>"));
        }
    }
    picture.push_str("</svg>");
    PreEscaped(picture)
}

fn verdicts(totals: &Totals) -> [(Compliance, usize); 4] {
    [
        (Compliance::Compliant, totals.compliant),
        (Compliance::NonCompliant, totals.non_compliant),
        (Compliance::InsufficientData, totals.insufficient_data),
        (Compliance::NotApplicable, totals.not_applicable),
    ]
}

fn counts(totals: &Totals) -> Markup {
    let words = [
        ("compliant", "as they should be"),
        ("non-compliant", "someone must act"),
        ("insufficient data", "not known yet, or not any more"),
        ("not applicable", "nothing is asked of them"),
    ];
    let judged = verdicts(totals).into_iter().zip(words);
    html! {
        dl.counts {
            @for ((compliance, count), (word, meaning)) in judged {
                (tally(Look::class_of(compliance), count, word, meaning))
            }
            (tally(BLIND.class, totals.blind, BLIND.word, "the last look could not see them"))
            (tally(STALE.class, totals.stale, STALE.word, "not looked at for long"))
        }
    }
}

fn tally(class: &str, count: usize, word: &str, meaning: &str) -> Markup {
    html! {
        div class={ (class) @if count == 0 { " zero" } } {
            dt { (word) }
            dd.count.sign { (number(count)) }
            dd { (meaning) }
        }
    }
}
