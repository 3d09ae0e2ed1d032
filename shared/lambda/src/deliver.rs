//! Delivers the alerts of one enrollment in the order of their versions: claim, publish,
//! confirm. The first that cannot go out stops those behind it.

use rollcall_core::history::Receipt;
use rollcall_core::identity::Enrollment;
use rollcall_core::outbox::{PendingAlert, backoff};
use rollcall_core::ports::{Check, Clock, Outbox, Publisher, Rescheduled, Store};
use rollcall_core::text;

use crate::failure::{Fault, chain};
use crate::run::{Limits, Run, Runner, in_time};

/// The longest error kept with an alert, in bytes.
const ERROR_BYTES_MAX: usize = 1024;

/// What became of one alert.
enum Sent {
    /// SNS has taken it, and the receipt is written.
    Confirmed,
    /// SNS has taken it, but the receipt is not written: it will go out again, under its id.
    Unconfirmed(Fault),
    /// Somebody else may be sending it, or its time has not come.
    NotNow,
    /// It could not be sent.
    Failed(Fault),
}

impl<C: Check, S: Store, O: Outbox, P: Publisher, K: Clock> Runner<C, S, O, P, K> {
    /// Sends `older` alerts, then the one that this run has committed, unless an older one that
    /// is not among them is still on its way.
    pub(crate) async fn deliver(
        &self,
        enrollment: &Enrollment,
        mut older: Vec<PendingAlert>,
        own: Option<PendingAlert>,
        older_pending: bool,
        limits: Limits,
    ) -> Run {
        older.sort_by_key(|pending| pending.version);
        let mut run = Run::default();
        let queue =
            older.into_iter().map(|pending| (pending, false)).chain(own.map(|pending| (pending, true)));
        let mut stopped = false;
        for (pending, is_own) in queue {
            if stopped || (is_own && older_pending) {
                run.pending.push(pending);
                continue;
            }
            let sent = in_time(limits, self.send(enrollment, &pending, is_own, limits)).await;
            let sent = sent.unwrap_or_else(|| {
                Sent::Failed(Fault::out_of_time(
                    enrollment,
                    "the deadline came before its alert was published",
                ))
            });
            stopped = !matches!(sent, Sent::Confirmed);
            match sent {
                Sent::Confirmed => run.published += 1,
                Sent::NotNow => run.pending.push(pending),
                Sent::Unconfirmed(fault) => {
                    run.published += 1;
                    run.pending.push(pending);
                    run.faults.push(fault);
                }
                Sent::Failed(fault) => {
                    run.pending.push(pending);
                    run.faults.push(fault);
                }
            }
        }
        run
    }

    async fn send(
        &self,
        enrollment: &Enrollment,
        pending: &PendingAlert,
        is_own: bool,
        limits: Limits,
    ) -> Sent {
        let now = self.clock.now();
        let claimed = if is_own && pending.due_at > now {
            pending.clone()
        } else if pending.due_at > now {
            return Sent::NotNow;
        } else {
            let claim = PendingAlert { due_at: limits.claimed_until, ..pending.clone() };
            match self.outbox.reschedule(pending, &claim).await {
                Ok(Rescheduled::Moved) => claim,
                Ok(Rescheduled::Lost) => return Sent::NotNow,
                Err(error) => return Sent::Failed(Fault::store(enrollment, error)),
            }
        };
        match self.publisher.publish(&rollcall_report::alert::message(&claimed.alert)).await {
            Ok(message_id) => {
                let receipt = Receipt { message_id, published_at: self.clock.now() };
                match self.outbox.confirm(&claimed, &receipt).await {
                    Ok(()) => Sent::Confirmed,
                    Err(error) => Sent::Unconfirmed(Fault::store(enrollment, error)),
                }
            }
            Err(error) => {
                self.delay(&claimed, &chain(&error)).await;
                Sent::Failed(Fault::publish(enrollment, error))
            }
        }
    }

    /// Notes a failed publication. Should that fail too, the claim runs out by itself, so it is
    /// only logged: the invocation fails for the publication.
    async fn delay(&self, claimed: &PendingAlert, error: &str) {
        let attempts = claimed.attempts.saturating_add(1);
        let next = PendingAlert {
            attempts,
            due_at: self.clock.now().plus(backoff(attempts)),
            last_error: Some(text::cut(error.to_owned(), ERROR_BYTES_MAX)),
            ..claimed.clone()
        };
        if let Err(error) = self.outbox.reschedule(claimed, &next).await {
            tracing::warn!(alert = %claimed.alert.id, error = %chain(&error), "could not delay an alert");
        }
    }
}
