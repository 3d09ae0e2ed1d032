//! Counts a route's subscriptions once an hour, after everything that was due has been sent.
//!
//! A count that fails fails nothing: it is tried again an hour later. What cannot be stored is a fault.

use rollcall_core::deliver::{Route, SubscriptionCount};
use rollcall_core::ports::{CallError, Channel, Clock, Routes};

use crate::deadline::Deadline;
use crate::fault::Fault;

/// How a count of a route's subscriptions ended.
#[derive(Debug)]
pub enum Counted {
    Found(SubscriptionCount),
    Failed(CallError),
}

/// Counts them if that is due and the channel has any, and stores what is known of them; beside it, why that
/// could not be stored.
pub(crate) async fn count(
    (channel, routes, clock): (&impl Channel, &impl Routes, &impl Clock),
    name: &str,
    route: &Route,
    deadline: Deadline,
) -> Option<(Counted, Option<Fault>)> {
    let (known, now) = (route.subscriptions.unwrap_or_default(), clock.now());
    if deadline.is_near() || !known.is_due(now) {
        return None;
    }
    let count = || format!("count the subscriptions of the route {name}");
    let (next, counted) = match deadline.port(count, channel.subscriptions()).await {
        Ok(None) => return None,
        Ok(Some(found)) => {
            let (next, count) = known.count(found, now);
            (next, Counted::Found(count))
        }
        Err(error) => (known.not_counted(now), Counted::Failed(error)),
    };
    let remember = || format!("store what is known of the subscriptions of the route {name}");
    let stored = deadline.port(remember, routes.remember(name, &next)).await;
    Some((counted, stored.err().map(Fault::from)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;
    use std::time::Duration;

    use rollcall_core::alert::AlertId;
    use rollcall_core::deliver::{
        Backoff, DEFAULT_ROUTE, KnownSubscriptions, Lease, Notification, PendingAlert, Receipt, Settled,
        Subscriptions,
    };
    use rollcall_core::ports::{CallErrorClass, Outbox, Queue, SendError};
    use rollcall_core::time::Time;

    use super::*;
    use crate::courier::{Courier, CourierRequest, Delivered};

    /// A table with an empty queue, a channel with subscriptions, and the time.
    #[derive(Debug, Default)]
    struct World {
        route: Mutex<Route>,
        queue_is_down: bool,
        routes_are_full: bool,
        /// None if it has nothing to count.
        confirmed: Option<usize>,
        channel_is_down: bool,
        channel_hangs: bool,
        asked: Mutex<usize>,
        minute: Mutex<i64>,
    }

    fn down() -> CallError {
        let class = CallErrorClass::Unavailable;
        CallError {
            attempted: "call".to_owned(),
            class,
            code: None,
            request_id: None,
            source: "it is down".into(),
        }
    }

    impl Outbox for &World {
        async fn waiting(&self, _: &str) -> Result<Queue, CallError> {
            if self.queue_is_down { Err(down()) } else { Ok(Queue::default()) }
        }

        async fn read(&self, _: &str, _: &AlertId) -> Result<Option<PendingAlert>, CallError> {
            unreachable!("the queue is empty")
        }

        async fn delay(&self, _: &str, _: &PendingAlert) -> Result<(), CallError> {
            unreachable!("the queue is empty")
        }

        async fn settle(&self, _: &str, _: &AlertId, _: &Settled) -> Result<(), CallError> {
            unreachable!("the queue is empty")
        }
    }

    impl Routes for &World {
        async fn routes(&self) -> Result<BTreeMap<String, Route>, CallError> {
            Ok(BTreeMap::from([(DEFAULT_ROUTE.to_owned(), self.route.lock().unwrap().clone())]))
        }

        async fn take(&self, _: &str, _: &Lease, _: Time) -> Result<bool, CallError> {
            unreachable!("the queue is empty")
        }

        async fn give_back(&self, _: &str, _: &str, _: &Backoff) -> Result<(), CallError> {
            unreachable!("the queue is empty")
        }

        async fn remember(&self, _: &str, known: &KnownSubscriptions) -> Result<(), CallError> {
            if self.routes_are_full {
                return Err(down());
            }
            self.route.lock().unwrap().subscriptions = Some(*known);
            Ok(())
        }
    }

    impl Channel for &World {
        async fn send(&self, _: &Notification<'_>) -> Result<Receipt, SendError> {
            unreachable!("the queue is empty")
        }

        async fn subscriptions(&self) -> Result<Option<Subscriptions>, CallError> {
            *self.asked.lock().unwrap() += 1;
            if self.channel_hangs {
                std::future::pending::<()>().await;
            }
            if self.channel_is_down {
                return Err(down());
            }
            let found = |confirmed| Subscriptions { of: "arn:t".to_owned(), confirmed, pending: 0 };
            Ok(self.confirmed.map(found))
        }
    }

    impl Clock for &World {
        fn now(&self) -> Time {
            Time::from_epoch_millis(1_795_230_000_000 + *self.minute.lock().unwrap() * 60_000)
        }
    }

    impl World {
        /// A run of the courier at a minute, in so much time.
        async fn run(&self, minute: i64, time: Duration) -> Delivered {
            *self.minute.lock().unwrap() = minute;
            let deadline = Deadline::new((&self).now().plus(time), (&self).now());
            let courier = Courier { outbox: self, channel: self, clock: self };
            let request = CourierRequest { holder: "test".to_owned(), flush: false, deadline };
            courier.deliver(&request).await.remove(DEFAULT_ROUTE).unwrap()
        }

        /// What the runs at these minutes found missing, or `failed`; and how many were faults.
        async fn runs(&self, minutes: &[i64]) -> (Vec<String>, usize) {
            let (mut ended, mut faults) = (Vec::new(), 0);
            for minute in minutes {
                let delivered = self.run(*minute, Duration::from_secs(60)).await;
                assert_eq!(delivered.failures, Vec::<String>::new(), "the channel is not failing");
                ended.extend(delivered.counted.iter().map(|counted| match counted {
                    Counted::Found(count) => count.missing().to_string(),
                    Counted::Failed(_) => "failed".to_owned(),
                }));
                faults += delivered.faults.len();
            }
            (ended, faults)
        }

        fn asked(&self) -> usize {
            *self.asked.lock().unwrap()
        }
    }

    fn world(confirmed: usize) -> World {
        World { confirmed: Some(confirmed), ..World::default() }
    }

    #[tokio::test]
    async fn they_are_counted_in_the_first_run_and_once_an_hour() {
        let mut world = world(2);
        assert_eq!(world.runs(&[0, 1, 59]).await, (vec!["0".to_owned()], 0));
        world.confirmed = Some(1);
        assert_eq!(world.runs(&[60, 61, 119, 120]).await.0, ["1", "1"]);
        assert_eq!(world.asked(), 3);
    }

    #[tokio::test]
    async fn a_count_that_fails_fails_nothing_and_is_tried_again_an_hour_later() {
        let world = World { channel_is_down: true, ..world(2) };
        assert_eq!(world.runs(&[0, 1, 59, 60]).await, (vec!["failed".to_owned(); 2], 0));
        assert_eq!(world.asked(), 2);
    }

    #[tokio::test]
    async fn a_channel_that_does_not_answer_is_given_up() {
        let world = World { channel_hangs: true, ..world(2) };
        let delivered = world.run(0, Duration::from_millis(200)).await;
        assert!(matches!(&delivered.counted[..], [Counted::Failed(_)]), "{delivered:?}");
        assert_eq!(delivered.faults.len(), 0);
        assert_eq!(world.runs(&[1]).await.0, Vec::<String>::new(), "that it was asked is stored");
    }

    #[tokio::test]
    async fn what_cannot_be_stored_is_a_fault_and_counted_again() {
        let world = World { routes_are_full: true, ..world(2) };
        assert_eq!(world.runs(&[0, 1]).await, (vec!["0".to_owned(); 2], 2));
    }

    #[tokio::test]
    async fn nothing_is_counted_while_the_queue_cannot_be_read() {
        let world = World { queue_is_down: true, ..world(2) };
        assert_eq!(world.runs(&[0]).await, (vec![], 1));
        assert_eq!(world.asked(), 0);
    }

    #[tokio::test]
    async fn a_channel_without_subscriptions_leaves_nothing_behind() {
        let world = World { confirmed: None, ..World::default() };
        assert_eq!(world.runs(&[0, 60]).await, (vec![], 0));
        assert_eq!(*world.route.lock().unwrap(), Route::default());
    }
}
