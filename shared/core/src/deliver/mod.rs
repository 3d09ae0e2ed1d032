//! What the courier decides: which alerts of a route's queue go out now, in which order, when a failing
//! route is tried again, and whether somebody who should get alerts does not.
//!
//! Pure: the queue and the time come in, a plan goes out.

mod queue;
mod receipt;
mod route;
mod subscriptions;

pub use queue::{Lane, PendingAlert, Step, Waiting, plan};
pub use receipt::{Outcome, Receipt, Settled};
pub use route::{Backoff, Lease, Route};
pub use subscriptions::{KnownSubscriptions, SubscriptionCount, Subscriptions};

use crate::alert::Alert;

/// The route that every alert takes.
pub const DEFAULT_ROUTE: &str = "default";

/// What a channel sends at once.
#[derive(Clone, Copy, Debug)]
pub struct Notification<'a> {
    pub route: &'a str,
    pub alert: &'a Alert,
}
