//! Points in time as Rollcall stores and prints them: UTC with milliseconds (RFC 3339).
//!
//! A duration between two of them is never negative: if the clock steps back, it is zero.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A point in time, to the millisecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Time(i64);

/// Just below the end of jiff's range: 9999-12-30T21:59:59.999Z, in milliseconds since the epoch.
const MILLIS_MAX: i64 = 253_402_300_799_999 - 93_600_000;

impl Time {
    /// Times before the epoch or after the year 9999 are clamped.
    pub const fn from_epoch_millis(millis: i64) -> Self {
        if millis < 0 {
            Self(0)
        } else if millis > MILLIS_MAX {
            Self(MILLIS_MAX)
        } else {
            Self(millis)
        }
    }

    pub const fn epoch_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch.
    pub const fn epoch_seconds(self) -> i64 {
        self.0 / 1000
    }

    /// Zero if `earlier` is later.
    pub const fn since(self, earlier: Self) -> Duration {
        let millis = self.0.saturating_sub(earlier.0);
        Duration::from_millis(if millis > 0 { millis.unsigned_abs() } else { 0 })
    }

    pub fn plus(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self::from_epoch_millis(self.0.saturating_add(millis))
    }

    pub const fn next(self) -> Self {
        Self::from_epoch_millis(self.0.saturating_add(1))
    }

    /// `2026-11-21 03:29 UTC`, for people.
    pub fn minute(self) -> String {
        let text = self.to_string();
        format!("{} {} UTC", &text[..10], &text[11..16])
    }

    /// The reverse of [`compact`](Self::compact).
    pub fn from_compact(text: &str) -> Option<Self> {
        let is_compact = text.len() == 19 && text.is_ascii();
        let (day, time) = text.get(..15).filter(|_| is_compact)?.split_once('T')?;
        format!("{day}T{time}.{}", &text[15..]).parse().ok()
    }

    /// `20261121T032913412Z`: sorts like the time, and needs no escaping anywhere.
    pub fn compact(self) -> String {
        self.to_string().replace(['-', ':', '.'], "")
    }
}

impl From<Timestamp> for Time {
    fn from(timestamp: Timestamp) -> Self {
        Self::from_epoch_millis(timestamp.as_millisecond())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let timestamp = Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        write!(formatter, "{timestamp:.3}")
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Time {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Timestamp>().map(Self::from)
    }
}

impl TryFrom<String> for Time {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Time> for String {
    fn from(time: Time) -> Self {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_and_reads_three_digits_of_a_second() {
        let time = Time::from_epoch_millis(1_763_690_953_400);
        assert_eq!(time.to_string(), "2025-11-21T02:09:13.400Z");
        assert_eq!(time.compact(), "20251121T020913400Z");
        assert_eq!(Time::from_compact("20251121T020913400Z"), Some(time));
        for text in ["", "20251121T020913Z", "20251321T020913400Z", "20251121 020913400Z"] {
            assert_eq!(Time::from_compact(text), None, "{text}");
        }
        assert_eq!(time.minute(), "2025-11-21 02:09 UTC");
        assert_eq!(time.to_string().parse::<Time>().unwrap(), time);
    }

    #[test]
    fn a_clock_that_steps_back_gives_no_negative_duration() {
        let (early, late) = (Time::from_epoch_millis(5), Time::from_epoch_millis(9));
        assert_eq!(late.since(early), Duration::from_millis(4));
        assert_eq!(early.since(late), Duration::ZERO);
    }

    #[test]
    fn the_far_ends_of_time_can_be_printed() {
        let end = Time::from_epoch_millis(i64::MAX);
        assert_eq!(end.to_string().parse::<Time>().unwrap(), end);
        assert_eq!(end.plus(Duration::MAX), end);
        assert_eq!(Time::from_epoch_millis(i64::MIN).to_string(), "1970-01-01T00:00:00.000Z");
    }
}
