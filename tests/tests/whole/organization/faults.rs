//! Nothing is lost in an organization: every call of the planner and of a unit fails in every way.
//!
//! Before the fault two accounts have a change that nobody has seen, one has joined, and one lacks in the listing.
//! The built function runs under the fault; a step that failed runs again, as the state machine runs it, and so
//! does the rest of the run; then another run, and the courier. In the end each change was sent once under one
//! id, no account is lost or retired, and the ledger of both runs adds up. This test writes a table in the
//! architecture page.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;

use futures_util::{FutureExt, StreamExt};
use rollcall_core::identity::AccountId;
use rollcall_core::organization::unit::Range;
use rollcall_sandbox::runtime_api::Outcome;
use rollcall_sandbox::{Check, Effect, Fault, OrganizationAccount, Service, Setting};
use rollcall_tests::function::{Ended, Function};
use rollcall_tests::organization::{Hub, alert};
use rollcall_tests::place::answer;
use serde_json::{Value, json};

use crate::matrix::{self, Step, WAYS, Way};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum StepName {
    Plan,
    Unit,
    Reconcile,
}

/// A call of a step: its name on the page, the service and its operation, and marks of its body.
type Call = (StepName, &'static str, Service, &'static str, &'static [&'static str]);

const fn table(
    step: StepName,
    name: &'static str,
    operation: &'static str,
    marks: &'static [&'static str],
) -> Call {
    (step, name, Service::Dynamodb, operation, marks)
}

/// In `marks`, `A` stands for the account whose service fails.
const CALLS: [Call; 23] = [
    table(StepName::Plan, "plan: settings", "Query", &["SETTINGS"]),
    table(StepName::Plan, "plan: accounts", "Query", &["\"ACCOUNT#"]),
    table(StepName::Plan, "plan: state of inventory", "GetItem", &["#inventory#"]),
    (StepName::Plan, "plan: accounts of the organization", Service::Organizations, "ListAccounts", &[]),
    (StepName::Plan, "plan: name of a unit", Service::Organizations, "DescribeOrganizationalUnit", &[]),
    (StepName::Plan, "plan: owners", Service::Tagging, "GetResources", &[]),
    (StepName::Plan, "plan: statuses of all", OPTIMIZER, "GetEnrollmentStatusesForOrganization", &[]),
    table(StepName::Plan, "plan: account", "PutItem", &["\"ACCOUNT#"]),
    table(StepName::Plan, "plan: commit of inventory", "TransactWriteItems", &["#inventory#"]),
    table(StepName::Plan, "plan: run", "PutItem", &["\"LEDGER\""]),
    table(StepName::Unit, "unit: settings", "Query", &["SETTINGS"]),
    table(StepName::Unit, "unit: run", "GetItem", &["\"LEDGER\""]),
    table(StepName::Unit, "unit: accounts", "Query", &["\"ACCOUNT#"]),
    table(StepName::Unit, "unit: states", "Query", &["\"STATE#"]),
    (StepName::Unit, "unit: role", Service::Sts, "AssumeRole", &["A"]),
    (StepName::Unit, "unit: status", Service::Status(Check::Odb), "GetOciOnboardingStatus", &[]),
    table(StepName::Unit, "unit: commit", "TransactWriteItems", &["A#odb#"]),
    table(StepName::Unit, "unit: note", "PutItem", &["\"STATE#"]),
    table(StepName::Unit, "unit: ledger", "PutItem", &["\"LEDGER\""]),
    table(StepName::Reconcile, "reconcile: settings", "Query", &["SETTINGS"]),
    table(StepName::Reconcile, "reconcile: run", "GetItem", &["\"LEDGER\""]),
    table(StepName::Reconcile, "reconcile: units", "Query", &["\"LEDGER\""]),
    table(StepName::Reconcile, "reconcile: end of the run", "PutItem", &["\"LEDGER\""]),
];

const OPTIMIZER: Service = Service::Status(Check::ComputeOptimizer);
const ACCOUNTS: usize = 5;
const NEW: &str = "444455556666";
/// Cases at once: most of their time is waiting.
const CASES_AT_ONCE: usize = 6;

/// A hub whose next run finds everything that must not be lost.
struct Prepared {
    hub: Hub,
    fails: AccountId,
    recovers: AccountId,
    unlisted: AccountId,
}

async fn prepare() -> Prepared {
    let hub = Hub::new(ACCOUNTS, "[checks.iot-fleetwise]\nenabled = false").await;
    let [fails, recovers, unlisted, _] = hub.members().try_into().expect("four members");
    let odb = |id: &AccountId, status| {
        hub.sandbox().set(Setting::new(Check::Odb).account(id.clone()).status(status)).unwrap();
    };
    odb(&recovers, "FAILED");
    hub.run_ago(7).await;
    odb(&recovers, "ACTIVE");
    odb(&fails, "FAILED");
    let joins = |account: OrganizationAccount| {
        account.owner("team").organizational_unit("/prod/data".parse().unwrap())
    };
    hub.change(&NEW.parse().unwrap(), joins);
    hub.change(&unlisted, |account| account.listed(false));
    Prepared { hub, fails, recovers, unlisted }
}

impl Prepared {
    /// Runs a step, under the fault if the call is one of it, and again if it failed; gives its answer.
    async fn step(&self, name: StepName, event: Value, call: &Call, way: Way) -> Value {
        let (of, _, service, operation, marks) = *call;
        let function = if name == StepName::Unit { "observer" } else { "planner" };
        if of == name {
            let fault = |effect: Effect| {
                let fault = Fault::new(service, effect).operation(operation);
                let marks = marks.iter().map(|mark| mark.replace('A', self.mark(mark)));
                marks.fold(fault, |fault, mark| fault.contains(mark))
            };
            let fault = way.inject(self.hub.sandbox(), fault);
            let (variables, arn) = (self.hub.variables(), self.hub.place.function_arn(function));
            let step = Step { function, variables, arn, event: event.clone() };
            if let Some(Ended::Answered(Outcome::Response(answer))) =
                way.invoke(self.hub.sandbox(), &step, fault).await
            {
                return answer;
            }
        }
        answer(self.hub.invoke(function, &event).await)
    }

    /// What `A` stands for in a mark.
    fn mark(&self, mark: &str) -> &str {
        if mark == "A" || mark.starts_with("A#") { self.fails.as_str() } else { "A" }
    }

    /// A run of which one call goes wrong, and its ledger.
    async fn run(&self, call: &Call, way: Way) {
        let planned = self.step(StepName::Plan, json!({"step": "plan"}), call, way).await;
        let mut observer = Function::start("observer", &self.hub.variables()).await;
        for unit in planned["units"].as_array().unwrap() {
            let range: Range = serde_json::from_value(unit.clone()).unwrap();
            let event = json!({"unit": unit});
            if range.holds(&self.fails) {
                self.step(StepName::Unit, event, call, way).await;
            } else {
                let arn = self.hub.place.function_arn("observer");
                answer(observer.invoke(&event, &arn, std::time::Duration::from_secs(60)).await);
            }
        }
        let reconcile = json!({"step": "reconcile", "run": planned["run"]});
        let answer = self.step(StepName::Reconcile, reconcile, call, way).await;
        assert_eq!(answer["missing"], json!([]));
        let ledger = self.hub.ledger(&planned["run"]).await;
        let coverage = ledger.coverage.expect("it is reconciled");
        assert_eq!(coverage.expected, ledger.planned, "{coverage:?}");
        assert_eq!(coverage.seen + coverage.blind(), coverage.expected, "{coverage:?}");
    }
}

async fn case(call: &Call, way: Way) {
    let prepared = prepare().await;
    prepared.run(call, way).await;
    let Prepared { hub, fails, recovers, unlisted } = &prepared;
    let (_, coverage) = hub.run().await;
    let expected = json!((ACCOUNTS + 1) * 3 - 1);
    assert_eq!((&coverage["expected"], &coverage["seen"]), (&expected, &expected), "{coverage}");
    assert_eq!(hub.place.deliver().await["waiting"], json!(0));

    let accounts = hub.accounts().await;
    assert_eq!(accounts.len(), ACCOUNTS + 1, "no account is lost");
    assert!(accounts.values().all(|account| account.retired_at.is_none()), "none is retired by mistake");
    assert_eq!(accounts[unlisted].absences, 1, "one listing was due");
    assert_eq!(hub.status("odb", &NEW.parse().unwrap()).await.as_deref(), Some("ACTIVE"));

    let mut alerts = hub.alerts();
    let (of_inventory, mut of_services): (Vec<_>, Vec<_>) =
        alerts.drain(..).partition(|[_, check, _]| check == "inventory");
    of_services.sort();
    let mut wanted = ["failure", "recovery"].map(|kind| alert(kind, "odb", recovers)).to_vec();
    wanted.push(alert("failure", "odb", fails));
    wanted.sort();
    assert_eq!(of_services, wanted, "each change is sent once");
    // Names that could not be read are reported, and that they can be read again.
    let kinds: Vec<&str> = of_inventory.iter().map(|[kind, ..]| kind.as_str()).collect();
    let is_gap = matches!(call.1, "plan: name of a unit" | "plan: owners");
    assert!(kinds.is_empty() || (is_gap && kinds == ["degradation", "recovery"]), "{kinds:?}");
    for (id, versions) in [(fails, 2), (recovers, 2)] {
        let history = hub.history("odb", id).await;
        assert_eq!(history.len(), versions, "{history:#?}");
        assert!(history.last().unwrap().receipts["default"].receipt().is_some());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fault_of_any_call_loses_an_account_or_a_transition() {
    let cases = CALLS.iter().flat_map(|call| WAYS.iter().map(move |(way, _)| (call, *way)));
    let run = |(call, way): (&'static Call, Way)| {
        let case = AssertUnwindSafe(case(call, way)).catch_unwind();
        case.map(move |ended| ((call.1, way), ended.is_ok()))
    };
    let ended: BTreeMap<_, _> =
        futures_util::stream::iter(cases).map(run).buffered(CASES_AT_ONCE).collect().await;
    let failed: Vec<_> = ended.iter().filter(|(_, held)| !**held).map(|(tried, _)| tried).collect();
    assert_eq!(failed, Vec::<&(&str, Way)>::new());
    let rows = CALLS.map(|(_, name, ..)| (name, WAYS.map(|(way, _)| held(ended[&(name, way)]))));
    matrix::assert_documented("faults of an organization", &matrix::table(rows));
}

fn held(held: bool) -> String {
    if held { "held" } else { "lost" }.to_owned()
}
