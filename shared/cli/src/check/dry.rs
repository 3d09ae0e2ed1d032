//! A store that is read and never written: a run prints what it would write and send.

use rollcall_core::identity::{AccountId, Enrollment};
use rollcall_core::organization::unit::Range;
use rollcall_core::ports::{CallError, SettingsStore, StateWrite, States, Store, StoredPolicy, Written};
use rollcall_core::state::State;

use super::unwritten::Unwritten;
use crate::output::say;

#[derive(Clone, Debug)]
pub(super) struct Dry<S> {
    pub(super) store: S,
    /// What a run of the organization reads again.
    pub(super) unwritten: Unwritten,
    /// Whether it prints no more than what would be sent: an organization has too many enrollments.
    pub(super) brief: bool,
}

impl<S> Dry<S> {
    pub(super) fn new(store: S, brief: bool) -> Self {
        Self { store, unwritten: Unwritten::default(), brief }
    }
}

impl<S: Store> Store for Dry<S> {
    async fn states(&self, account: &AccountId) -> Result<States, CallError> {
        self.store.states(account).await
    }

    async fn states_in(&self, range: &Range) -> Result<States, CallError> {
        self.store.states_in(range).await
    }

    async fn load(&self, enrollment: &Enrollment) -> Result<Option<State>, CallError> {
        self.store.load(enrollment).await
    }

    async fn write(&self, write: &StateWrite<'_>) -> Result<Written, CallError> {
        let State { enrollment, version, compliance, .. } = write.state;
        let alert = write.change.and_then(|change| change.alert.as_ref());
        if self.brief {
            if let Some(alert) = alert {
                let (severity, title) = (alert.severity.into_str(), &alert.title);
                say(format_args!("would send: [{severity}] {enrollment}: {title}"));
            }
            return Ok(Written::Done);
        }
        let Some(change) = write.change else {
            say(format_args!("would note a look at {enrollment}"));
            return Ok(Written::Done);
        };
        say(format_args!("would write version {version} of {enrollment}: {}", compliance.into_str()));
        for transition in &change.entry.transitions {
            say(format_args!("  {} {} -> {}", transition.component, transition.from, transition.to));
        }
        if let Some(alert) = alert {
            say(format_args!("  would send: [{}] {}", alert.severity.into_str(), alert.title));
        }
        Ok(Written::Done)
    }
}

impl<S: SettingsStore> SettingsStore for Dry<S> {
    async fn policy(&self) -> Result<Option<StoredPolicy>, CallError> {
        self.store.policy().await
    }
}
