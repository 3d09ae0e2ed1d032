//! A port that is read and never written: what a run would write and send is told instead.

use rollcall_core::history::Receipt;
use rollcall_core::identity::Enrollment;
use rollcall_core::outbox::PendingAlert;
use rollcall_core::ports::{
    Backlog, CallError, Commit, Committed, Message, Note, Noted, Outbox, Publisher, Rescheduled, Store,
};
use rollcall_core::state::State;

use crate::output::say;

/// A port without its effects.
#[derive(Clone, Debug)]
pub(super) struct Dry<T>(pub(super) T);

impl<S: Store> Store for Dry<S> {
    async fn load(&self, enrollment: &Enrollment) -> Result<Option<State>, CallError> {
        self.0.load(enrollment).await
    }

    async fn commit(&self, commit: &Commit<'_>) -> Result<Committed, CallError> {
        let State { enrollment, version, compliance, .. } = commit.state;
        say(format_args!("would write version {version} of {enrollment}: {}", compliance.as_str()));
        for transition in &commit.change.entry.transitions {
            say(format_args!("  {} {} -> {}", transition.component, transition.from, transition.to));
        }
        Ok(Committed::Written)
    }

    async fn note(&self, note: &Note<'_>) -> Result<Noted, CallError> {
        say(format_args!("would note that somebody looked at {}", note.state.enrollment));
        Ok(Noted::Written)
    }
}

impl<O: Outbox> Outbox for Dry<O> {
    async fn pending(&self, check: &str) -> Result<Backlog, CallError> {
        self.0.pending(check).await
    }

    async fn reschedule(&self, seen: &PendingAlert, _: &PendingAlert) -> Result<Rescheduled, CallError> {
        say(format_args!("would send the pending alert {}", seen.alert.id));
        Ok(Rescheduled::Lost)
    }

    async fn confirm(&self, _: &PendingAlert, _: &Receipt) -> Result<(), CallError> {
        Ok(())
    }
}

impl<P: Publisher> Publisher for Dry<P> {
    async fn publish(&self, message: &Message) -> Result<String, CallError> {
        say(format_args!("would send: {}", message.subject));
        Ok("dry-run".to_owned())
    }
}
