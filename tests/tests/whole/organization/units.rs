//! Units that die, run twice, never run, or belong to no run.

use std::collections::BTreeSet;
use std::time::Duration;

use rollcall_core::identity::AccountId;
use rollcall_core::organization::unit::Range;
use rollcall_sandbox::runtime_api::Outcome;
use rollcall_sandbox::{Check, Effect, Fault, Service, Setting};
use rollcall_tests::function::{Ended, Function};
use rollcall_tests::organization::{Hub, alert, sum};
use rollcall_tests::place::odb_alone;
use serde_json::{Value, json};

fn held(unit: &Value, accounts: &[AccountId]) -> Vec<AccountId> {
    let range: Range = serde_json::from_value(unit.clone()).unwrap();
    accounts.iter().filter(|id| range.holds(id)).cloned().collect()
}

/// Runs a unit in a process that is killed at its commit of this number, before or after it takes effect.
async fn kill_at_commit(hub: &Hub, unit: &Value, number: u32, takes_effect: bool) {
    let commit = |effect| Fault::new(Service::Dynamodb, effect).operation("TransactWriteItems");
    let passes = commit(Effect::Latency { milliseconds: 0 }).times(number - 1);
    let hangs = if takes_effect { commit(Effect::Hang).after() } else { commit(Effect::Hang) };
    let (passes, hangs) = (hub.sandbox().inject(passes), hub.sandbox().inject(hangs));
    let mut process = Function::start("observer", &hub.variables()).await;
    let (event, arn) = (json!({"unit": unit}), hub.place.function_arn("observer"));
    tokio::select! {
        ended = process.invoke(&event, &arn, Duration::from_secs(60)) => panic!("{ended:?}"),
        reached = hub.sandbox().reached(hangs) => reached.unwrap(),
    }
    process.kill().await;
    hub.sandbox().clear(passes);
    hub.sandbox().clear(hangs);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unit_that_dies_half_way_and_runs_again_loses_and_doubles_nothing() {
    let hub = Hub::new(41, &odb_alone()).await;
    hub.run_ago(3).await;
    hub.sandbox().set(Setting::new(Check::Odb).status("FAILED")).unwrap();
    let planned = hub.plan().await;
    let all: Vec<AccountId> = hub.sandbox().accounts().into_iter().map(|account| account.id).collect();
    for (place, unit) in (0..).zip(planned["units"].as_array().unwrap()) {
        let accounts = held(unit, &all).len();
        kill_at_commit(&hub, unit, 1 + place % 4, place % 2 == 0).await;
        let answer = hub.observe_unit(unit).await;
        assert_eq!(answer["observed"], json!(accounts + held(unit, &hub.members()).len()));
    }
    let coverage = hub.reconcile(&planned["run"]).await;
    assert_eq!((&coverage["expected"], &coverage["seen"]), (&json!(41 + 40), &json!(41 + 40)));
    assert_eq!((&coverage["blind"], &coverage["missing"]), (&json!(0), &json!([])));
    let outcome = hub.place.deliver().await;
    assert_eq!(outcome["waiting"], json!(0));
    let mut alerts = hub.alerts();
    alerts.sort();
    assert_eq!(alerts, all.iter().map(|id| alert("failure", "odb", id)).collect::<Vec<_>>(), "each once");
    for id in &all {
        assert_eq!(hub.history("odb", id).await.len(), 2, "{id}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_attempts_of_a_unit_the_one_that_saw_more_stands() {
    let hub = Hub::new(41, &odb_alone()).await;
    hub.run_ago(3).await;
    let planned = hub.plan().await;
    let [first, second, rest @ ..] = planned["units"].as_array().unwrap().as_slice() else { panic!("units") };
    for unit in rest {
        hub.observe_unit(unit).await;
    }
    let closed = async |unit: &Value| {
        let denied = hub.sandbox().inject(Fault::new(Service::Sts, Effect::AccessDenied));
        let answer = hub.observe_unit(unit).await;
        hub.sandbox().clear(denied);
        assert_eq!(answer["blind"], json!(held(unit, &hub.members()).len()));
    };
    hub.observe_unit(first).await;
    closed(first).await;
    closed(second).await;
    hub.observe_unit(second).await;
    let coverage = hub.reconcile(&planned["run"]).await;
    assert_eq!((&coverage["expected"], &coverage["seen"]), (&json!(41 + 40), &json!(41 + 40)));
    assert_eq!((&coverage["blind"], &coverage["missing"]), (&json!(0), &json!([])));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_unit_that_never_ran_should_have_seen_is_named() {
    let hub = Hub::new(40, "").await;
    hub.run_ago(3).await;
    let planned = hub.plan().await;
    let [silent, rest @ ..] = planned["units"].as_array().unwrap().as_slice() else { panic!("units") };
    for unit in rest {
        hub.observe_unit(unit).await;
    }
    let expected: BTreeSet<String> = held(silent, &hub.members())
        .iter()
        .flat_map(|id| {
            ["access", "compute-optimizer", "iot-fleetwise", "odb"]
                .map(|check| format!("{check}/{id}/us-east-1"))
        })
        .collect();
    assert!(!expected.is_empty());
    let coverage = hub.reconcile(&planned["run"]).await;
    let named: BTreeSet<String> = serde_json::from_value(coverage["missing"].clone()).unwrap();
    assert_eq!(named, expected);
    assert_eq!(coverage["seen"], json!(40 * 3 + 39 - expected.len()));
    // It comes late, and the run is summed up again.
    hub.observe_unit(silent).await;
    let coverage = hub.reconcile(&planned["run"]).await;
    assert_eq!((&coverage["seen"], &coverage["missing"]), (&json!(40 * 3 + 39), &json!([])));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_of_those_that_are_missing_are_named_and_all_are_counted() {
    let hub = Hub::new(40, "").await;
    let planned = hub.plan().await;
    let coverage = hub.reconcile(&planned["run"]).await;
    assert_eq!(coverage["missing"].as_array().unwrap().len(), 100);
    assert_eq!((&coverage["expected"], &coverage["seen"]), (&json!(40 * 3 + 39), &json!(0)));
    let kept = hub.ledger(&planned["run"]).await.coverage.unwrap();
    assert_eq!((kept.missing, kept.missing_named.len()), (40 * 3 + 39, 40 * 3 + 39));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_that_the_policy_disables_is_retired_by_the_units_and_goes_on_later() {
    let mut hub = Hub::new(12, "").await;
    let id = hub.members()[3].clone();
    hub.sandbox().set(Setting::new(Check::Odb).account(id.clone()).status("FAILED")).unwrap();
    hub.run_ago(3).await;
    hub.place.policy = "[checks.odb]\nenabled = false".to_owned();
    let (answers, coverage) = hub.run().await;
    assert_eq!((sum(&answers, "retired"), &coverage["expected"]), (12, &json!(12 * 2 + 11)));
    let (answers, _) = hub.run().await;
    assert_eq!(sum(&answers, "retired"), 0, "once");
    hub.place.deliver().await;
    let so_far = [alert("failure", "odb", &id), alert("retired", "odb", &id)];
    assert_eq!(hub.alerts(), so_far);
    hub.place.policy = String::new();
    let (_, coverage) = hub.run().await;
    assert_eq!(coverage["seen"], json!(12 * 3 + 11));
    hub.place.deliver().await;
    assert_eq!(hub.alerts()[2..], [alert("failure", "odb", &id)], "it is news again");
    assert_eq!(hub.state("odb", &id).await.unwrap().version, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unit_or_the_end_of_a_run_that_was_never_planned_is_refused_before_anyone_is_asked() {
    let hub = Hub::new(12, "").await;
    let mut unit = hub.plan().await["units"][0].clone();
    unit["run"] = json!("20250101T000000000Z");
    let events = [
        ("observer", json!({"unit": unit})),
        ("planner", json!({"step": "reconcile", "run": "20250101T000000000Z"})),
    ];
    let before = hub.sandbox().counts();
    for (function, event) in events {
        let ended = hub.invoke(function, &event).await;
        let Ended::Answered(Outcome::Error(error)) = &ended else { panic!("a refusal is wanted: {ended:?}") };
        assert_eq!(error.error_type, "Rollcall.InvalidEvent", "{error:?}");
        let message = &error.error_message;
        assert!(message.contains("20250101T000000000Z is not in the ledger"), "{message}");
    }
    let reads = |operation: &str| matches!(operation, "Query" | "GetItem");
    let after = hub.sandbox().counts();
    let others = after.iter().filter(|((_, operation), _)| !reads(operation));
    for (call, count) in others {
        assert_eq!(before.get(call), Some(count), "{call:?}");
    }
}
