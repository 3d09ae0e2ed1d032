//! The time that an invocation has left. It is passed down to everything that makes a call.

use std::time::Duration;

use rollcall_core::observation::{Blindness, Cause};
use rollcall_core::time::Time;
use tokio::time::Instant;

/// The share of the remaining time that one call may take, so that later calls fit in too.
const SHARE: u32 = 4;
/// Work that can wait does not begin once less than this part of the time is left.
const RESERVE: u32 = 10;

/// When the invocation must have ended.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    limit: Option<Limit>,
}

#[derive(Clone, Copy, Debug)]
struct Limit {
    at: Time,
    instant: Instant,
    total: Duration,
}

/// A call took longer than the deadline leaves for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLate {
    /// How long we waited for it.
    pub waited: Duration,
}

impl std::fmt::Display for TooLate {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let millis = self.waited.as_millis();
        write!(formatter, "no answer within {millis} ms, the share of the deadline for one call")
    }
}

impl std::error::Error for TooLate {}

impl From<TooLate> for Blindness {
    fn from(late: TooLate) -> Self {
        Self::new(Cause::Timeout, None, None, &late.to_string())
    }
}

impl Deadline {
    /// No deadline: calls end by their own limits.
    pub const NONE: Self = Self { limit: None };

    /// No deadline if `at` is not in the future.
    pub fn new(at: Time, now: Time) -> Self {
        let total = at.since(now);
        let limit = Limit { at, instant: Instant::now() + total, total };
        Self { limit: (!total.is_zero()).then_some(limit) }
    }

    /// None without a deadline.
    pub fn at(&self) -> Option<Time> {
        self.limit.map(|limit| limit.at)
    }

    /// Whether work that can wait should not begin.
    pub fn is_near(&self) -> bool {
        self.limit.is_some_and(|limit| limit.left(Instant::now()) < limit.total / RESERVE)
    }

    /// Gives a call its share of the time that is left.
    ///
    /// # Errors
    /// When the call takes longer. It is then given up.
    pub fn call<T>(self, call: impl Future<Output = T>) -> impl Future<Output = Result<T, TooLate>> {
        // The SDK's calls nest types too deep for the compiler to lay out.
        let call = Box::pin(call);
        async move {
            let Some(limit) = self.limit else { return Ok(call.await) };
            let waited = limit.left(Instant::now()) / SHARE;
            tokio::time::timeout(waited, call).await.map_err(|_| TooLate { waited })
        }
    }
}

impl Limit {
    fn left(&self, now: Instant) -> Duration {
        self.instant.saturating_duration_since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(millis: i64) -> Deadline {
        let now = Time::from_epoch_millis(1_000_000);
        Deadline::new(Time::from_epoch_millis(1_000_000 + millis), now)
    }

    #[tokio::test]
    async fn a_call_gets_a_quarter_of_what_is_left() {
        let limit = after(2000).limit.unwrap();
        let begin = limit.instant - limit.total;
        assert_eq!(limit.left(begin + Duration::from_millis(500)), Duration::from_millis(1500));
        assert_eq!(limit.left(begin + Duration::from_secs(9)), Duration::ZERO);
        let late = after(40).call(std::future::pending::<()>()).await.unwrap_err();
        assert!(late.waited <= Duration::from_millis(10), "{late}");
        assert_eq!(after(60_000).call(async { 1 }).await, Ok(1));
    }

    #[test]
    fn it_is_near_when_less_than_a_tenth_is_left() {
        assert!(!after(60_000).is_near());
        let limit = Limit { total: Duration::from_secs(601), ..after(60_000).limit.unwrap() };
        assert!(Deadline { limit: Some(limit) }.is_near());
    }

    #[tokio::test]
    async fn a_deadline_in_the_past_is_none() {
        for deadline in [after(0), after(-1000), Deadline::NONE] {
            assert_eq!((deadline.at(), deadline.is_near()), (None, false));
            assert_eq!(deadline.call(async { 1 }).await, Ok(1));
        }
    }
}
