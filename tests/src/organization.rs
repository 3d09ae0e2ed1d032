//! A hub over the organization of a sandbox of its own: its planner, observer and courier as Lambda and the
//! state machine run them, and in this process at other times.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rollcall_aws::{AwsOrganization, DynamoStore, MemberRole, Sessions};
use rollcall_checks::{Services, registry};
use rollcall_core::account::Account;
use rollcall_core::history::HistoryEntry;
use rollcall_core::identity::{AccountId, Enrollment, Target};
use rollcall_core::organization::ledger::{Coverage, Run};
use rollcall_core::organization::unit::{Range, RunId, Unit};
use rollcall_core::plan::Home;
use rollcall_core::ports::{Clock, Inventory as _, Ledger as _};
use rollcall_core::state::State;
use rollcall_core::time::Time;
use rollcall_engine::deadline::Deadline;
use rollcall_engine::observed::Observed;
use rollcall_engine::observer::Observer;
use rollcall_engine::planner::{PlannedRun, Planner};
use rollcall_sandbox::{Options, OrganizationAccount, Sandbox, Service};
use serde_json::{Value, json};

use crate::binaries;
use crate::function::{Ended, Function};
use crate::place::{Place, StandingClock, answer, before_now, region};

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
        Self::of_released(accounts, policy).await
    }

    /// As [`Hub::new`], without a build of the workspace.
    pub async fn of_released(accounts: usize, policy: &str) -> Self {
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

    /// Changes an account of the organization, or lets it join.
    pub fn change(&self, id: &AccountId, change: impl Fn(OrganizationAccount) -> OrganizationAccount) {
        self.sandbox().set_account(change(OrganizationAccount::new(id.clone())));
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

    pub fn home(&self) -> Home {
        let account = self.place.account.clone();
        Home { account, region: region(), regions: vec![region()], enters_others: true }
    }

    /// Its planner, in this process.
    pub fn planner<K: Clock>(&self, clock: K) -> Planner<AwsOrganization<Services>, DynamoStore, K> {
        let organization = AwsOrganization {
            config: self.place.sdk(),
            region: region(),
            role: None,
            external_id: None,
            source: Services::new,
        };
        Planner { organization, store: self.place.store(), clock, rulebook: self.place.rulebook() }
    }

    /// Its observer, in this process.
    pub fn observer<K: Clock>(&self, clock: K) -> Observer<Sessions<Services>, DynamoStore, K> {
        let name = MEMBER_ROLE.parse().expect("the name of a role");
        let role = MemberRole { name, external_id: Some(EXTERNAL_ID.to_owned()) };
        let accounts = Sessions::new(&self.place.sdk(), &region(), Some(role), Services::new);
        Observer { accounts, ..self.place.observer(clock) }
    }

    /// The first step of a run in this process, at a time.
    pub async fn plan_at(&self, now: Time) -> PlannedRun {
        let planned = self.planner(StandingClock(now)).plan(&self.home(), Deadline::NONE).await;
        planned.expect("it is planned")
    }

    /// A unit of a run in this process, at a time.
    pub async fn observe_unit_at(&self, now: Time, run: RunId, range: &Range) -> Observed {
        let unit = Unit { run, range: range.clone() };
        let observer = self.observer(StandingClock(now));
        let observed = observer.observe_unit(&unit, &self.home(), Deadline::NONE).await;
        let observed = observed.expect("it is not refused");
        assert!(observed.faults.is_empty(), "{:?}", observed.faults);
        observed
    }

    /// A whole run in this process, at a time.
    pub async fn run_at(&self, now: Time) -> Coverage {
        let run = self.plan_at(now).await.run;
        for range in &run.ranges {
            self.observe_unit_at(now, run.id, range).await;
        }
        let coverage = self.planner(StandingClock(now)).reconcile(run.id, &self.home(), Deadline::NONE).await;
        coverage.expect("it is reconciled")
    }

    /// A whole run in this process, so many hours ago, and its alerts sent.
    pub async fn run_ago(&self, hours: u64) -> Coverage {
        let now = hours_ago(hours);
        let coverage = self.run_at(now).await;
        let delivered = self.place.deliver_at(now).await;
        assert!(delivered.faults.is_empty() && delivered.waiting == 0, "{delivered:?}");
        coverage
    }

    pub fn enrollment(&self, check: &str, account: &AccountId) -> Enrollment {
        let target = Target { account: account.clone(), region: region() };
        Enrollment { check: check.to_owned(), target }
    }

    /// The stored state of an account's enrollment in the hub's Region.
    pub async fn state(&self, check: &str, account: &AccountId) -> Option<State> {
        self.place.state_of(&self.enrollment(check, account)).await
    }

    /// The status of the main component of an enrollment.
    pub async fn status(&self, check: &str, account: &AccountId) -> Option<String> {
        let main = registry::find(check).expect("a check").main_component();
        Some(self.state(check, account).await?.components.get(main)?.status.clone())
    }

    pub async fn history(&self, check: &str, account: &AccountId) -> Vec<HistoryEntry> {
        self.place.history_of(&self.enrollment(check, account)).await
    }

    /// The inventory as it is stored.
    pub async fn accounts(&self) -> BTreeMap<AccountId, Account> {
        self.place.store().accounts().await.expect("it can be read")
    }

    /// A run as the ledger has it.
    pub async fn ledger(&self, run: &Value) -> Run {
        let id = run.as_str().expect("a run").parse().expect("the id of a run");
        self.place.store().run(id).await.expect("it can be read").expect("it is there")
    }

    /// What is on the topic, oldest first: kind, check and account of each alert.
    pub fn alerts(&self) -> Vec<[String; 3]> {
        let messages = self.place.messages().into_iter();
        messages
            .map(|one| ["kind", "check", "account"].map(|name| one.attributes[name].value.clone()))
            .collect()
    }

    /// How often an operation was called so far.
    pub fn calls(&self, service: Service, operation: &str) -> u64 {
        self.sandbox().counts().get(&(service, operation.to_owned())).copied().unwrap_or_default()
    }
}

/// So many hours before now.
pub fn hours_ago(hours: u64) -> Time {
    before_now(Duration::from_secs(hours * 3600))
}

/// The sum of a count over the answers of units.
pub fn sum(answers: &[Value], name: &str) -> u64 {
    answers.iter().map(|answer| answer[name].as_u64().expect("a count")).sum()
}

/// An alert as [`Hub::alerts`] has it.
pub fn alert(kind: &str, check: &str, account: &AccountId) -> [String; 3] {
    [kind.to_owned(), check.to_owned(), account.to_string()]
}
