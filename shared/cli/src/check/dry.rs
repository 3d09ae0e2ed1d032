//! A store that is read and never written: a run prints what it would write and send.

use std::collections::BTreeMap;

use rollcall_core::account::Account;
use rollcall_core::identity::{AccountId, Enrollment};
use rollcall_core::organization::unit::Range;
use rollcall_core::ports::{
    CallError, Inventory, SettingsStore, StateWrite, States, Store, StoredPolicy, Written,
};
use rollcall_core::state::State;

use crate::output::say;

#[derive(Clone, Debug)]
pub(super) struct Dry<S>(pub(super) S);

impl<S: Store> Store for Dry<S> {
    async fn states(&self, account: &AccountId) -> Result<States, CallError> {
        self.0.states(account).await
    }

    async fn states_in(&self, range: &Range) -> Result<States, CallError> {
        self.0.states_in(range).await
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

impl<S: Inventory> Inventory for Dry<S> {
    async fn accounts(&self) -> Result<BTreeMap<AccountId, Account>, CallError> {
        self.0.accounts().await
    }

    async fn accounts_in(&self, range: &Range) -> Result<Vec<Account>, CallError> {
        self.0.accounts_in(range).await
    }

    async fn account(&self, id: &AccountId) -> Result<Option<Account>, CallError> {
        self.0.account(id).await
    }

    async fn put(&self, account: &Account) -> Result<(), CallError> {
        say(format_args!("would store the account {}", account.id));
        Ok(())
    }
}

impl<S: SettingsStore> SettingsStore for Dry<S> {
    async fn policy(&self) -> Result<Option<StoredPolicy>, CallError> {
        self.0.policy().await
    }
}
