//! A store that is read and never written: a run prints what it would write and send.

use rollcall_core::identity::{AccountId, Enrollment};
use rollcall_core::ports::{CallError, SettingsStore, StateWrite, States, Store, StoredPolicy, Written};
use rollcall_core::state::State;

use crate::output::say;

#[derive(Clone, Debug)]
pub(super) struct Dry<S>(pub(super) S);

impl<S: Store> Store for Dry<S> {
    async fn states(&self, account: &AccountId) -> Result<States, CallError> {
        self.0.states(account).await
    }

    async fn load(&self, enrollment: &Enrollment) -> Result<Option<State>, CallError> {
        self.0.load(enrollment).await
    }

    async fn write(&self, write: &StateWrite<'_>) -> Result<Written, CallError> {
        let State { enrollment, version, compliance, .. } = write.state;
        let Some(change) = write.change else {
            say(format_args!("would note a look at {enrollment}"));
            return Ok(Written::Done);
        };
        say(format_args!("would write version {version} of {enrollment}: {}", compliance.into_str()));
        for transition in &change.entry.transitions {
            say(format_args!("  {} {} -> {}", transition.component, transition.from, transition.to));
        }
        if let Some(alert) = &change.alert {
            say(format_args!("  would send: [{}] {}", alert.severity.into_str(), alert.title));
        }
        Ok(Written::Done)
    }
}

impl<S: SettingsStore> SettingsStore for Dry<S> {
    async fn policy(&self) -> Result<Option<StoredPolicy>, CallError> {
        self.0.policy().await
    }
}
