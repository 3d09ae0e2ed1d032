//! The observer: loads what is stored of accounts, visits them, and commits what changed. It never sends.
//!
//! A status is asked for after its state was loaded, and each write is conditioned on that state: an
//! older answer never replaces a newer one. Enrollments do not wait for each other, and a fault of one
//! stops no other.

use std::collections::BTreeMap;

use futures_util::StreamExt;
use rollcall_core::account::{Account, Watch};
use rollcall_core::identity::{AccountId, Enrollment};
use rollcall_core::organization::ledger::Run;
use rollcall_core::organization::unit::Unit;
use rollcall_core::plan::{self, Home, Planned, Request, plan};
use rollcall_core::policy::Policy;
use rollcall_core::ports::{
    Accounts, CallError, Clock, Inventory, Ledger, Session, SettingsStore, States, Store,
};
use tokio::sync::Semaphore;

use crate::deadline::Deadline;
use crate::fault::Fault;
use crate::observed::Observed;
use crate::refused::Refused;
use crate::rulebook::Rulebook;
use crate::visit::{Visit, Visitor};

/// How many accounts are visited, and how many enrollments are looked at, at the same time.
const AT_ONCE: usize = 64;

#[derive(Debug)]
pub struct Observer<A, S, K> {
    pub accounts: A,
    pub store: S,
    pub clock: K,
    pub rulebook: Rulebook,
}

impl<A: Accounts, S: Store + SettingsStore + Inventory, K: Clock> Observer<A, S, K> {
    /// Looks at everything that is asked for, until `deadline`. A request for all also retires
    /// enrollments of the own account that are stored but no longer planned.
    ///
    /// # Errors
    /// When nothing could be looked at. Faults of single enrollments are in the answer.
    pub async fn observe(
        &self,
        request: &Request,
        home: &Home,
        deadline: Deadline,
    ) -> Result<Observed, Refused> {
        let (policy, states) = tokio::join!(
            self.rulebook.policy_in_force(&self.store, deadline),
            self.states(&home.account, deadline)
        );
        let (policy, states) = (policy?, states?);
        let planned = plan(request, home, &policy, self.rulebook.checks).map_err(Refused::Plan)?;
        let mut of_account: BTreeMap<AccountId, Vec<Planned>> = BTreeMap::new();
        for one in planned {
            of_account.entry(one.enrollment.target.account.clone()).or_default().push(one);
        }
        let planned = of_account.remove(&home.account).unwrap_or_default();
        let account = Account::new(home.account.clone());
        let mut visits = vec![Visit { account, planned, states, retires: *request == Request::All }];
        for (id, planned) in of_account {
            visits.push(self.visit_of_other(id, planned, deadline).await?);
        }
        let visitor = self.visitor("rollcall".to_owned(), &policy, home, None, deadline);
        Ok(visit_all(&visitor, visits).await)
    }

    /// Looks at everything that is planned for the accounts of a unit, retires what is no longer planned there,
    /// and writes into the ledger what was expected and seen.
    ///
    /// # Errors
    /// When nothing could be looked at. Faults of single enrollments are in the answer.
    pub async fn observe_unit(
        &self,
        unit: &Unit,
        home: &Home,
        deadline: Deadline,
    ) -> Result<Observed, Refused>
    where
        S: Ledger,
    {
        self.unit(unit, home, deadline, true).await
    }

    /// As [`observe_unit`](Self::observe_unit), and retires nothing: what a laptop does not plan may be planned
    /// by the functions.
    ///
    /// # Errors
    /// As there.
    pub async fn observe_unit_and_keep(
        &self,
        unit: &Unit,
        home: &Home,
        deadline: Deadline,
    ) -> Result<Observed, Refused>
    where
        S: Ledger,
    {
        self.unit(unit, home, deadline, false).await
    }

    async fn unit(
        &self,
        unit: &Unit,
        home: &Home,
        deadline: Deadline,
        retires: bool,
    ) -> Result<Observed, Refused>
    where
        S: Ledger,
    {
        let Unit { run: id, range } = unit;
        let (policy, run, accounts, states) = tokio::join!(
            self.rulebook.policy_in_force(&self.store, deadline),
            deadline.port(|| format!("read the run {id} from the ledger"), self.store.run(*id)),
            deadline.port(|| "read the accounts of the unit".to_owned(), self.store.accounts_in(range)),
            deadline.port(|| "load the states of the unit".to_owned(), self.store.states_in(range)),
        );
        let (policy, run) = (policy?, run?.ok_or(Refused::Run(*id))?);
        let mut states = by_account(states?);
        let visits = accounts?.into_iter().map(|account| Visit {
            planned: plan::of_member(&account, home, &policy, self.rulebook.checks),
            states: states.remove(&account.id).unwrap_or_default(),
            retires: retires && account.watch() != Watch::NotYet,
            account,
        });
        let visitor = self.visitor(format!("rollcall-{id}"), &policy, home, Some(&run), deadline);
        let mut observed = visit_all(&visitor, visits.collect()).await;
        let attempted = || format!("store a unit of the run {id} in the ledger");
        let put = deadline.port(attempted, self.store.put_unit(unit, &observed.coverage())).await;
        observed.faults.extend(put.err().map(Fault::from));
        Ok(observed)
    }

    async fn states(&self, account: &AccountId, deadline: Deadline) -> Result<States, CallError> {
        deadline.port(|| format!("load the states of {account}"), self.store.states(account)).await
    }

    /// A visit of an account that a request names. What is not named there is not retired.
    async fn visit_of_other(
        &self,
        id: AccountId,
        planned: Vec<Planned>,
        deadline: Deadline,
    ) -> Result<Visit, CallError> {
        let account = deadline.port(|| format!("read the account {id}"), self.store.account(&id));
        let (account, states) = tokio::join!(account, self.states(&id, deadline));
        let account = account?.unwrap_or_else(|| Account::new(id));
        Ok(Visit { account, planned, states: states?, retires: false })
    }

    fn visitor<'a>(
        &'a self,
        session: String,
        policy: &'a Policy,
        home: &'a Home,
        run: Option<&'a Run>,
        deadline: Deadline,
    ) -> Visitor<'a, A, S, K> {
        let enabled = self.rulebook.checks.iter().filter(|check| policy.enables(check.id));
        Visitor {
            accounts: &self.accounts,
            store: &self.store,
            clock: &self.clock,
            checks: self.rulebook.checks,
            policy,
            home,
            session: Session { name: session, actions: enabled.map(|check| check.action).collect() },
            run,
            deadline,
            looks: Semaphore::new(AT_ONCE),
        }
    }
}

/// Visits all accounts, side by side. A slow one does not hold up the others; the answer keeps their order
/// all the same.
async fn visit_all<A: Accounts, S: Store, K: Clock>(
    visitor: &Visitor<'_, A, S, K>,
    visits: Vec<Visit>,
) -> Observed {
    let mut results: Vec<(usize, Observed)> = futures_util::stream::iter(visits.into_iter().enumerate())
        .map(async |(place, visit)| (place, visitor.visit(visit).await))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    results.sort_by_key(|(place, _)| *place);
    let mut observed = Observed::default();
    results.into_iter().for_each(|(_, one)| observed.extend(one));
    observed
}

/// The states of each account.
fn by_account(states: States) -> BTreeMap<AccountId, States> {
    let mut of_account: BTreeMap<AccountId, States> = BTreeMap::new();
    let account = |enrollment: &Enrollment| enrollment.target.account.clone();
    for (enrollment, state) in states.found {
        of_account.entry(account(&enrollment)).or_default().found.insert(enrollment, state);
    }
    for (enrollment, error) in states.unreadable {
        of_account.entry(account(&enrollment)).or_default().unreadable.insert(enrollment, error);
    }
    of_account
}
