//! The time axis of all pictures: it is drawn once, and each picture refers to it.

use maud::{Markup, PreEscaped};
use rollcall_core::time::Time;

use super::style::put;
use super::words::day;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// Between two ticks, in milliseconds.
const STEPS: [i64; 9] = [HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY];
const TICKS_MAX: i64 = 13;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The width of a picture, in the steps of the finest scale.
const WIDTH: i64 = 1000;

/// Maps a time to its place on a picture.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    from: i64,
    length: i64,
    /// The smallest distance between two distinct places.
    pub(super) step: i64,
}

impl Scale {
    pub(super) fn new(from: Time, to: Time, steps: i64) -> Self {
        let length = (to.epoch_millis() - from.epoch_millis()).max(1);
        Self { from: from.epoch_millis(), length, step: WIDTH / steps }
    }

    pub(super) fn x(self, time: Time) -> i64 {
        let place = (time.epoch_millis() - self.from).clamp(0, self.length) * WIDTH / self.length;
        place - place % self.step
    }
}

/// The axis, in a hidden picture.
pub(super) fn shared(from: Time, to: Time) -> Markup {
    let scale = Scale::new(from, to, WIDTH);
    let mut axis = String::from("<svg class=\"off\" aria-hidden=\"true\"><defs><g id=\"x\">");
    axis.push_str("<line x1=\"0\" x2=\"100%\" y1=\"32\" y2=\"32\"/>");
    for (place, (time, label)) in ticks(from, to).into_iter().enumerate() {
        let x = scale.x(time);
        let (whole, tenth) = (x / 10, x % 10);
        put(
            &mut axis,
            format_args!("<line x1=\"{whole}.{tenth}%\" x2=\"{whole}.{tenth}%\" y1=\"32\" y2=\"36\"/>"),
        );
        // A label too near an end would be cut off.
        if (20..=980).contains(&x) {
            let class = if place % 3 == 0 { "" } else { " class=\"z\"" };
            put(&mut axis, format_args!("<text{class} x=\"{whole}.{tenth}%\" y=\"46\">{label}</text>"));
        }
    }
    axis.push_str("</g></defs></svg>");
    PreEscaped(axis)
}

/// The ticks with their labels: by the clock or the calendar, whichever fits the length.
fn ticks(from: Time, to: Time) -> Vec<(Time, String)> {
    let length = to.epoch_millis() - from.epoch_millis();
    match STEPS.iter().find(|&&step| length / step <= TICKS_MAX) {
        Some(&step) => by_clock(from, to, step),
        None => by_month(from, to),
    }
}

fn by_clock(from: Time, to: Time, step: i64) -> Vec<(Time, String)> {
    let first = from.epoch_millis().div_euclid(step) + 1;
    let last = to.epoch_millis().div_euclid(step);
    let times = (first..=last).map(|count| Time::from_epoch_millis(count * step));
    times.map(|time| (time, clock_label(time, step))).collect()
}

/// `03:00`, or `Nov 21` at midnight.
fn clock_label(time: Time, step: i64) -> String {
    let text = time.to_string();
    if step < DAY && time.epoch_millis() % DAY != 0 {
        return text[11..16].to_owned();
    }
    format!("{} {}", month_name(&text), text[8..10].trim_start_matches('0'))
}

/// The first of each month, or of every second, third … month if there are too many.
fn by_month(from: Time, to: Time) -> Vec<(Time, String)> {
    let firsts: Vec<Time> = months(from).take_while(|&first| first <= to).collect();
    let steps = [1, 2, 3, 6, 12];
    let is_enough = |step: &usize| firsts.len() / step <= 13;
    let step = steps.into_iter().find(is_enough).unwrap_or_else(|| firsts.len() / 13 + 1);
    firsts.into_iter().step_by(step).map(|first| (first, month_label(first, step))).collect()
}

/// `Mar`, and `2026` in January.
fn month_label(first: Time, step: usize) -> String {
    let text = first.to_string();
    let name = month_name(&text);
    if name == "Jan" || step > 12 { text[..4].to_owned() } else { name.to_owned() }
}

/// The first days of the months after `from`.
fn months(from: Time) -> impl Iterator<Item = Time> {
    let start = day(from);
    let year: usize = start[..4].parse().unwrap_or(1970);
    let month: usize = start[5..7].parse().unwrap_or(1);
    let later = (year * 12 + month)..(9999 * 12);
    later.filter_map(|count| format!("{:04}-{:02}-01T00:00:00.000Z", count / 12, count % 12 + 1).parse().ok())
}

fn month_name(text: &str) -> &'static str {
    let month: usize = text[5..7].parse().unwrap_or(1);
    MONTHS.get(month.saturating_sub(1)).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(from: &str, to: &str) -> String {
        let labels = ticks(from.parse().unwrap(), to.parse().unwrap()).into_iter().map(|(_, label)| label);
        labels.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ticks_suit_the_length_of_the_period() {
        let check = |from: &str, to: &str, expected: &str| assert_eq!(labels(from, to), expected);
        check(
            "2025-11-21T03:29:00Z",
            "2026-11-21T03:29:00Z",
            "Dec 2026 Feb Mar Apr May Jun Jul Aug Sep Oct Nov",
        );
        check("2026-11-20T22:30:00Z", "2026-11-21T02:10:00Z", "23:00 Nov 21 01:00 02:00");
        check(
            "2026-11-14T12:00:00Z",
            "2026-11-18T12:00:00Z",
            "Nov 15 12:00 Nov 16 12:00 Nov 17 12:00 Nov 18 12:00",
        );
        check("2026-11-21T03:29:00Z", "2026-11-21T03:29:00Z", "");
        check("2026-11-21T03:29:00Z", "2026-01-01T00:00:00Z", "");
    }

    #[test]
    fn a_century_has_no_more_ticks_than_a_year() {
        let count = |from: &str, to: &str| ticks(from.parse().unwrap(), to.parse().unwrap()).len();
        assert!((5..=14).contains(&count("1970-01-01T00:00:00Z", "2070-01-01T00:00:00Z")));
    }

    #[test]
    fn a_time_outside_the_period_stands_at_its_end() {
        let time = Time::from_epoch_millis;
        let check = |steps, expected| {
            let scale = Scale::new(time(1000), time(2000), steps);
            assert_eq!([0, 1000, 1517, 2000, 9000].map(|millis| scale.x(time(millis))), expected);
        };
        check(1000, [0, 0, 517, 1000, 1000]);
        check(100, [0, 0, 510, 1000, 1000]);
    }
}
