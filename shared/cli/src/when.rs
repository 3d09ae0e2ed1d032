//! Points in time as people type and read them: `30d`, `2026-03-01`, and local times in tables.

use std::time::Duration;

use anyhow::Context as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rollcall_core::time::Time;

#[expect(clippy::disallowed_methods, reason = "the command line is wiring")]
pub(crate) fn now() -> Time {
    Timestamp::now().into()
}

/// A point in time: so long ago (`30d`, `12h`), a day (`2026-03-01`, its end if `end_of_day`), or a full
/// time (`2026-03-01T08:00:00Z`). Days are local.
fn parse(text: &str, now: Time, end_of_day: bool) -> anyhow::Result<Time> {
    if let Ok(duration) = text.parse::<SignedDuration>().or_else(|_| days(text)) {
        let ago = Duration::try_from(duration).context("it must not be in the future")?;
        let millis = i64::try_from(ago.as_millis()).context("it is too long ago")?;
        return Ok(Time::from_epoch_millis(now.epoch_millis().saturating_sub(millis)));
    }
    if let Ok(day) = text.parse::<Date>()
        && text.len() == 10
    {
        let day = if end_of_day { day.tomorrow()? } else { day };
        let start = day.to_zoned(TimeZone::system())?.timestamp();
        return Ok(start.into());
    }
    text.parse().ok().with_context(|| {
        format!("{text:?} is not a time: expected 30d, 12h, 2026-03-01 or 2026-03-01T08:00:00Z")
    })
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

/// `30d` and `2w`, which have no fixed length for jiff.
fn days(text: &str) -> anyhow::Result<SignedDuration> {
    let (number, unit) = text.split_at(text.len().saturating_sub(1));
    let days = match unit {
        "d" => 1,
        "w" => 7,
        _ => anyhow::bail!("no unit"),
    };
    let hours = number.parse::<i64>()?.checked_mul(24 * days).context("too long")?;
    Ok(SignedDuration::from_hours(hours))
}

/// `2026-11-21 04:29`, in the local time zone.
pub(crate) fn local(time: Time) -> String {
    let timestamp = Timestamp::from_millisecond(time.epoch_millis()).unwrap_or(Timestamp::UNIX_EPOCH);
    timestamp.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
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
        check("2026-03-01T08:00:00Z", "2026-03-01T08:00:00.000Z");
        for text in ["", "d", "-3d", "soon", "2026-13-01", "99999999999999999999d"] {
            assert!(parse(text, now, false).is_err(), "{text}");
        }
    }

    #[test]
    fn the_end_of_a_day_is_a_day_after_its_start() {
        let now = Time::from_epoch_millis(0);
        let [start, end] = [false, true].map(|end| parse("2026-03-01", now, end).unwrap());
        assert_eq!(end.since(start), Duration::from_secs(24 * 3600));
    }
}
