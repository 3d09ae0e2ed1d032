//! What a service answers for the whole organization.

use rollcall_checks::registry;
use rollcall_core::identity::AccountId;
use rollcall_core::observation::Cause;
use rollcall_core::organization::unit::Range;
use rollcall_core::plan::{Request, WantedTarget};
use rollcall_core::ports::Clock as _;
use rollcall_engine::clock::SystemClock;
use rollcall_engine::deadline::Deadline;
use rollcall_sandbox::{Check, Effect, Fault, Service, Setting};
use rollcall_tests::organization::{Hub, alert, sum};
use rollcall_tests::place::alone;
use serde_json::{Value, json};

const CHECK: &str = "compute-optimizer";
const SERVICE: Service = Service::Status(Check::ComputeOptimizer);

fn set(hub: &Hub, id: &AccountId, status: &str) {
    hub.sandbox().set(Setting::new(Check::ComputeOptimizer).account(id.clone()).status(status)).unwrap();
}

/// Another, complete look at the account itself, which is not as old as what the organization answered.
async fn look_at(hub: &Hub, id: &AccountId) {
    let wanted = WantedTarget { check: registry::find(CHECK), account: Some(id.clone()), region: None };
    let observer = hub.observer(SystemClock);
    let observed =
        observer.observe(&Request::Targets(vec![wanted]), &hub.home(), Deadline::NONE).await.unwrap();
    assert!(observed.faults.is_empty(), "{observed:?}");
}

/// The unit that holds the account.
fn unit_of<'a>(planned: &'a Value, id: &AccountId) -> &'a Value {
    let holds = |unit: &&Value| serde_json::from_value::<Range>((*unit).clone()).unwrap().holds(id);
    planned["units"].as_array().unwrap().iter().find(holds).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_a_complete_answer_lacks_is_blind_and_not_gone() {
    let hub = Hub::new(12, &alone(CHECK)).await;
    let id = hub.members()[6].clone();
    hub.run_ago(5).await;
    hub.change(&id, |account| account.answered(false));
    for hours in [4, 3] {
        let coverage = hub.run_ago(hours).await;
        assert_eq!((coverage.seen, coverage.blind["unavailable"]), (12 + 11 - 1, 1));
        assert_eq!(hub.alerts(), Vec::<[String; 3]>::new());
    }
    hub.run().await;
    let state = hub.state(CHECK, &id).await.unwrap();
    let latest = state.blind.unwrap().latest;
    assert_eq!((latest.cause, latest.code.as_deref()), (Cause::Unavailable, Some("NotNamed")));
    assert_eq!(state.components["enrollment"].status, "Active", "it stands");
    assert_eq!((state.retired_at, state.problem), (None, None));
    hub.place.deliver().await;
    assert_eq!(hub.alerts(), [alert("blind", CHECK, &id)]);
    hub.change(&id, |account| account.answered(true));
    hub.run().await;
    hub.place.deliver().await;
    assert_eq!(hub.alerts()[1..], [alert("recovery", CHECK, &id)]);
}

/// Two pages of accounts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_answer_for_all_each_account_is_asked_itself_and_nothing_changes() {
    let hub = Hub::new(120, &alone(CHECK)).await;
    hub.run_ago(3).await;
    let versions = async || {
        let mut versions = Vec::new();
        for id in hub.members().into_iter().step_by(9) {
            versions
                .push((hub.state(CHECK, &id).await.unwrap().version, hub.history(CHECK, &id).await.len()));
        }
        versions
    };
    let (before, each) = (versions().await, || hub.calls(SERVICE, "GetEnrollmentStatus"));
    let whole = Fault::new(SERVICE, Effect::AccessDenied).operation("GetEnrollmentStatusesForOrganization");
    let second_page = Fault { effect: Effect::InternalError, ..whole.clone() }.contains("nextToken");
    for (fault, asked) in [(Some(whole), 120), (Some(second_page), 120), (None, 1)] {
        let name = format!("{fault:?}");
        let asked_before = each();
        let fault = fault.map(|fault| hub.sandbox().inject(fault));
        let (answers, coverage) = hub.run().await;
        assert_eq!(sum(&answers, "changed"), 0, "{name}");
        assert_eq!(coverage["seen"], json!(120 + 119), "{name}");
        assert_eq!(each() - asked_before, asked, "{name}");
        assert_eq!(versions().await, before, "{name}");
        if let Some(fault) = fault {
            hub.sandbox().reached(fault).await.unwrap();
            hub.sandbox().clear(fault);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_older_than_the_last_look_decides_nothing() {
    let hub = Hub::new(12, &alone(CHECK)).await;
    let id = hub.members()[6].clone();
    hub.run_ago(3).await;
    let planned = hub.plan().await;
    set(&hub, &id, "Failed");
    look_at(&hub, &id).await;
    // The state machine may run a unit twice.
    for _ in 0..2 {
        let answer = hub.observe_unit(unit_of(&planned, &id)).await;
        assert_eq!(
            (&answer["changed"], &answer["blind"], &answer["alerts"]),
            (&json!(0), &json!(0), &json!(0))
        );
        assert_eq!(hub.status(CHECK, &id).await.as_deref(), Some("Failed"));
    }
    let (answers, _) = hub.run().await;
    assert_eq!(sum(&answers, "changed"), 0, "a newer answer says the same");
    set(&hub, &id, "Active");
    let (answers, _) = hub.run().await;
    assert_eq!(sum(&answers, "changed"), 1, "and a newer one decides");
    hub.place.deliver().await;
    assert_eq!(hub.alerts(), [alert("failure", CHECK, &id), alert("recovery", CHECK, &id)]);
}

/// The unit has loaded the state before someone else looks, and writes after that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_not_decided_again_once_someone_has_looked_meanwhile() {
    let hub = Hub::new(12, &alone(CHECK)).await;
    let id = hub.members()[6].clone();
    hub.run_ago(3).await;
    set(&hub, &id, "Failed");
    let planned = hub.plan().await;
    let late = Fault::new(Service::Sts, Effect::Latency { milliseconds: 2000 });
    let held = hub.sandbox().inject(late.contains(id.as_str()).times(1));
    let meanwhile = async {
        hub.sandbox().reached(held).await.unwrap();
        set(&hub, &id, "Inactive");
        look_at(&hub, &id).await;
        assert_eq!(hub.state(CHECK, &id).await.unwrap().version, 2);
    };
    let started = SystemClock.now();
    let (answer, ()) = tokio::join!(hub.observe_unit(unit_of(&planned, &id)), meanwhile);
    assert!(hub.state(CHECK, &id).await.unwrap().looked_at > started);
    assert_eq!(answer["alerts"], json!(0));
    let state = hub.state(CHECK, &id).await.unwrap();
    assert_eq!((state.components["enrollment"].status.as_str(), state.version), ("Inactive", 2));
    hub.place.deliver().await;
    assert_eq!(hub.alerts(), [alert("degradation", CHECK, &id)]);
}
