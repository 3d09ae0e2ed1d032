//! The courier: takes the alerts of each route's queue, sends them, and confirms. It never observes.
//!
//! Only the holder of a route's lease sends; without the lease, sending nothing is right. Alerts of one
//! enrollment go out one after the other, those of different ones side by side. Each is read just
//! before it is sent, so memory does not grow with the queue. After all that, once an hour, the
//! subscriptions are counted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::time::Duration;

use futures_util::StreamExt;
use rollcall_core::alert::AlertId;
use rollcall_core::deliver::{
    Backoff, DEFAULT_ROUTE, Lane, Lease, Notification, Outcome, PendingAlert, Receipt, Settled, Step, plan,
};
use rollcall_core::ports::{CallError, CallErrorClass, Channel, Clock, Outbox, Queue, Retry, Routes};
use rollcall_core::time::Time;

use crate::deadline::Deadline;
use crate::fault::{Fault, chain};
use crate::subscriptions::{self, Counted};

/// How many enrollments have their alerts sent at the same time.
const AT_ONCE: usize = 8;
/// How long a courier without a deadline may send.
const WITHOUT_DEADLINE: Duration = Duration::from_secs(59);
/// How long after its deadline a process may still be alive.
const AFTER_DEADLINE: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub struct Courier<O, C, K> {
    pub outbox: O,
    pub channel: C,
    pub clock: K,
}

/// What a courier is asked to do.
#[derive(Clone, Debug)]
pub struct CourierRequest {
    /// The sender: an id of this invocation alone.
    pub holder: String,
    /// Whether to retry failed alerts without waiting.
    pub flush: bool,
    /// When the courier must have ended.
    pub deadline: Deadline,
}

/// What happened on a route.
#[derive(Debug, Default)]
pub struct Delivered {
    /// Alerts that the channel took, each as a notification of its own.
    pub sent: usize,
    /// Reminders that were not sent because a later alert says more.
    pub superseded: usize,
    /// Alerts still in the queue.
    pub waiting: usize,
    /// When the oldest of them was committed.
    pub oldest: Option<Time>,
    /// Why notifications were not sent, one for each attempt.
    pub failures: Vec<String>,
    /// Calls that failed to read or write.
    pub faults: Vec<Fault>,
    /// How counts of the subscriptions ended; empty if none was due.
    pub counted: Vec<Counted>,
}

/// What happened to some alerts of a route.
#[derive(Debug, Default)]
struct Work {
    delivered: Delivered,
    /// Alerts that have left the queue.
    gone: BTreeSet<AlertId>,
}

/// Why an alert was not sent.
enum SendFailure {
    Store(CallError),
    /// The channel failed, and may have said when to try again.
    Channel(String, Option<Duration>),
    /// The channel refused the alert.
    Refused(String, Box<PendingAlert>),
}

/// Set once the channel has failed: why, and when it asks to be tried again.
type ChannelFailure = OnceLock<(String, Option<Duration>)>;

impl<O: Outbox + Routes, C: Channel, K: Clock> Courier<O, C, K> {
    /// Serves every route; returns one entry for each.
    pub async fn deliver(&self, request: &CourierRequest) -> BTreeMap<String, Delivered> {
        let delivered = self.serve(DEFAULT_ROUTE, request).await;
        let delivered = delivered
            .unwrap_or_else(|error| Delivered { faults: vec![error.into()], ..Delivered::default() });
        BTreeMap::from([(DEFAULT_ROUTE.to_owned(), delivered)])
    }

    async fn serve(&self, name: &str, request: &CourierRequest) -> Result<Delivered, CallError> {
        let now = self.clock.now();
        let deadline = match request.deadline.at() {
            Some(_) => request.deadline,
            None => Deadline::new(now.plus(WITHOUT_DEADLINE), now),
        };
        let read = || format!("read the queue of the route {name}");
        let (queue, routes) = tokio::join!(
            deadline.port(read, self.outbox.waiting(name)),
            deadline.port(|| "read the routes".to_owned(), self.outbox.routes())
        );
        let (queue, route) = (queue?, routes?.remove(name).unwrap_or_default());
        let is_due = !queue.alerts.is_empty() && (request.flush || !route.backoff.rests(now));
        let ends_at = deadline.at().unwrap_or(now).plus(AFTER_DEADLINE);
        let lease = Lease { holder: request.holder.clone(), ends_at };
        let work = if is_due && self.take(name, &lease, now, deadline).await? {
            self.send_all(name, &queue, &route.backoff, request, deadline).await
        } else {
            Work::default()
        };
        let mut delivered = work.finish(queue);
        let ports = (&self.channel, &self.outbox, &self.clock);
        if let Some((counted, fault)) = subscriptions::count(ports, name, &route, deadline).await {
            delivered.counted.push(counted);
            delivered.faults.extend(fault);
        }
        Ok(delivered)
    }

    async fn take(
        &self,
        name: &str,
        lease: &Lease,
        now: Time,
        deadline: Deadline,
    ) -> Result<bool, CallError> {
        let take = || format!("take the lease of the route {name}");
        deadline.port(take, self.outbox.take(name, lease, now)).await
    }

    /// Sends what is due, then gives the lease back.
    async fn send_all(
        &self,
        name: &str,
        queue: &Queue,
        backoff: &Backoff,
        request: &CourierRequest,
        deadline: Deadline,
    ) -> Work {
        let now = if request.flush { Time::from_epoch_millis(i64::MAX) } else { self.clock.now() };
        let failure = ChannelFailure::new();
        let lanes = futures_util::stream::iter(plan(&queue.alerts, now))
            .map(|lane| self.send_lane(name, lane, &failure, deadline))
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<Work>>();
        let mut work = Work::default();
        lanes.await.into_iter().for_each(|lane| work.add(lane));
        let next = match failure.get() {
            Some((reason, retry_after)) => backoff.failed(reason, *retry_after, self.clock.now()),
            None if work.delivered.sent > 0 => Backoff::default(),
            None => backoff.clone(),
        };
        let give_back = || format!("give back the lease of the route {name}");
        let given = deadline.port(give_back, self.outbox.give_back(name, &request.holder, &next)).await;
        work.delivered.faults.extend(given.err().map(Fault::from));
        work
    }

    /// Sends one alert after the other, until one stays in the queue.
    async fn send_lane(&self, route: &str, lane: Lane, failure: &ChannelFailure, deadline: Deadline) -> Work {
        let mut work = Work::default();
        for step in &lane.steps {
            if deadline.is_near() || failure.get().is_some() {
                break;
            }
            match self.step(route, step, &mut work, deadline).await {
                Ok(()) => {}
                Err(SendFailure::Store(error)) if error.class == CallErrorClass::Unreadable => {
                    work.delivered.failures.push(chain(&error));
                    break;
                }
                Err(SendFailure::Store(error)) => {
                    work.delivered.faults.push(Fault::of(&lane.enrollment, error));
                    break;
                }
                Err(SendFailure::Channel(reason, retry_after)) => {
                    work.delivered.failures.push(reason.clone());
                    failure.get_or_init(|| (reason, retry_after));
                    break;
                }
                Err(SendFailure::Refused(reason, refused)) => {
                    let kept = self.delay(route, &reason, *refused, deadline).await;
                    work.delivered.faults.extend(kept.err().map(|error| Fault::of(&lane.enrollment, error)));
                    work.delivered.failures.push(reason);
                    break;
                }
            }
        }
        work
    }

    async fn step(
        &self,
        route: &str,
        step: &Step,
        work: &mut Work,
        deadline: Deadline,
    ) -> Result<(), SendFailure> {
        let (id, outcome) = match step {
            Step::Supersede { id, by } => (id, Some(Outcome::Superseded { by: by.clone() })),
            Step::Send(id) => (id, self.send(route, id, deadline).await?.map(Outcome::Sent)),
        };
        if let Some(outcome) = outcome {
            let is_sent = matches!(outcome, Outcome::Sent(_));
            work.delivered.sent += usize::from(is_sent);
            let settled = Settled { at: self.clock.now(), outcome };
            let settle = || format!("confirm the alert {id}");
            deadline
                .port(settle, self.outbox.settle(route, id, &settled))
                .await
                .map_err(SendFailure::Store)?;
            work.delivered.superseded += usize::from(!is_sent);
        }
        work.gone.insert(id.clone());
        Ok(())
    }

    /// None if the alert has left the queue since the queue was read.
    async fn send(
        &self,
        route: &str,
        id: &AlertId,
        deadline: Deadline,
    ) -> Result<Option<Receipt>, SendFailure> {
        let read = deadline.port(|| format!("read the alert {id}"), self.outbox.read(route, id)).await;
        let Some(pending) = read.map_err(SendFailure::Store)? else { return Ok(None) };
        let notification = Notification { route, alert: &pending.alert };
        let sent = deadline.call(self.channel.send(&notification)).await;
        let reason = |reason: &str| format!("{id} on the route {route}: {reason}");
        match sent {
            Ok(Ok(receipt)) => Ok(Some(receipt)),
            Ok(Err(error)) => Err(match error.retry {
                Retry::Channel(retry_after) => SendFailure::Channel(reason(&error.to_string()), retry_after),
                Retry::Notification => SendFailure::Refused(reason(&error.to_string()), Box::new(pending)),
            }),
            Err(late) => Err(SendFailure::Channel(reason(&late.to_string()), None)),
        }
    }

    /// Stores what the channel refused, for a later attempt.
    async fn delay(
        &self,
        route: &str,
        reason: &str,
        refused: PendingAlert,
        deadline: Deadline,
    ) -> Result<(), CallError> {
        let next = refused.refused(reason, self.clock.now());
        let attempted = || format!("delay the alert {}", next.alert.id);
        deadline.port(attempted, self.outbox.delay(route, &next)).await
    }
}

impl Delivered {
    /// Adds what happened on another route, or to more alerts.
    pub fn add(&mut self, other: Self) {
        self.sent += other.sent;
        self.superseded += other.superseded;
        self.waiting += other.waiting;
        self.oldest = self.oldest.into_iter().chain(other.oldest).min();
        self.failures.extend(other.failures);
        self.faults.extend(other.faults);
        self.counted.extend(other.counted);
    }
}

impl Work {
    fn add(&mut self, other: Self) {
        self.delivered.add(other.delivered);
        self.gone.extend(other.gone);
    }

    /// What happened to a whole queue.
    fn finish(self, queue: Queue) -> Delivered {
        let left: Vec<&AlertId> =
            queue.alerts.iter().map(|waiting| &waiting.id).filter(|id| !self.gone.contains(id)).collect();
        let mut delivered = self.delivered;
        delivered.waiting = left.len() + queue.unreadable.len();
        delivered.oldest = left.iter().map(|id| id.parts().2).min();
        delivered.failures.extend(queue.unreadable.iter().map(|error| chain(error)));
        delivered
    }
}
