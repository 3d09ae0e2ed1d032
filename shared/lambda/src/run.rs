//! One run over many targets: owns the order of effects.
//!
//! Each target is observed and stored, then its alerts are delivered, beside all the others; a
//! fault of one does not stop the rest. What is left in the outbox by earlier runs goes out too.

use std::time::Duration;

use futures_util::StreamExt;
use rollcall_core::decide::Outcome;
use rollcall_core::identity::{Enrollment, Target};
use rollcall_core::outbox::PendingAlert;
use rollcall_core::policy::Policy;
use rollcall_core::ports::{CallError, CallErrorClass, Check, Clock, Outbox, Publisher, Store};
use rollcall_core::time::Time;
use tokio::time::Instant;

use crate::answer::EnrollmentAnswer;
use crate::failure::Fault;
use crate::leftovers::Leftovers;

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

    fn sum(runs: impl IntoIterator<Item = Self>) -> Self {
        let mut sum = Self::default();
        runs.into_iter().for_each(|run| sum.add(run));
        sum
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

impl<C: Check, S: Store, O: Outbox, P: Publisher, K: Clock> Runner<C, S, O, P, K> {
    /// Observes all targets and delivers what there is to tell, until `deadline`.
    pub async fn run(&self, targets: &[Target], deadline: Option<Time>) -> Run {
        let limits = self.limits(deadline);
        let leftovers = Leftovers::default();
        let each = futures_util::stream::iter(targets.iter().enumerate())
            .map(async |(place, target)| (place, self.target(target, &leftovers, limits).await))
            .buffer_unordered(CONCURRENCY)
            .collect::<Vec<(usize, Run)>>();
        let (mut runs, ()) = tokio::join!(each, self.query(&leftovers, limits));
        // A slow target holds up none of the others; the answer is in their order all the same.
        runs.sort_by_key(|(place, _)| *place);
        let rest = self.deliver_rest(&leftovers, limits).await;
        let mut run = Run::sum(runs.into_iter().map(|(_, run)| run).chain([rest]));
        run.faults.extend(leftovers.into_faults());
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
            backlog.unwrap_or_else(|| Err(too_late_for_the_outbox()))
        };
        leftovers.fill(query).await;
    }

    async fn deliver_rest(&self, leftovers: &Leftovers, limits: Limits) -> Run {
        let runs = futures_util::stream::iter(leftovers.take_all())
            .map(async |(enrollment, older)| self.deliver(&enrollment, older, None, false, limits).await)
            .buffer_unordered(CONCURRENCY);
        Run::sum(runs.collect::<Vec<Run>>().await)
    }
}

fn too_late_for_the_outbox() -> CallError {
    CallError {
        attempted: "read the outbox".to_owned(),
        class: CallErrorClass::Unavailable,
        code: None,
        request_id: None,
        source: "the deadline came before it was answered".into(),
    }
}

/// What comes of `work`, or nothing when the invocation's time is over before.
pub(crate) async fn in_time<T>(limits: Limits, work: impl Future<Output = T>) -> Option<T> {
    match limits.stop_at {
        Some(stop_at) => tokio::time::timeout_at(stop_at, work).await.ok(),
        None => Some(work.await),
    }
}
