//! The picture of a timeline: bands in the pattern of their condition, marks for transitions and
//! alerts, and the axis that all pictures share.
//!
//! Everything is a stroke on whole coordinates from 0 to 1000: the smallest markup there is, and
//! it can be stretched to any width. No word of a service is in it.

use std::collections::BTreeMap;
use std::time::Duration;

use maud::{Markup, PreEscaped, html};
use rollcall_core::condition::Condition;
use rollcall_core::state::Sight;
use rollcall_core::text::span;

use super::axis::Scale;
use super::look::{BLIND, Look};
use super::style::put;
use super::view::{Entry, View};
use super::words::counted;
use crate::timeline::{Band, Mark, Timeline};

/// A band that is not narrower has room for its sign; on a phone it must not be narrower than
/// the second.
const SIGN_WIDTH_MIN: i64 = 25;
const SIGN_WIDTH_PHONE_MIN: i64 = 70;

pub(super) fn timeline(view: &View<'_>, entry: &Entry<'_>) -> Markup {
    let scale = Scale::new(view.document.cover.from, view.now());
    let Timeline { bands, marks } = entry.timeline;
    let mut drawing = bands_of(bands, scale);
    drawing.push_str(&marks_of(marks, scale));
    let signs = if view.is_large() && entry.is_fine() { String::new() } else { signs_of(bands, scale) };
    html! {
        svg role="img" {
            title { (lasted(bands)) }
            desc { (happened(marks)) }
            (PreEscaped("<use href=\"#x\"/><svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\">"))
            (PreEscaped(drawing)) (PreEscaped("</svg>")) (PreEscaped(signs))
        }
    }
}

/// One path a look; blindness lies over what was last known.
fn bands_of(bands: &[Band], scale: Scale) -> String {
    let mut paths: BTreeMap<(bool, &str), String> = BTreeMap::new();
    for band in bands {
        let (from, to) = (scale.x(band.from), scale.x(band.to));
        let stretch = format!("M{from} 4H{}", to.max(from + 1));
        paths.entry((false, look(band).class)).or_default().push_str(&stretch);
        if band.blind {
            paths.entry((true, BLIND.class)).or_default().push_str(&stretch);
        }
    }
    let paths = paths.iter().map(|((_, class), path)| format!("<path class=\"{class}\" d=\"{path}\"/>"));
    paths.collect()
}

/// Ticks for transitions, dots for alerts: filled when published, hollow while not.
fn marks_of(marks: &[Mark], scale: Scale) -> String {
    let places = |wanted: fn(&Mark) -> bool| {
        let mut places: Vec<i64> =
            marks.iter().filter(|mark| wanted(mark)).map(|mark| scale.x(mark.at)).collect();
        places.dedup();
        places
    };
    let ticks = places(|mark| !mark.transitions.is_empty());
    let published = places(|mark| mark.alert.is_some() && mark.receipt.is_some());
    let pending = places(|mark| mark.alert.is_some() && mark.receipt.is_none());
    let draw =
        |places: &[i64], shape: &str| places.iter().map(|x| format!("M{x} {shape}")).collect::<String>();
    let mut paths = String::new();
    for (class, path) in [
        ("i", draw(&ticks, "2v4")),
        ("o", draw(&published, "1z")),
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
    for band in bands.iter().filter(|band| band.blind || band.condition != Some(Condition::Healthy)) {
        let (from, to) = (scale.x(band.from), scale.x(band.to));
        if to - from >= SIGN_WIDTH_MIN {
            let sign = if band.blind { BLIND.sign } else { look(band).sign };
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
        let word =
            if band.blind { format!("{} (blind)", look(band).word) } else { look(band).word.to_owned() };
        let duration = band.to.since(band.from);
        match lasted.iter_mut().find(|(known, _)| *known == word) {
            Some((_, sum)) => *sum += duration,
            None => lasted.push((word, duration)),
        }
    }
    let words: Vec<String> = lasted.iter().map(|(word, sum)| format!("{word} {}", roughly(*sum))).collect();
    if words.is_empty() { "nothing on record".to_owned() } else { words.join(", ") }
}

/// In whole days from three on: nobody reads hours off a picture.
fn roughly(duration: Duration) -> String {
    const DAY: u64 = 86_400;
    let days = duration.as_secs() / DAY;
    if days < 3 { span(duration) } else { span(Duration::from_secs(days * DAY)) }
}

fn happened(marks: &[Mark]) -> String {
    let alerts = marks.iter().filter(|mark| mark.alert.is_some()).count();
    let pending = marks.iter().filter(|mark| mark.alert.is_some() && mark.receipt.is_none()).count();
    let changes = format!("{}, {}", counted(marks.len(), "change"), counted(alerts, "alert"));
    if pending == 0 { changes } else { format!("{changes}, {pending} not yet published") }
}

fn look(band: &Band) -> Look {
    band.condition.map_or(Look::of_sight(Sight::Never), Look::of)
}
