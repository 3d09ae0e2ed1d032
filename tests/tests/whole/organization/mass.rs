//! One check fails everywhere, and is well again, before anyone was notified.

use std::time::Duration;

use rollcall_core::identity::AccountId;
use rollcall_sandbox::{Check, Setting};
use rollcall_tests::function::Function;
use rollcall_tests::organization::{Hub, alert, sum};
use rollcall_tests::place::{answer, odb_alone};
use serde_json::json;

/// tests/benches/organization has ten thousand.
const ACCOUNTS: usize = 600;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mass_event_is_stored_queued_and_sent_once_and_in_order() {
    let hub = Hub::new(ACCOUNTS, &odb_alone()).await;
    hub.run_ago(2).await;
    for status in ["SUSPENDED", "ACTIVE"] {
        hub.sandbox().set(Setting::new(Check::Odb).status(status)).unwrap();
        let (answers, coverage) = hub.run().await;
        assert_eq!(sum(&answers, "alerts"), ACCOUNTS as u64, "{status}");
        assert_eq!(coverage["seen"], json!(ACCOUNTS * 2 - 1));
    }
    assert_eq!(hub.place.outbox().await.len(), 2 * ACCOUNTS);

    let mut courier = Function::start("courier", &hub.place.variables()).await;
    let arn = hub.place.function_arn("courier");
    let mut sent = 0;
    for invocation in 1.. {
        assert!(invocation <= 60, "the queue does not end");
        let answer = answer(courier.invoke(&json!({}), &arn, Duration::from_secs(6)).await);
        let route = &answer["routes"]["default"];
        assert_eq!(route["failed"], json!(0));
        sent += route["sent"].as_u64().unwrap();
        if route["waiting"] == json!(0) {
            break;
        }
    }
    assert_eq!(sent, 2 * ACCOUNTS as u64);
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
    assert_eq!((ids.len(), alerts.len()), (2 * ACCOUNTS, 2 * ACCOUNTS), "nothing is doubled");
}

async fn assert_each_has_its_receipt(hub: &Hub, id: &AccountId) {
    let history = hub.history("odb", id).await;
    assert_eq!(history.len(), 3, "{id}");
    let alerts = history.iter().filter(|entry| entry.alert.is_some());
    assert!(alerts.into_iter().all(|entry| entry.receipts["default"].receipt().is_some()), "{id}");
}
