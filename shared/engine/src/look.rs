//! One look at one enrollment: ask, decide, write; and again if someone else wrote meanwhile.

use std::time::Duration;

use rollcall_core::account::Account;
use rollcall_core::check::CheckRules;
use rollcall_core::decide::{Decision, Outcome, Write, decide, retire};
use rollcall_core::observation::Observation;
use rollcall_core::plan::Planned;
use rollcall_core::policy::Policy;
use rollcall_core::ports::{CallError, CallErrorClass, Clock, StateWrite, Store, Written};
use rollcall_core::rules::Rules;
use rollcall_core::state::State;

use crate::deadline::Deadline;
use crate::fault::Fault;

/// How often others may write first before the look gives up.
const CONFLICTS_MAX: u32 = 10;

/// The state of an enrollment after a look.
#[derive(Clone, Debug)]
pub struct Found {
    pub state: State,
    pub outcome: Outcome,
    /// Whether an alert was committed.
    pub alerts: bool,
}

impl Found {
    fn by(decision: Decision) -> Self {
        let alerts = decision.change().is_some_and(|change| change.alert.is_some());
        Self { state: decision.state, outcome: decision.outcome, alerts }
    }
}

/// How to look at the enrollments of one account.
#[derive(Debug)]
pub(crate) struct Looker<'a, S, K> {
    pub(crate) store: &'a S,
    pub(crate) clock: &'a K,
    pub(crate) policy: &'a Policy,
    pub(crate) deadline: Deadline,
    /// What the inventory knows of the account.
    pub(crate) account: Option<&'a Account>,
}

impl<S: Store, K: Clock> Looker<'_, S, K> {
    /// Asks, decides and writes; loads and asks again if someone else wrote meanwhile. `ask` gets the state that
    /// its answer will be compared with.
    pub(crate) async fn look(
        &self,
        planned: &Planned,
        mut state: Option<State>,
        ask: impl AsyncFn(Option<&State>) -> Observation,
    ) -> Result<Found, Fault> {
        let Planned { check, enrollment } = planned;
        let fault = |error| Fault::of(enrollment, error);
        for conflict in 0..CONFLICTS_MAX {
            let observation = ask(state.as_ref()).await;
            let rules = Rules { check, policy: self.policy };
            let decision = decide(rules, enrollment, state.as_ref(), &observation, self.clock.now());
            let decision = decision.of_account(self.account);
            match self.write(state.as_ref(), &decision).await.map_err(fault)? {
                Written::Done => return Ok(Found::by(decision)),
                Written::Conflict => tokio::time::sleep(pause(conflict)).await,
            }
            let load = || format!("load the state of {enrollment}");
            state = self.deadline.port(load, self.store.load(enrollment)).await.map_err(fault)?;
        }
        Err(fault(CallError {
            attempted: format!("store the state of {enrollment}"),
            class: CallErrorClass::Unavailable,
            code: None,
            request_id: None,
            source: format!("others wrote first, {CONFLICTS_MAX} times in a row").into(),
        }))
    }

    /// None if someone else wrote first: the next run retires it.
    pub(crate) async fn retire(
        &self,
        check: &'static CheckRules,
        state: &State,
    ) -> Option<Result<Found, Fault>> {
        let rules = Rules { check, policy: self.policy };
        let decision = retire(rules, state, self.clock.now()).of_account(self.account);
        match self.write(Some(state), &decision).await {
            Ok(Written::Done) => Some(Ok(Found::by(decision))),
            Ok(Written::Conflict) => None,
            Err(error) => Some(Err(Fault::of(&state.enrollment, error))),
        }
    }

    async fn write(&self, previous: Option<&State>, decision: &Decision) -> Result<Written, CallError> {
        if decision.write == Write::Nothing {
            return Ok(Written::Done);
        }
        let (state, change) = (&decision.state, decision.change());
        let attempted = || format!("store version {} of {}", state.version, state.enrollment);
        self.deadline.port(attempted, self.store.write(&StateWrite { previous, state, change })).await
    }
}

/// Lets two transactions that met on one item try again at different times.
fn pause(conflict: u32) -> Duration {
    Duration::from_millis(10 << conflict.min(5))
}
