//! The planner: keeps the inventory of the organization, plans a run over all of its accounts, and says in the
//! end who should have answered and did not.

use std::collections::BTreeMap;

use futures_util::{StreamExt, TryStreamExt};
use rollcall_core::account::Account;
use rollcall_core::identity::{AccountId, Enrollment};
use rollcall_core::observation::Observation;
use rollcall_core::organization::access;
use rollcall_core::organization::inventory;
use rollcall_core::organization::ledger::{Coverage, Run, reconcile};
use rollcall_core::organization::unit::{RunId, tile};
use rollcall_core::plan::{self, Home, Planned};
use rollcall_core::policy::Policy;
use rollcall_core::ports::{CallError, Clock, Inventory, Ledger, Organization, SettingsStore, Store};
use rollcall_core::state::State;

use crate::deadline::Deadline;
use crate::fault::Fault;
use crate::look::{Found, Looker};
use crate::organization::{self, Accounts, NoInventory};
use crate::refused::Refused;
use crate::rulebook::Rulebook;

/// How many accounts are stored at the same time.
const PUTS_AT_ONCE: usize = 32;

#[derive(Debug)]
pub struct Planner<O, S, K> {
    pub organization: O,
    pub store: S,
    pub clock: K,
    pub rulebook: Rulebook,
}

/// A planned run.
#[derive(Debug)]
pub struct PlannedRun {
    pub run: Run,
    /// How many accounts are watched.
    pub accounts: usize,
    /// What the check `inventory` found, if the organization was listed.
    pub inventory: Option<Found>,
    /// The checks that the organization did not answer: each account is asked itself.
    pub unanswered: Vec<Fault>,
}

#[derive(Debug, thiserror::Error)]
pub enum NotPlanned {
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("could not list the accounts of the organization: {0}")]
    Inventory(#[from] NoInventory),
}

impl From<CallError> for NotPlanned {
    fn from(error: CallError) -> Self {
        Self::Refused(error.into())
    }
}

impl<O: Organization, S: Store + SettingsStore + Inventory + Ledger, K: Clock> Planner<O, S, K> {
    /// Lists the organization if that is due, asks it for what it answers for all accounts, and cuts the accounts
    /// into units.
    ///
    /// # Errors
    /// When what is stored cannot be read, the run cannot be stored, or no account is known.
    pub async fn plan(&self, home: &Home, deadline: Deadline) -> Result<PlannedRun, NotPlanned> {
        let id = RunId(self.clock.now());
        let policy = self.rulebook.policy_in_force(&self.store, deadline).await?;
        let known = deadline.port(|| "read the accounts".to_owned(), self.store.accounts()).await?;
        let state = self.inventory_state(home, deadline).await?;
        let mut accounts = known.clone();
        let mut observation = None;
        if inventory::is_due(state.as_ref(), id.0) || !known.values().any(Account::is_listed) {
            let listed = organization::list(&self.organization, &known, home, id.0, deadline).await?;
            (accounts, observation) = (listed.0, Some(listed.1));
        }
        let (asked, by) = (&mut accounts, (home, &policy));
        let answered =
            organization::ask_all(&self.organization, asked, self.rulebook.checks, by, id.0, deadline).await;
        let changed = accounts.values().filter(|account| known.get(&account.id) != Some(account));
        self.put(changed, deadline).await?;
        // Only now: if an account was not stored, the organization is listed again.
        let inventory = match observation {
            Some(observation) => Some(self.look(state, &observation, home, &policy, deadline).await?),
            None => None,
        };
        let (expected, watched) = self.expected(&accounts, home, &policy);
        let planned = expected.values().sum();
        let run = Run { id, planned, ranges: tile(&expected), answered: answered.at, coverage: None };
        deadline.port(|| format!("store the run {id}"), self.store.put_run(&run)).await?;
        Ok(PlannedRun { run, accounts: watched, inventory, unanswered: answered.faults })
    }

    /// Sums up what the units of a run saw, and stores it with the run.
    ///
    /// # Errors
    /// When what is stored cannot be read, there is no such run, or its end cannot be stored.
    pub async fn reconcile(&self, id: RunId, home: &Home, deadline: Deadline) -> Result<Coverage, Refused> {
        let read = || format!("read the run {id} from the ledger");
        let (policy, run, units) = tokio::join!(
            self.rulebook.policy_in_force(&self.store, deadline),
            deadline.port(read, self.store.run(id)),
            deadline.port(read, self.store.units(id)),
        );
        let (policy, run, units) = (policy?, run?.ok_or(Refused::Run(id))?, units?);
        let accounts = if units.len() < run.ranges.len() {
            deadline.port(|| "read the accounts".to_owned(), self.store.accounts()).await?
        } else {
            BTreeMap::new()
        };
        let planned = |account: &Account| {
            let planned = self.planned(account, home, &policy).into_iter();
            planned.map(|one| one.enrollment).collect::<Vec<Enrollment>>()
        };
        let coverage = reconcile(&run, &units, accounts.values(), planned);
        let run = Run { coverage: Some(coverage.clone()), ..run };
        deadline.port(|| format!("store the end of the run {id}"), self.store.put_run(&run)).await?;
        Ok(coverage)
    }

    /// The state of the check `inventory`.
    async fn inventory_state(&self, home: &Home, deadline: Deadline) -> Result<Option<State>, CallError> {
        let enrollment = inventory::planned(home).enrollment;
        let load = || format!("load the state of {enrollment}");
        deadline.port(load, self.store.load(&enrollment)).await
    }

    async fn look(
        &self,
        state: Option<State>,
        observation: &Observation,
        home: &Home,
        policy: &Policy,
        deadline: Deadline,
    ) -> Result<Found, NotPlanned> {
        let looker = Looker { store: &self.store, clock: &self.clock, policy, deadline, account: None };
        let planned = inventory::planned(home);
        let looked = looker.look(&planned, state, None, async |_: Option<&State>| observation.clone()).await;
        looked.map_err(|fault| Refused::Store(fault).into())
    }

    async fn put(
        &self,
        changed: impl Iterator<Item = &Account>,
        deadline: Deadline,
    ) -> Result<(), CallError> {
        let put = async |account: &Account| {
            deadline.port(|| format!("store the account {}", account.id), self.store.put(account)).await
        };
        futures_util::stream::iter(changed).map(put).buffer_unordered(PUTS_AT_ONCE).try_collect().await
    }

    /// How many enrollments are expected of each account, and how many accounts are watched.
    fn expected<'a>(
        &self,
        accounts: &'a Accounts,
        home: &Home,
        policy: &Policy,
    ) -> (BTreeMap<&'a AccountId, usize>, usize) {
        let expected: BTreeMap<&AccountId, usize> = accounts
            .values()
            .map(|account| (&account.id, self.planned(account, home, policy).len()))
            .collect();
        let watched = expected.values().filter(|enrollments| **enrollments > 0).count();
        (expected, watched)
    }

    /// What is planned for an account; the role of another account is one of it.
    fn planned(&self, account: &Account, home: &Home, policy: &Policy) -> Vec<Planned> {
        let mut planned = plan::of_member(account, home, policy, self.rulebook.checks);
        if account.id != home.account && !planned.is_empty() {
            planned.push(access::planned(&account.id, home));
        }
        planned
    }
}
