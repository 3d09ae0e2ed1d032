//! The visit of one account: enter it, look at everything that is planned there, and retire what is not.

use std::cell::RefCell;

use futures_util::future::join_all;
use rollcall_core::account::{Account, Watch};
use rollcall_core::check::CheckRules;
use rollcall_core::decide::Outcome;
use rollcall_core::identity::AccountId;
use rollcall_core::observation::{Blindness, Cause, Observation};
use rollcall_core::organization::access::{self, Entry};
use rollcall_core::organization::ledger::Run;
use rollcall_core::plan::{Home, Planned, no_longer_planned};
use rollcall_core::policy::Policy;
use rollcall_core::ports::{Accounts, Clock, Session, States, StatusSource, Store};
use rollcall_core::state::State;
use rollcall_core::time::Time;
use tokio::sync::Semaphore;

use crate::deadline::Deadline;
use crate::fault::Fault;
use crate::look::{Found, Looker};
use crate::observed::Observed;

/// What to do in an account.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) account: Account,
    pub(crate) planned: Vec<Planned>,
    pub(crate) states: States,
    /// Whether what is stored and not planned is retired.
    pub(crate) retires: bool,
}

/// What all visits of a run share.
#[derive(Debug)]
pub(crate) struct Visitor<'a, A, S, K> {
    pub(crate) accounts: &'a A,
    pub(crate) store: &'a S,
    pub(crate) clock: &'a K,
    pub(crate) checks: &'static [&'static CheckRules],
    pub(crate) policy: &'a Policy,
    pub(crate) home: &'a Home,
    pub(crate) session: Session,
    /// The run of the organization that the visits belong to.
    pub(crate) run: Option<&'a Run>,
    pub(crate) deadline: Deadline,
    /// How many looks may go on at the same time.
    pub(crate) looks: Semaphore,
}

impl<A: Accounts, S: Store, K: Clock> Visitor<'_, A, S, K> {
    pub(crate) async fn visit(&self, visit: Visit) -> Observed {
        let Visit { account, mut planned, mut states, retires } = visit;
        let looker = Looker {
            store: self.store,
            clock: self.clock,
            policy: self.policy,
            deadline: self.deadline,
            account: Some(&account),
        };
        let mut observed = Observed::default();
        if !planned.is_empty() {
            let (entry, source) = self.enter(&looker, &account, &mut states, &mut observed).await;
            let mut looks = Vec::new();
            for one in &planned {
                match states.unreadable.remove(&one.enrollment) {
                    Some(error) => observed.faults.push(Fault::of(&one.enrollment, error)),
                    None => {
                        let state = states.found.get(&one.enrollment).cloned();
                        looks.push(self.look(&looker, one, state, &account, &entry, source.as_ref()));
                    }
                }
            }
            join_all(looks).await.into_iter().for_each(|result| observed.add(result));
            planned.push(access::planned(&account.id, self.home));
        }
        if retires {
            self.retire_others(&looker, &planned, states, &mut observed).await;
        }
        observed
    }

    /// Enters the account, and looks at whether that was possible. The own account needs no role.
    async fn enter(
        &self,
        looker: &Looker<'_, S, K>,
        account: &Account,
        states: &mut States,
        observed: &mut Observed,
    ) -> (Entry, Option<A::Source>) {
        if account.id == self.home.account {
            return (Entry::Entered, Some(self.accounts.own()));
        }
        let planned = access::planned(&account.id, self.home);
        let entered = RefCell::new((Entry::Suspended, None));
        let ask = async |known: Option<&State>| {
            let (entry, source) = self.try_to_enter(account).await;
            let observation = access::observation(&entry, Some(account), known, self.clock.now());
            entered.replace((entry, source));
            observation
        };
        match states.unreadable.remove(&planned.enrollment) {
            Some(error) => {
                observed.faults.push(Fault::of(&planned.enrollment, error));
                return self.try_to_enter(account).await;
            }
            None => {
                let state = states.found.get(&planned.enrollment).cloned();
                observed.add(looker.look(&planned, state, ask).await);
            }
        }
        entered.into_inner()
    }

    async fn try_to_enter(&self, account: &Account) -> (Entry, Option<A::Source>) {
        match account.watch() {
            Watch::Suspended => return (Entry::Suspended, None),
            Watch::Asked | Watch::NotYet | Watch::Retired => {}
        }
        match self.deadline.call(self.accounts.enter(&account.id, &self.session)).await {
            Ok(Ok(source)) => (Entry::Entered, Some(source)),
            Ok(Err(blindness)) => (Entry::Refused(blindness), None),
            Err(late) => (Entry::Refused(late.into()), None),
        }
    }

    async fn look(
        &self,
        looker: &Looker<'_, S, K>,
        planned: &Planned,
        state: Option<State>,
        account: &Account,
        entry: &Entry,
        source: Option<&A::Source>,
    ) -> Result<Found, Fault> {
        // Nothing closes the semaphore.
        let _turn = self.looks.acquire().await.ok();
        let answered = self.answered_at(planned, &account.id).filter(|_| source.is_some());
        if let Some(state) = state.as_ref().filter(|state| answered.is_some_and(|at| state.looked_at >= at)) {
            return Ok(Found::as_it_stands(state.clone()));
        }
        let ask = async |_: Option<&State>| match source {
            None => access::no_access(entry),
            Some(_) if answered.is_some() => organization_answer(account, planned.check),
            Some(source) => self.ask(source, planned).await,
        };
        looker.look(planned, state, ask).await
    }

    /// When the organization answered the check for all accounts, in this run. The own account is always asked
    /// itself: it may manage the organization, and then says more.
    fn answered_at(&self, planned: &Planned, account: &AccountId) -> Option<Time> {
        let run = self.run.filter(|_| *account != self.home.account)?;
        run.answered.get(planned.check.id).copied()
    }

    async fn ask(&self, source: &A::Source, planned: &Planned) -> Observation {
        let asked = self.deadline.call(source.fetch(planned.check, &planned.enrollment.target)).await;
        asked.unwrap_or_else(|late| Observation::Blind(late.into()))
    }

    /// Retires what is stored and not planned. A state that cannot be read cannot be retired, nor can one of
    /// a check that this version does not have.
    async fn retire_others(
        &self,
        looker: &Looker<'_, S, K>,
        planned: &[Planned],
        states: States,
        observed: &mut Observed,
    ) {
        let unreadable = states.unreadable.into_iter();
        observed.faults.extend(unreadable.map(|(enrollment, error)| Fault::of(&enrollment, error)));
        for state in no_longer_planned(states.found.values(), planned) {
            let mut checks = self.checks.iter().copied().chain([&access::RULES]);
            let Some(check) = checks.find(|check| check.id == state.enrollment.check) else { continue };
            if let Some(result) = looker.retire(check, state).await {
                observed.add(result);
            }
        }
    }
}

/// What the organization answered for an account in this run.
fn organization_answer(account: &Account, check: &CheckRules) -> Observation {
    match account.answers.get(check.id) {
        Some(snapshot) => Observation::Observed(snapshot.clone()),
        None => {
            let why = "the service answered for the whole organization, and did not name this account";
            Observation::Blind(Blindness::new(Cause::Unavailable, Some("NotNamed"), None, why))
        }
    }
}

impl Found {
    /// Someone has looked since the answer was given: nothing is decided.
    fn as_it_stands(state: State) -> Self {
        let outcome = if state.blind.is_some() { Outcome::Blind } else { Outcome::Unchanged };
        Self { state, outcome, alerts: false }
    }
}
