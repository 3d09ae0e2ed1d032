//! One check fails everywhere, and is well again, before anyone was notified.

use std::time::Duration;

use futures_util::StreamExt;
use rollcall_core::identity::AccountId;
use rollcall_sandbox::{Check, Setting};
use rollcall_tests::function::Function;
use rollcall_tests::organization::{Hub, alert, sum};
use rollcall_tests::place::{answer, odb_alone};
use serde_json::{Value, json};

/// As many units at once as the state machine takes.
const UNITS_AT_ONCE: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mass_event_is_stored_queued_and_sent_once_and_in_order() {
    mass_event(100).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes, since roles are assumed at their pace: `.ci/run` runs it"]
async fn a_mass_event_of_3000_accounts_is_stored_queued_and_sent_once_and_in_order() {
    mass_event(3_000).await;
}

async fn mass_event(accounts: usize) {
    let hub = Hub::new(accounts, &odb_alone()).await;
    for (status, alerts) in [("ACTIVE", 0), ("SUSPENDED", accounts), ("ACTIVE", accounts)] {
        hub.sandbox().set(Setting::new(Check::Odb).status(status)).unwrap();
        let (answers, coverage) = run(&hub).await;
        assert_eq!(sum(&answers, "alerts"), alerts as u64, "{status}");
        assert_eq!(coverage["seen"], json!(accounts * 2 - 1));
    }
    assert_eq!(hub.place.outbox().await.len(), 2 * accounts);

    let mut courier = Function::start("courier", &hub.place.variables()).await;
    let arn = hub.place.function_arn("courier");
    let mut sent = 0;
    for invocation in 1.. {
        assert!(invocation <= accounts / 10, "the queue does not end");
        let answer = answer(courier.invoke(&json!({}), &arn, Duration::from_secs(6)).await);
        let route = &answer["routes"]["default"];
        assert_eq!(route["failed"], json!(0));
        sent += route["sent"].as_u64().unwrap();
        if route["waiting"] == json!(0) {
            break;
        }
    }
    assert_eq!(sent, 2 * accounts as u64);
    let alerts = hub.alerts();
    for id in hub.sandbox().accounts().into_iter().map(|account| account.id).step_by(7) {
        let of_account: Vec<_> = alerts.iter().filter(|[.., account]| *account == id.as_str()).collect();
        let expected = ["failure", "recovery"].map(|kind| alert(kind, "odb", &id));
        assert_eq!(of_account, expected.iter().collect::<Vec<_>>(), "in order, each once");
        assert_each_has_its_receipt(&hub, &id).await;
    }
    let mut ids = hub.place.alert_ids();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), alerts.len()), (2 * accounts, 2 * accounts), "nothing is doubled");
}

/// A whole run, some units at once and each by a process of its own.
async fn run(hub: &Hub) -> (Vec<Value>, Value) {
    let planned = hub.plan().await;
    let units = planned["units"].as_array().unwrap().iter();
    let answers = futures_util::stream::iter(units.map(|unit| hub.observe_unit(unit)));
    let answers = answers.buffer_unordered(UNITS_AT_ONCE).collect().await;
    (answers, hub.reconcile(&planned["run"]).await)
}

async fn assert_each_has_its_receipt(hub: &Hub, id: &AccountId) {
    let history = hub.history("odb", id).await;
    assert_eq!(history.len(), 3, "{id}");
    let alerts = history.iter().filter(|entry| entry.alert.is_some());
    assert!(alerts.into_iter().all(|entry| entry.receipts["default"].receipt().is_some()), "{id}");
}
