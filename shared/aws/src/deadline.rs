//! The invocation's own deadline, as every call to AWS sees it.
//!
//! Set at the start of an invocation; a call asks it how long it may take.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The most that one attempt may take, however far the deadline is.
const ATTEMPT_MAX: Duration = Duration::from_secs(3);
/// The share of the time left that one attempt may take: three attempts and what follows fit in.
const SHARE: u32 = 4;

/// When the current invocation must have ended. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Deadline(Arc<Mutex<Option<Instant>>>);

impl Deadline {
    /// Sets it for the invocation that begins; none where there is no deadline in the future.
    pub fn set(&self, deadline: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = deadline;
    }

    /// How long an attempt that begins `now` may take.
    pub fn attempt(&self, now: Instant) -> Duration {
        let deadline = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = deadline.map(|deadline| deadline.saturating_duration_since(now) / SHARE);
        left.map_or(ATTEMPT_MAX, |left| left.min(ATTEMPT_MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_takes_a_share_of_what_is_left() {
        let (deadline, now) = (Deadline::default(), Instant::now());
        assert_eq!(deadline.attempt(now), ATTEMPT_MAX);
        deadline.clone().set(Some(now + Duration::from_secs(2)));
        assert_eq!(deadline.attempt(now), Duration::from_millis(500));
        assert_eq!(deadline.attempt(now + Duration::from_secs(3)), Duration::ZERO);
        deadline.set(Some(now + Duration::from_secs(900)));
        assert_eq!(deadline.attempt(now), ATTEMPT_MAX);
    }
}
