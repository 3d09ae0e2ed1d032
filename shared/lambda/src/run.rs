//! One run over many targets: owns the order of effects.
//!
//! Each target is observed and stored, then its alerts are delivered, beside all the others; a
//! fault of one does not stop the rest. What is left in the outbox by earlier runs goes out too.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use rollcall_core::decide::Outcome;
use rollcall_core::identity::{Enrollment, Target};
use rollcall_core::outbox::PendingAlert;
use rollcall_core::policy::Policy;
use rollcall_core::ports::{Check, Clock, Outbox, Publisher, Store};
use rollcall_core::time::Time;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::answer::EnrollmentAnswer;
use crate::failure::Fault;

/// Targets and deliveries that are under way at once.
const CONCURRENCY: usize = 64;
/// How long a run without a deadline in the future claims the alerts it commits.
const CLAIM_WITHOUT_DEADLINE: Duration = Duration::from_secs(30);
/// How long after its deadline a process may still be taken to be alive.
const CLAIM_AFTER_DEADLINE: Duration = Duration::from_secs(1);

/// What a run works with.
#[derive(Debug)]
pub struct Runner<C, S, O, P, K> {
    /// Asks the service.
    pub check: C,
    /// Keeps states and history.
    pub store: S,
    /// Keeps the alerts on their way.
    pub outbox: O,
    /// Sends them.
    pub publisher: P,
    /// Tells the time.
    pub clock: K,
    /// What the operator decides.
    pub policy: Policy,
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Run {
    /// What was found, in the order of the targets.
    pub enrollments: Vec<EnrollmentAnswer>,
    /// Alerts that SNS has taken.
    pub published: usize,
    /// Alerts that are still in the outbox.
    pub pending: Vec<PendingAlert>,
    /// What went wrong.
    pub faults: Vec<Fault>,
}

impl Run {
    /// How many enrollments have an outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.enrollments.iter().filter(|answer| answer.outcome == outcome).count()
    }

    fn add(&mut self, other: Self) {
        self.enrollments.extend(other.enrollments);
        self.published += other.published;
        self.pending.extend(other.pending);
        self.faults.extend(other.faults);
    }
}

/// The time that one invocation has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Until when the alerts that it commits are its own to send.
    pub(crate) claimed_until: Time,
    /// When it gives up what is not done.
    pub(crate) stop_at: Option<Instant>,
}

/// The alerts that earlier runs left, by enrollment. Queried once, when first needed.
#[derive(Debug, Default)]
pub(crate) struct Leftovers {
    queried: OnceCell<Mutex<BTreeMap<Enrollment, Vec<PendingAlert>>>>,
    faults: Mutex<Vec<Fault>>,
}

impl<C: Check, S: Store, O: Outbox, P: Publisher, K: Clock> Runner<C, S, O, P, K> {
    /// Observes all targets and delivers what there is to tell, until `deadline`.
    pub async fn run(&self, targets: &[Target], deadline: Option<Time>) -> Run {
        let limits = self.limits(deadline);
        let leftovers = Leftovers::default();
        let each = futures_util::stream::iter(targets).map(|target| self.target(target, &leftovers, limits));
        let each = each.buffered(CONCURRENCY).fold(Run::default(), async |mut run, one| {
            run.add(one);
            run
        });
        let (mut run, ()) = tokio::join!(each, self.query(&leftovers, limits));
        run.add(self.deliver_rest(&leftovers, limits).await);
        run.faults.extend(leftovers.faults.into_inner().unwrap_or_else(PoisonError::into_inner));
        run
    }

    fn limits(&self, deadline: Option<Time>) -> Limits {
        let now = self.clock.now();
        let Some(deadline) = deadline.filter(|deadline| *deadline > now) else {
            return Limits { claimed_until: now.plus(CLAIM_WITHOUT_DEADLINE), stop_at: None };
        };
        // What is left over is for the answer and the metrics.
        let left = deadline.since(now);
        let reserve = (left / 10).min(Duration::from_millis(500));
        Limits {
            claimed_until: deadline.plus(CLAIM_AFTER_DEADLINE),
            stop_at: Some(Instant::now() + left.saturating_sub(reserve)),
        }
    }

    async fn target(&self, target: &Target, leftovers: &Leftovers, limits: Limits) -> Run {
        let enrollment = Enrollment { check: self.check.rules().id.to_owned(), target: target.clone() };
        let observing = in_time(limits, self.observe(&enrollment, leftovers, limits)).await;
        let observed = match observing {
            None => Err(Fault::out_of_time(&enrollment, "the deadline came before its state was stored")),
            Some(stored) => stored.map_err(|error| Fault::store(&enrollment, error)),
        };
        match observed {
            Err(fault) => Run { faults: vec![fault], ..Run::default() },
            Ok(stored) => {
                let mut run = Run { enrollments: vec![stored.answer], ..Run::default() };
                if let Some(alert) = stored.alert {
                    self.query(leftovers, limits).await;
                    // The outbox may have been read after our own commit.
                    let mut older = leftovers.take(&enrollment);
                    older.retain(|pending| pending.version < alert.version);
                    run.add(
                        self.deliver(&enrollment, older, Some(alert), stored.older_pending, limits).await,
                    );
                }
                run
            }
        }
    }

    /// Reads the outbox, unless that is done or under way.
    async fn query(&self, leftovers: &Leftovers, limits: Limits) {
        let query = async {
            let backlog = in_time(limits, self.outbox.pending(self.check.rules().id)).await;
            let mut groups = BTreeMap::<Enrollment, Vec<PendingAlert>>::new();
            let mut faults = leftovers.faults.lock().unwrap_or_else(PoisonError::into_inner);
            match backlog {
                None => {}
                Some(Err(error)) => faults.push(Fault::outbox(error)),
                Some(Ok(backlog)) => {
                    faults.extend(backlog.unreadable.into_iter().map(Fault::outbox));
                    for pending in backlog.alerts {
                        groups.entry(pending.alert.enrollment.clone()).or_default().push(pending);
                    }
                }
            }
            Mutex::new(groups)
        };
        leftovers.queried.get_or_init(|| query).await;
    }

    async fn deliver_rest(&self, leftovers: &Leftovers, limits: Limits) -> Run {
        let groups = leftovers.take_all();
        let each = futures_util::stream::iter(groups)
            .map(async |(enrollment, older)| self.deliver(&enrollment, older, None, false, limits).await);
        each.buffer_unordered(CONCURRENCY)
            .fold(Run::default(), async |mut run, one| {
                run.add(one);
                run
            })
            .await
    }
}

impl Leftovers {
    /// Whether an enrollment is known to have older alerts on their way.
    pub(crate) fn has(&self, enrollment: &Enrollment) -> bool {
        let groups = self.queried.get();
        groups.is_some_and(|groups| {
            groups.lock().unwrap_or_else(PoisonError::into_inner).contains_key(enrollment)
        })
    }

    fn take(&self, enrollment: &Enrollment) -> Vec<PendingAlert> {
        let taken = self
            .queried
            .get()
            .and_then(|groups| groups.lock().unwrap_or_else(PoisonError::into_inner).remove(enrollment));
        taken.unwrap_or_default()
    }

    fn take_all(&self) -> BTreeMap<Enrollment, Vec<PendingAlert>> {
        let groups = self.queried.get();
        groups
            .map(|groups| std::mem::take(&mut *groups.lock().unwrap_or_else(PoisonError::into_inner)))
            .unwrap_or_default()
    }
}

/// What comes of `work`, or nothing when the invocation's time is over before.
pub(crate) async fn in_time<T>(limits: Limits, work: impl Future<Output = T>) -> Option<T> {
    match limits.stop_at {
        Some(stop_at) => tokio::time::timeout_at(stop_at, work).await.ok(),
        None => Some(work.await),
    }
}
