//! One enrollment: load, ask, decide, write, and all of it again if somebody else wrote meanwhile.
//!
//! The status is asked for after the state was loaded, and what is written is conditioned on that
//! state: an answer never stands above one that was asked for later.

use std::time::Duration;

use rollcall_core::decide::{Change, Decision, Write, decide};
use rollcall_core::identity::Enrollment;
use rollcall_core::outbox::PendingAlert;
use rollcall_core::ports::{
    CallError, CallErrorClass, Check, Clock, Commit, Committed, Note, Noted, Outbox, Publisher, Store,
};
use rollcall_core::rules::Rules;
use rollcall_core::state::State;

use crate::answer::EnrollmentAnswer;
use crate::leftovers::Leftovers;
use crate::run::{Limits, Runner};

/// How often somebody else may write first before the run gives up.
const CONFLICTS_MAX: u32 = 10;

/// What is stored of an observation.
pub(crate) struct Stored {
    pub(crate) answer: EnrollmentAnswer,
    /// The alert that was committed, ours to send.
    pub(crate) alert: Option<PendingAlert>,
    /// Whether an older alert, which the outbox had not shown, was waiting at that time.
    pub(crate) older_pending: bool,
}

/// How an attempt to write a decision ended.
enum Attempt {
    Written { older_pending: bool },
    Conflict,
}

impl<C: Check, S: Store, O: Outbox, P: Publisher, K: Clock> Runner<C, S, O, P, K> {
    pub(crate) async fn observe(
        &self,
        enrollment: &Enrollment,
        leftovers: &Leftovers,
        limits: Limits,
    ) -> Result<Stored, CallError> {
        let rules = Rules { check: self.check.rules(), policy: &self.policy };
        for conflict in 0..CONFLICTS_MAX {
            let previous = self.store.load(enrollment).await?;
            let observation = self.check.fetch(&enrollment.target).await;
            let decision = decide(rules, enrollment, previous.as_ref(), &observation, self.clock.now());
            match self.write(&decision, previous.as_ref(), leftovers, limits).await? {
                Attempt::Written { older_pending } => {
                    return Ok(stored(enrollment, decision, older_pending, limits));
                }
                Attempt::Conflict => tokio::time::sleep(pause(conflict)).await,
            }
        }
        Err(too_many_conflicts(enrollment))
    }

    async fn write(
        &self,
        decision: &Decision,
        previous: Option<&State>,
        leftovers: &Leftovers,
        limits: Limits,
    ) -> Result<Attempt, CallError> {
        let state = &decision.state;
        match (&decision.write, previous) {
            (Write::Commit(change), previous) => {
                self.commit(state, change, previous, leftovers, limits).await
            }
            (Write::Note, Some(previous)) => Ok(match self.store.note(&Note { previous, state }).await? {
                Noted::Written => Attempt::Written { older_pending: false },
                Noted::Conflict => Attempt::Conflict,
            }),
            (Write::Note, None) | (Write::Nothing, _) => Ok(Attempt::Written { older_pending: false }),
        }
    }

    async fn commit(
        &self,
        state: &State,
        change: &Change,
        previous: Option<&State>,
        leftovers: &Leftovers,
        limits: Limits,
    ) -> Result<Attempt, CallError> {
        // Only an alert has a predecessor to wait for. One that is known to wait need not be looked
        // for; one that the outbox did not show may have come since.
        let older = previous.and_then(|previous| previous.last_alert.as_ref());
        let older_alert =
            older.filter(|older| change.alert.is_some() && !leftovers.has(&state.enrollment, older));
        let commit = Commit { previous, state, change, claimed_until: limits.claimed_until, older_alert };
        let (committed, older_pending) = match self.store.commit(&commit).await? {
            Committed::OlderAlertPending => {
                let commit = Commit { older_alert: None, ..commit };
                (self.store.commit(&commit).await?, true)
            }
            committed @ (Committed::Written | Committed::Conflict) => (committed, false),
        };
        Ok(match committed {
            Committed::Written => Attempt::Written { older_pending },
            Committed::Conflict | Committed::OlderAlertPending => Attempt::Conflict,
        })
    }
}

fn stored(enrollment: &Enrollment, decision: Decision, older_pending: bool, limits: Limits) -> Stored {
    let alert = decision.change().and_then(|change| change.alert.clone());
    let Decision { state, outcome, .. } = decision;
    let alert = alert.map(|alert| PendingAlert {
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
        source: format!("other runs wrote first, {CONFLICTS_MAX} times in a row").into(),
    }
}
