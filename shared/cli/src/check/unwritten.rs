//! What a dry run of the organization would have stored and reads again: the accounts, the run, its units. In
//! memory only.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rollcall_core::account::Account;
use rollcall_core::identity::AccountId;
use rollcall_core::organization::ledger::{Coverage, Run};
use rollcall_core::organization::unit::{Range, RunId, Unit};
use rollcall_core::ports::{CallError, Inventory, Ledger};

use super::dry::Dry;

#[derive(Clone, Debug, Default)]
pub(super) struct Unwritten(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    accounts: BTreeMap<AccountId, Account>,
    run: Option<Run>,
    units: BTreeMap<Range, Coverage>,
}

impl Unwritten {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Inventory> Inventory for Dry<S> {
    async fn accounts(&self) -> Result<BTreeMap<AccountId, Account>, CallError> {
        let mut accounts = self.store.accounts().await?;
        accounts.extend(self.unwritten.kept().accounts.clone());
        Ok(accounts)
    }

    async fn accounts_in(&self, range: &Range) -> Result<Vec<Account>, CallError> {
        let stored = self.store.accounts_in(range).await?;
        let mut accounts: BTreeMap<AccountId, Account> =
            stored.into_iter().map(|account| (account.id.clone(), account)).collect();
        let kept = self.unwritten.kept();
        let in_range = kept.accounts.iter().filter(|(id, _)| range.holds(id));
        accounts.extend(in_range.map(|(id, account)| (id.clone(), account.clone())));
        Ok(accounts.into_values().collect())
    }

    async fn account(&self, id: &AccountId) -> Result<Option<Account>, CallError> {
        let kept = self.unwritten.kept().accounts.get(id).cloned();
        if kept.is_some() { Ok(kept) } else { self.store.account(id).await }
    }

    async fn put(&self, account: &Account) -> Result<(), CallError> {
        self.unwritten.kept().accounts.insert(account.id.clone(), account.clone());
        Ok(())
    }
}

impl<S: Ledger> Ledger for Dry<S> {
    async fn run(&self, run: RunId) -> Result<Option<Run>, CallError> {
        let kept = self.unwritten.kept().run.clone().filter(|kept| kept.id == run);
        if kept.is_some() { Ok(kept) } else { self.store.run(run).await }
    }

    async fn put_run(&self, run: &Run) -> Result<(), CallError> {
        self.unwritten.kept().run = Some(run.clone());
        Ok(())
    }

    async fn units(&self, _run: RunId) -> Result<BTreeMap<Range, Coverage>, CallError> {
        Ok(self.unwritten.kept().units.clone())
    }

    async fn put_unit(&self, unit: &Unit, coverage: &Coverage) -> Result<(), CallError> {
        self.unwritten.kept().units.insert(unit.range.clone(), coverage.clone());
        Ok(())
    }
}
