//! A route as it is stored: who is sending on it, when it is tried again after its channel failed, and
//! how many are subscribed to the channel.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::subscriptions::KnownSubscriptions;
use crate::text;
use crate::time::Time;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Who is sending on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<Lease>,
    #[serde(flatten)]
    pub backoff: Backoff,
    /// None if its channel was never asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscriptions: Option<KnownSubscriptions>,
}

/// How a route's channel fails. The default is a channel that does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backoff {
    /// How often in a row it failed.
    #[serde(default)]
    pub failures: u32,
    /// When it is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Time>,
    /// Why it last failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
}

/// The right to send on a route, for some time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The invocation that has it.
    pub holder: String,
    pub ends_at: Time,
}

/// The longest error that is kept, in bytes.
pub(super) const ERROR_BYTES_MAX: usize = 1024;
const BACKOFF_FIRST: Duration = Duration::from_secs(15);
const BACKOFF_LAST: Duration = Duration::from_secs(15 * 60);

/// How long to wait after the `failures`-th failure in a row: 15 s, doubling up to 15 min.
pub(super) fn backoff(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    BACKOFF_FIRST.saturating_mul(1 << doublings).min(BACKOFF_LAST)
}

impl Backoff {
    /// Whether the route waits because its channel failed.
    pub fn rests(&self, now: Time) -> bool {
        self.retry_at.is_some_and(|retry_at| retry_at > now)
    }

    /// After the channel failed once more. `retry_after` is what the channel asked for.
    pub fn failed(&self, reason: &str, retry_after: Option<Duration>, now: Time) -> Self {
        let failures = self.failures.saturating_add(1);
        let wait = retry_after.unwrap_or_default().clamp(backoff(failures), BACKOFF_LAST);
        let last_error = Some(text::cut(reason.to_owned(), ERROR_BYTES_MAX));
        Self { failures, retry_at: Some(now.plus(wait)), last_error }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backs_off_from_15_seconds_to_15_minutes() {
        let seconds = |failures| backoff(failures).as_secs();
        assert_eq!([0, 1, 2, 3, 6, 7, 8, u32::MAX].map(seconds), [15, 15, 30, 60, 480, 900, 900, 900]);
    }

    #[test]
    fn a_channel_may_ask_for_more_time_but_not_for_more_than_15_minutes() {
        let now = Time::from_epoch_millis(0);
        let retry = |asked: u64| {
            let backoff = Backoff::default().failed("down", Some(Duration::from_secs(asked)), now);
            backoff.retry_at.unwrap().since(now).as_secs()
        };
        assert_eq!([0, 60, 86_400].map(retry), [15, 60, 900]);
    }
}
