//! An alert on its way: stored with the state that made it, gone once its publication is proven.

use std::time::Duration;

use crate::alert::Alert;
use crate::time::Time;

/// An alert that is stored but not yet confirmed as published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingAlert {
    /// The alert.
    pub alert: Alert,
    /// The version of the state it was committed with: alerts of one enrollment go out in this order.
    pub version: u64,
    /// Publications tried.
    pub attempts: u32,
    /// Until then, whoever moved it here may be sending it; after that, anyone may.
    pub due_at: Time,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

const BACKOFF_FIRST: Duration = Duration::from_secs(15);
const BACKOFF_LAST: Duration = Duration::from_secs(3600);

/// How long to wait after the `attempts`-th failed publication: 15 s, doubling up to an hour.
pub fn backoff(attempts: u32) -> Duration {
    let doublings = attempts.saturating_sub(1).min(16);
    BACKOFF_FIRST.saturating_mul(1 << doublings).min(BACKOFF_LAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backs_off_from_15_seconds_to_an_hour() {
        let seconds = |attempts| backoff(attempts).as_secs();
        assert_eq!([0, 1, 2, 3, 8, 9, 10, u32::MAX].map(seconds), [15, 15, 30, 60, 1920, 3600, 3600, 3600]);
    }
}
