//! The only place that asks the system for the time.

use rollcall_core::ports::Clock;
use rollcall_core::time::Time;

#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the wiring that the others take `now` from")]
    fn now(&self) -> Time {
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let millis = since_epoch.map_or(0, |elapsed| elapsed.as_millis());
        Time::from_epoch_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }
}
