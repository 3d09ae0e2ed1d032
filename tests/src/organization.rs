//! A hub over the organization of a sandbox of its own: its planner, observer and courier as Lambda and the
//! state machine run them.

use std::sync::Arc;
use std::time::Duration;

use rollcall_core::identity::AccountId;
use rollcall_sandbox::{Options, Sandbox};
use serde_json::{Value, json};

use crate::binaries;
use crate::function::{Ended, Function};
use crate::place::{Place, answer};

pub const MEMBER_ROLE: &str = "rollcall-member";
pub const EXTERNAL_ID: &str = "rollcall-sandbox";

#[derive(Clone, Debug)]
pub struct Hub {
    /// The management account's.
    pub place: Place,
}

impl Hub {
    /// An organization of this many accounts, the hub's own included.
    pub async fn new(accounts: usize, policy: &str) -> Self {
        binaries::folder();
        let options = Options {
            accounts,
            member_role: Some(MEMBER_ROLE.to_owned()),
            external_id: Some(EXTERNAL_ID.to_owned()),
            ..Options::default()
        };
        let account = options.account.clone();
        let sandbox = Arc::new(Sandbox::start(options).await.expect("a sandbox starts"));
        let place = Place { sandbox, account, policy: policy.to_owned() };
        place.prepare();
        Self { place }
    }

    pub fn sandbox(&self) -> &Sandbox {
        &self.place.sandbox
    }

    /// The accounts but for the hub's own.
    pub fn members(&self) -> Vec<AccountId> {
        let accounts = self.sandbox().accounts().into_iter().map(|account| account.id);
        accounts.filter(|id| *id != self.place.account).collect()
    }

    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let mut variables = self.place.variables();
        variables.push(("ROLLCALL_MEMBER_ROLE", MEMBER_ROLE.to_owned()));
        variables.push(("ROLLCALL_EXTERNAL_ID", EXTERNAL_ID.to_owned()));
        variables
    }

    /// Invokes a new process of a function once.
    pub async fn invoke(&self, function: &str, event: &Value) -> Ended {
        let mut process = Function::start(function, &self.variables()).await;
        process.invoke(event, &self.place.function_arn(function), Duration::from_secs(120)).await
    }

    /// The answer of the planner's first step, which must succeed.
    pub async fn plan(&self) -> Value {
        answer(self.invoke("planner", &json!({"step": "plan"})).await)
    }

    /// The answer of the planner's last step, which must succeed.
    pub async fn reconcile(&self, run: &Value) -> Value {
        answer(self.invoke("planner", &json!({"step": "reconcile", "run": run})).await)
    }

    /// The answer of the observer for a unit, which must succeed.
    pub async fn observe_unit(&self, unit: &Value) -> Value {
        answer(self.invoke("observer", &json!({"unit": unit})).await)
    }

    /// A whole run, one unit after the other, as one process of the observer: the answers of the units, and of
    /// the last step.
    pub async fn run(&self) -> (Vec<Value>, Value) {
        let planned = self.plan().await;
        let mut observer = Function::start("observer", &self.variables()).await;
        let arn = self.place.function_arn("observer");
        let mut answers = Vec::new();
        for unit in planned["units"].as_array().expect("units") {
            let event = json!({"unit": unit});
            answers.push(answer(observer.invoke(&event, &arn, Duration::from_secs(120)).await));
        }
        (answers, self.reconcile(&planned["run"]).await)
    }
}

/// The sum of a count over the answers of units.
pub fn sum(answers: &[Value], name: &str) -> u64 {
    answers.iter().map(|answer| answer[name].as_u64().expect("a count")).sum()
}
