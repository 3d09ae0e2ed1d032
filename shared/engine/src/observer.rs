//! The observer: loads an account's stored states, asks for each status, decides, and commits what
//! changed. It never sends.
//!
//! A status is asked for after its state was loaded, and each write is conditioned on that state: an
//! older answer never replaces a newer one. Enrollments do not wait for each other, and a fault of one
//! stops no other.

use std::time::Duration;

use futures_util::StreamExt;
use rollcall_core::check::CheckRules;
use rollcall_core::decide::{Decision, Outcome, Write, decide, retire};
use rollcall_core::observation::{Blindness, Cause, Observation};
use rollcall_core::plan::{Home, PlanError, Planned, Request, no_longer_planned, plan};
use rollcall_core::policy::{Policy, PolicyError};
use rollcall_core::ports::{
    CallError, CallErrorClass, Clock, SettingsStore, StateWrite, States, StatusSource, Store, StoredPolicy,
    Written,
};
use rollcall_core::rules::Rules;
use rollcall_core::state::State;

use crate::deadline::Deadline;
use crate::fault::Fault;

/// How many enrollments are looked at at the same time.
const AT_ONCE: usize = 64;
/// How often others may write first before the run gives up.
const CONFLICTS_MAX: u32 = 10;

#[derive(Debug)]
pub struct Observer<A, S, K> {
    pub source: A,
    pub store: S,
    pub clock: K,
    /// Every check of this build.
    pub checks: &'static [&'static CheckRules],
    /// The policy to use unless one is stored.
    pub policy: Policy,
    /// Whether a stored policy replaces `policy`.
    pub takes_stored_policy: bool,
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Observed {
    /// The enrollments, in the order of the plan, then those that were retired.
    pub found: Vec<Found>,
    pub faults: Vec<Fault>,
}

#[derive(Clone, Debug)]
pub struct Found {
    /// The state after the look.
    pub state: State,
    pub outcome: Outcome,
    /// Whether an alert was committed.
    pub alerts: bool,
}

impl Observed {
    pub fn count(&self, outcome: Outcome) -> usize {
        self.found.iter().filter(|found| found.outcome == outcome).count()
    }

    /// How many alerts were committed.
    pub fn alerts(&self) -> usize {
        self.found.iter().filter(|found| found.alerts).count()
    }

    fn add(&mut self, result: Result<Found, Fault>) {
        match result {
            Ok(found) => self.found.push(found),
            Err(fault) => self.faults.push(fault),
        }
    }
}

/// Why nothing was looked at.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Plan(PlanError),
    /// The stored policy cannot be read by this version.
    #[error("{error}")]
    Policy {
        /// Counts all policies that were ever applied, from 1.
        version: u64,
        error: PolicyError,
    },
    /// The stored states or settings could not be loaded.
    #[error("{0}")]
    Store(Fault),
}

impl<A: StatusSource, S: Store + SettingsStore, K: Clock> Observer<A, S, K> {
    /// Looks at everything that is asked for, until `deadline`. A request for all also retires
    /// enrollments that are stored but no longer planned.
    ///
    /// # Errors
    /// When nothing could be looked at. Faults of single enrollments are in the answer.
    pub async fn observe(
        &self,
        request: &Request,
        home: &Home,
        deadline: Deadline,
    ) -> Result<Observed, Refused> {
        let load = || format!("load the states of {}", home.account);
        let (policy, states) = tokio::join!(
            self.current_policy(deadline),
            deadline.port(load, self.store.states(&home.account))
        );
        let policy = policy?;
        let mut states = states.map_err(|error| Refused::Store(error.into()))?;
        let planned = plan(request, home, &policy, self.checks).map_err(Refused::Plan)?;
        let mut observed = self.look_at(&planned, &mut states, &policy, deadline).await;
        if *request == Request::All {
            self.retire_others(&planned, states, &policy, deadline, &mut observed).await;
        }
        Ok(observed)
    }

    /// Looks at the planned enrollments, side by side.
    async fn look_at(
        &self,
        planned: &[Planned],
        states: &mut States,
        policy: &Policy,
        deadline: Deadline,
    ) -> Observed {
        let mut observed = Observed::default();
        let mut looks = Vec::new();
        for one in planned {
            match states.unreadable.remove(&one.enrollment) {
                Some(error) => observed.faults.push(Fault::of(&one.enrollment, error)),
                None => looks.push((looks.len(), one, states.found.get(&one.enrollment).cloned())),
            }
        }
        let mut results: Vec<_> = futures_util::stream::iter(looks)
            .map(async |(place, one, state)| (place, self.look(one, state, policy, deadline).await))
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        // A slow one does not hold up the others; the answer keeps their order all the same.
        results.sort_by_key(|(place, _)| *place);
        results.into_iter().for_each(|(_, result)| observed.add(result));
        observed
    }

    /// Retires what is stored and not planned. A state that cannot be read cannot be retired.
    async fn retire_others(
        &self,
        planned: &[Planned],
        states: States,
        policy: &Policy,
        deadline: Deadline,
        observed: &mut Observed,
    ) {
        let unreadable = states.unreadable.into_iter();
        observed.faults.extend(unreadable.map(|(enrollment, error)| Fault::of(&enrollment, error)));
        for state in no_longer_planned(states.found.values(), planned) {
            if let Some(result) = self.retire(state, policy, deadline).await {
                observed.add(result);
            }
        }
    }

    /// The stored policy, else the given one.
    async fn current_policy(&self, deadline: Deadline) -> Result<Policy, Refused> {
        if !self.takes_stored_policy {
            return Ok(self.policy.clone());
        }
        let stored = deadline.port(|| "load the settings".to_owned(), self.store.policy()).await;
        match stored.map_err(|error| Refused::Store(error.into()))? {
            None => Ok(self.policy.clone()),
            Some(StoredPolicy { version, toml, .. }) => {
                Policy::parse(&toml, self.checks).map_err(|error| Refused::Policy { version, error })
            }
        }
    }

    /// Asks, decides and writes; asks again if someone else wrote meanwhile.
    async fn look(
        &self,
        planned: &Planned,
        mut state: Option<State>,
        policy: &Policy,
        deadline: Deadline,
    ) -> Result<Found, Fault> {
        let Planned { check, enrollment } = planned;
        let fault = |error| Fault::of(enrollment, error);
        for conflict in 0..CONFLICTS_MAX {
            let observation = self.ask(planned, deadline).await;
            let rules = Rules { check, policy };
            let decision = decide(rules, enrollment, state.as_ref(), &observation, self.clock.now());
            match self.write(state.as_ref(), &decision, deadline).await.map_err(fault)? {
                Written::Done => return Ok(found(decision)),
                Written::Conflict => tokio::time::sleep(pause(conflict)).await,
            }
            let load = || format!("load the state of {enrollment}");
            state = deadline.port(load, self.store.load(enrollment)).await.map_err(fault)?;
        }
        Err(fault(CallError {
            attempted: format!("store the state of {enrollment}"),
            class: CallErrorClass::Unavailable,
            code: None,
            request_id: None,
            source: format!("others wrote first, {CONFLICTS_MAX} times in a row").into(),
        }))
    }

    async fn ask(&self, planned: &Planned, deadline: Deadline) -> Observation {
        let asked = deadline.call(self.source.fetch(planned.check, &planned.enrollment.target)).await;
        asked.unwrap_or_else(|late| {
            Observation::Blind(Blindness::new(Cause::Timeout, None, None, &late.to_string()))
        })
    }

    /// None if someone else wrote first, or if this version has no check for the state: the next run or
    /// another version retires it.
    async fn retire(
        &self,
        state: &State,
        policy: &Policy,
        deadline: Deadline,
    ) -> Option<Result<Found, Fault>> {
        let check = self.checks.iter().find(|check| check.id == state.enrollment.check)?;
        let decision = retire(Rules { check, policy }, state, self.clock.now());
        match self.write(Some(state), &decision, deadline).await {
            Ok(Written::Done) => Some(Ok(found(decision))),
            Ok(Written::Conflict) => None,
            Err(error) => Some(Err(Fault::of(&state.enrollment, error))),
        }
    }

    async fn write(
        &self,
        previous: Option<&State>,
        decision: &Decision,
        deadline: Deadline,
    ) -> Result<Written, CallError> {
        if decision.write == Write::Nothing {
            return Ok(Written::Done);
        }
        let (state, change) = (&decision.state, decision.change());
        let attempted = || format!("store version {} of {}", state.version, state.enrollment);
        deadline.port(attempted, self.store.write(&StateWrite { previous, state, change })).await
    }
}

fn found(decision: Decision) -> Found {
    let alerts = decision.change().is_some_and(|change| change.alert.is_some());
    Found { state: decision.state, outcome: decision.outcome, alerts }
}

/// Lets two transactions that met on one item try again at different times.
fn pause(conflict: u32) -> Duration {
    Duration::from_millis(10 << conflict.min(5))
}
