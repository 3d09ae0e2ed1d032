//! The picture of a timeline: bands in the pattern of their condition, marks for transitions and
//! alerts, and the axis that all pictures share.
//!
//! Everything is a stroke on whole coordinates from 0 to 1000: the smallest markup there is, and it can be
//! stretched to any width. It holds no service text.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use maud::{Markup, PreEscaped, html};
use rollcall_core::condition::Condition;
use rollcall_core::record::{Alerts, Record};
use rollcall_core::state::Sight;

use super::axis::Scale;
use super::look::Look;
use super::style::put;
use super::view::{Entry, View};
use super::words::{counted, roughly};
use rollcall_core::change::Change;
use rollcall_core::timeline::{Band, Timeline, Unseen};

/// The narrowest band that has room for its sign: on a screen, and on a phone.
const SIGN_WIDTH_MIN: i64 = 25;
const SIGN_WIDTH_PHONE_MIN: i64 = 70;

/// The order of drawing: the condition's rank, and what was not seen above all.
type Layer = (Option<Unseen>, Option<usize>);
/// From left to right.
type Stretches = Vec<RangeInclusive<i64>>;

pub(super) fn timeline(view: &View<'_>, entry: &Entry<'_>) -> Markup {
    let scale = Scale::new(view.document.cover.from, view.now(), view.detail.picture_steps);
    let Timeline { bands, changes, .. } = entry.timeline;
    let mut drawing = bands_of(bands, scale);
    drawing.push_str(&marks_of(changes, scale));
    let is_bare = view.detail.is_terse || (view.detail.is_large && entry.is_fine());
    let signs = if is_bare { String::new() } else { signs_of(bands, scale) };
    html! {
        svg role="img" {
            title { (lasted(bands)) }
            desc { (happened(&entry.report.record)) }
            (PreEscaped("<use href=\"#x\"/><svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\">"))
            (PreEscaped(drawing)) (PreEscaped("</svg>")) (PreEscaped(signs))
        }
    }
}

/// One path per look. Worse lies over better, so that nothing hides a very short failure; what was not seen
/// lies over what was last known.
fn bands_of(bands: &[Band], scale: Scale) -> String {
    let mut looks: BTreeMap<Layer, (&str, Stretches)> = BTreeMap::new();
    for band in bands {
        let from = scale.x(band.from);
        let stretch = from..=scale.x(band.to).max(from + scale.step);
        let rank = band.condition.map(Condition::rank);
        let mut draw = |layer, class| {
            let (_, stretches) = looks.entry(layer).or_insert((class, Stretches::new()));
            lengthen(stretches, stretch.clone());
        };
        draw((None, rank), look(band).class);
        if let Some(unseen) = band.unseen {
            draw((Some(unseen), None), Look::of_unseen(unseen).class);
        }
    }
    looks
        .values()
        .map(|(class, stretches)| format!("<path class=\"{class}\" d=\"{}\"/>", path(stretches)))
        .collect()
}

/// Adds a stretch, or lengthens the last one if the two touch.
fn lengthen(stretches: &mut Stretches, stretch: RangeInclusive<i64>) {
    match stretches.last_mut() {
        Some(last) if last.contains(stretch.start()) => {
            *last = *last.start()..=*stretch.end().max(last.end())
        }
        Some(_) | None => stretches.push(stretch),
    }
}

fn path(stretches: &Stretches) -> String {
    stretches.iter().map(|stretch| format!("M{} 4H{}", stretch.start(), stretch.end())).collect()
}

/// Ticks for transitions, dots for alerts: filled if sent, hollow if not sent yet.
fn marks_of(changes: &[Change], scale: Scale) -> String {
    let places = |wanted: fn(&Change) -> bool| {
        let wanted = changes.iter().filter(|change| wanted(change));
        let mut places: Vec<i64> = wanted.map(|change| scale.x(change.at)).collect();
        places.dedup();
        places
    };
    let ticks = places(|change| !change.transitions.is_empty());
    let sent = places(|change| change.alert.is_some() && !change.receipts.is_empty());
    let pending = places(|change| change.alert.is_some() && change.receipts.is_empty());
    let draw =
        |places: &[i64], shape: &str| places.iter().map(|x| format!("M{x} {shape}")).collect::<String>();
    let mut paths = String::new();
    for (class, path) in [
        ("i", draw(&ticks, "2v4")),
        ("o", draw(&sent, "1z")),
        ("o", draw(&pending, "1z")),
        ("o q", draw(&pending, "1z")),
    ] {
        if !path.is_empty() {
            put(&mut paths, format_args!("<path class=\"{class}\" d=\"{path}\"/>"));
        }
    }
    paths
}

/// The signs of the bands that are wide enough; healthy needs none.
fn signs_of(bands: &[Band], scale: Scale) -> String {
    let mut signs = String::new();
    for band in
        bands.iter().filter(|band| band.unseen.is_some() || band.condition != Some(Condition::Healthy))
    {
        let (from, to) = (scale.x(band.from), scale.x(band.to));
        if to - from >= SIGN_WIDTH_MIN {
            let sign = band.unseen.map_or(look(band), Look::of_unseen).sign;
            let percent = (from + to) / 20;
            let class = if to - from < SIGN_WIDTH_PHONE_MIN { " class=\"z\"" } else { "" };
            put(&mut signs, format_args!("<text{class} x=\"{percent}%\" y=\"25\">{sign}</text>"));
        }
    }
    signs
}

/// `healthy 340 d, failed 25 d`, in the order of first appearance.
fn lasted(bands: &[Band]) -> String {
    let mut lasted: Vec<(String, Duration)> = Vec::new();
    for band in bands {
        let last = look(band).word;
        let word = match band.unseen {
            Some(unseen) => format!("{last} ({})", Look::of_unseen(unseen).word),
            None => last.to_owned(),
        };
        let duration = band.to.since(band.from);
        match lasted.iter_mut().find(|(known, _)| *known == word) {
            Some((_, sum)) => *sum += duration,
            None => lasted.push((word, duration)),
        }
    }
    let words: Vec<String> = lasted.iter().map(|(word, sum)| format!("{word} {}", roughly(*sum))).collect();
    if words.is_empty() { "nothing on record".to_owned() } else { words.join(", ") }
}

fn happened(record: &Record) -> String {
    let Alerts { stored, waiting, .. } = record.alerts;
    let all = format!("{}, {}", counted(record.changes, "change"), counted(stored, "alert"));
    if waiting == 0 { all } else { format!("{all}, {waiting} not sent yet") }
}

fn look(band: &Band) -> Look {
    band.condition.map_or(Look::of_sight(Sight::Never), Look::of)
}
