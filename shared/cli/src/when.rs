//! Points in time as people type and read them: `30d`, `yesterday`, `2026-Q3`, and local times in tables.

use anyhow::Context as _;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _, Zoned};
use rollcall_core::time::Time;

/// What a text stands for.
enum When {
    Moment(Time),
    /// Local days, from the first to the last.
    Days(Date, Date),
}

#[expect(clippy::disallowed_methods, reason = "the command line is wiring")]
pub(crate) fn now() -> Time {
    Timestamp::now().into()
}

/// A point in time, or the beginning of what a text stands for; its end if `end_of_days`.
fn parse(text: &str, now: Time, end_of_days: bool) -> anyhow::Result<Time> {
    let when = read(text, &zoned(now)?).with_context(|| {
        format!(
            "{text:?} is not a time: expected 90m, 30d, 3mo, now, today, yesterday, 2026-Q3, 2026-03, 2026-03-01, \
             \"2026-03-01 08:00\" or 2026-03-01T08:00:00Z"
        )
    })?;
    match when {
        When::Moment(time) => Ok(time),
        When::Days(_, last) if end_of_days => start(last.tomorrow()?),
        When::Days(first, _) => start(first),
    }
}

fn read(text: &str, now: &Zoned) -> Option<When> {
    let day = |day: Date| Some(When::Days(day, day));
    match text {
        "now" => Some(When::Moment(now.timestamp().into())),
        "today" => day(now.date()),
        "yesterday" => day(now.date().yesterday().ok()?),
        _ => ago(text, now).or_else(|| days(text)).or_else(|| moment(text)),
    }
}

/// `90m`, `30d`, `3mo`: so long before now.
fn ago(text: &str, now: &Zoned) -> Option<When> {
    let span = text.parse::<Span>().ok().filter(|span| !span.is_negative())?;
    Some(When::Moment(now.checked_sub(span).ok()?.timestamp().into()))
}

/// `2026-Q3`, `2026-03` or `2026-03-01`.
fn days(text: &str) -> Option<When> {
    if let Some((year, quarter)) = text.split_once("-Q") {
        let quarter = quarter.parse::<i8>().ok().filter(|quarter| (1..=4).contains(quarter))?;
        return months(Date::new(year.parse().ok()?, 3 * quarter - 2, 1).ok()?, 3);
    }
    match text.len() {
        7 => months(format!("{text}-01").parse().ok()?, 1),
        10 => text.parse().ok().map(|day| When::Days(day, day)),
        _ => None,
    }
}

fn months(first: Date, count: i32) -> Option<When> {
    let after = first.checked_add(count.months()).ok()?;
    Some(When::Days(first, after.yesterday().ok()?))
}

/// A full time, or one without seconds: local as tables print it, or `2026-03-01 08:00 UTC` as alerts do.
fn moment(text: &str) -> Option<When> {
    let local = || {
        let (text, zone) = match text.strip_suffix(" UTC") {
            Some(text) => (text, TimeZone::UTC),
            None => (text, TimeZone::system()),
        };
        Some(text.parse::<DateTime>().ok()?.to_zoned(zone).ok()?.timestamp().into())
    };
    text.parse().ok().or_else(local).map(When::Moment)
}

fn start(day: Date) -> anyhow::Result<Time> {
    Ok(day.to_zoned(TimeZone::system())?.timestamp().into())
}

fn zoned(time: Time) -> anyhow::Result<Zoned> {
    Ok(Timestamp::from_millisecond(time.epoch_millis())?.to_zoned(TimeZone::system()))
}

/// The time from `since` to `until`, which may be days, or to now if that comes first.
pub(crate) fn period(since: &str, until: &str, now: Time) -> anyhow::Result<(Time, Time)> {
    let (from, to) = (begun(since, now)?, parse(until, now, true)?.min(now));
    anyhow::ensure!(from <= to, "--since is later than --until");
    Ok((from, to))
}

/// The end of a day, or a point in time, that is not in the future; today ends now.
pub(crate) fn past(text: &str, now: Time) -> anyhow::Result<Time> {
    begun(text, now)?;
    Ok(parse(text, now, true)?.min(now))
}

/// The beginning of a day, or a point in time, that is not in the future.
pub(crate) fn begun(text: &str, now: Time) -> anyhow::Result<Time> {
    let begin = parse(text, now, false)?;
    anyhow::ensure!(begin <= now, "{text} is in the future; give a time in the past");
    Ok(begin)
}

/// `2026-11-21 04:29`, in the local time zone.
pub(crate) fn local(time: Time) -> String {
    let timestamp = Timestamp::from_millisecond(time.epoch_millis()).unwrap_or(Timestamp::UNIX_EPOCH);
    timestamp.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn today_ends_now_and_tomorrow_is_refused() {
        let now: Time = "2026-03-01T08:00:00Z".parse().unwrap();
        let hours = |hours: u64| now.plus(Duration::from_secs(hours * 3600));
        assert_eq!(past(&local(now)[..10], now).unwrap(), now);
        assert_eq!(past("8h", now).unwrap(), "2026-03-01T00:00:00Z".parse().unwrap());
        let error = past(&local(hours(48))[..10], now).unwrap_err();
        assert!(error.to_string().contains("is in the future"), "{error}");
    }

    #[test]
    fn a_period_ends_now_and_does_not_begin_later() {
        let now: Time = "2026-03-01T08:00:00Z".parse().unwrap();
        let (from, to) = period("2026-02-01T00:00:00Z", "2030-01-01", now).unwrap();
        assert_eq!((from.to_string().as_str(), to), ("2026-02-01T00:00:00.000Z", now));
        let error = |since, until| period(since, until, now).unwrap_err().to_string();
        assert!(error("2027-01-01", "0h").contains("is in the future"));
        assert!(error("1d", "2d").contains("--since is later than --until"));
    }

    #[test]
    fn points_in_time_are_read_as_people_write_them() {
        let now: Time = "2026-11-21T08:00:00.000Z".parse().unwrap();
        let check = |text: &str, expected: &str| {
            assert_eq!(parse(text, now, false).unwrap().to_string(), expected, "{text}");
        };
        check("30d", "2026-10-22T08:00:00.000Z");
        check("2w", "2026-11-07T08:00:00.000Z");
        check("12h", "2026-11-20T20:00:00.000Z");
        check("90m", "2026-11-21T06:30:00.000Z");
        check("3mo", "2026-08-21T08:00:00.000Z");
        check("0h", "2026-11-21T08:00:00.000Z");
        check("now", "2026-11-21T08:00:00.000Z");
        check("2026-03-01T08:00:00Z", "2026-03-01T08:00:00.000Z");
        check("2026-03-01T08:00:00+02:00", "2026-03-01T06:00:00.000Z");
        for text in [
            "",
            "d",
            "-3d",
            "soon",
            "2026-13-01",
            "2026-13",
            "2026-Q5",
            "2026-Q",
            "99999999999999999999d",
            "999999d999999d",
        ] {
            assert!(parse(text, now, false).is_err(), "{text}");
        }
    }

    #[test]
    fn days_months_and_quarters_have_a_beginning_and_an_end() {
        let now: Time = "2026-11-21T12:00:00.000Z".parse().unwrap();
        let check = |text: &str, first: &str, after: &str| {
            let [from, to] = [false, true].map(|end| local(parse(text, now, end).unwrap()));
            assert_eq!([from, to], [first, after].map(|day| format!("{day} 00:00")), "{text}");
        };
        let today: Date = local(now)[..10].parse().unwrap();
        let days = [-1, 0, 1].map(|days: i32| today.checked_add(days.days()).unwrap().to_string());
        check("today", &days[1], &days[2]);
        check("yesterday", &days[0], &days[1]);
        check("2026-03-01", "2026-03-01", "2026-03-02");
        check("2024-02", "2024-02-01", "2024-03-01");
        check("2026-Q3", "2026-07-01", "2026-10-01");
        check("2025-Q4", "2025-10-01", "2026-01-01");
    }

    #[test]
    fn a_time_that_is_printed_can_be_typed() {
        let now: Time = "2026-11-21T08:00:00.000Z".parse().unwrap();
        let earlier: Time = "2026-06-30T21:07:00.000Z".parse().unwrap();
        for text in [local(earlier), earlier.to_string(), "2026-06-30 21:07 UTC".to_owned()] {
            assert_eq!(past(&text, now).unwrap(), earlier, "{text}");
        }
    }

    #[test]
    fn the_end_of_a_day_is_a_day_after_its_start() {
        let now = Time::from_epoch_millis(0);
        let [start, end] = [false, true].map(|end| parse("2026-03-01", now, end).unwrap());
        assert_eq!(end.since(start), Duration::from_secs(24 * 3600));
    }
}
