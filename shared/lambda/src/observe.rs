//! One enrollment: fetch and load, decide, then commit or touch, again if somebody was faster.

use std::time::Duration;

use rollcall_core::decide::{Decision, decide};
use rollcall_core::identity::Enrollment;
use rollcall_core::outbox::PendingAlert;
use rollcall_core::policy::Rules;
use rollcall_core::ports::{
    CallError, CallErrorClass, Check, Clock, Commit, Committed, Outbox, Publisher, Store, Touched,
};
use rollcall_core::state::State;

use crate::answer::EnrollmentAnswer;
use crate::leftovers::Leftovers;
use crate::run::{Limits, Runner};

/// How often somebody may be faster before the run gives up.
const CONFLICTS_MAX: u32 = 10;

/// What is stored of an observation.
pub(crate) struct Stored {
    pub(crate) answer: EnrollmentAnswer,
    /// The alert that was committed, ours to send.
    pub(crate) alert: Option<PendingAlert>,
    /// Whether an older alert, which the outbox had not shown, was on its way at that time.
    pub(crate) older_pending: bool,
}

/// How an attempt to store a decision ended.
enum Attempt {
    Stored { older_pending: bool },
    Conflict(Option<Box<State>>),
}

impl<C: Check, S: Store, O: Outbox, P: Publisher, K: Clock> Runner<C, S, O, P, K> {
    pub(crate) async fn observe(
        &self,
        enrollment: &Enrollment,
        leftovers: &Leftovers,
        limits: Limits,
    ) -> Result<Stored, CallError> {
        let rules = Rules { check: self.check.rules(), policy: &self.policy };
        let (observation, loaded) =
            tokio::join!(self.check.fetch(&enrollment.target), self.store.load(enrollment));
        let mut previous = loaded?;
        for conflict in 0..CONFLICTS_MAX {
            let decision = decide(rules, enrollment, previous.as_ref(), &observation, self.clock.now());
            match self.store(&decision, previous.as_ref(), leftovers, limits).await? {
                Attempt::Stored { older_pending } => {
                    return Ok(stored(enrollment, decision, older_pending, limits));
                }
                Attempt::Conflict(Some(winner)) => previous = Some(*winner),
                Attempt::Conflict(None) => {
                    tokio::time::sleep(pause(conflict)).await;
                    previous = self.store.load(enrollment).await?;
                }
            }
        }
        Err(too_many_conflicts(enrollment))
    }

    /// Commits a change, or notes a run without one.
    async fn store(
        &self,
        decision: &Decision,
        previous: Option<&State>,
        leftovers: &Leftovers,
        limits: Limits,
    ) -> Result<Attempt, CallError> {
        let Some(change) = &decision.change else {
            return Ok(match self.store.touch(&decision.state).await? {
                Touched::Noted => Attempt::Stored { older_pending: false },
                Touched::Conflict(winner) => Attempt::Conflict(winner),
            });
        };
        // Only an alert has a predecessor to wait for. One that is known to be on its way need not
        // be looked for; one that the outbox did not show may have come since.
        let older = previous.and_then(|previous| previous.last_alert.as_ref());
        let older_alert =
            older.filter(|older| change.alert.is_some() && !leftovers.has(&decision.state.enrollment, older));
        let commit =
            Commit { state: &decision.state, change, claimed_until: limits.claimed_until, older_alert };
        let (committed, older_pending) = match self.store.commit(&commit).await? {
            Committed::OlderAlertPending => {
                let commit = Commit { older_alert: None, ..commit };
                (self.store.commit(&commit).await?, true)
            }
            committed @ (Committed::Written | Committed::Conflict(_)) => (committed, false),
        };
        Ok(match committed {
            Committed::Written => Attempt::Stored { older_pending },
            Committed::Conflict(winner) => Attempt::Conflict(winner),
            Committed::OlderAlertPending => Attempt::Conflict(None),
        })
    }
}

fn stored(enrollment: &Enrollment, decision: Decision, older_pending: bool, limits: Limits) -> Stored {
    let Decision { state, change, outcome } = decision;
    let alert = change.and_then(|change| change.alert).map(|alert| PendingAlert {
        alert,
        version: state.version,
        attempts: 0,
        due_at: limits.claimed_until,
        last_error: None,
    });
    let components = state.statuses();
    let answer = EnrollmentAnswer {
        enrollment: enrollment.clone(),
        compliance: state.compliance,
        outcome,
        components,
    };
    Stored { answer, alert, older_pending }
}

/// Two transactions that met on one item try again apart from each other.
fn pause(conflict: u32) -> Duration {
    Duration::from_millis(10 << conflict.min(5))
}

fn too_many_conflicts(enrollment: &Enrollment) -> CallError {
    CallError {
        attempted: format!("store the state of {enrollment}"),
        class: CallErrorClass::Unavailable,
        code: None,
        request_id: None,
        source: format!("other runs were faster {CONFLICTS_MAX} times in a row").into(),
    }
}
