//! Times without SNS, in this process, with a clock of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use rollcall_core::deliver::Outcome;
use rollcall_core::time::Time;
use rollcall_sandbox::{Check, Effect, Fault, Options, Sandbox, Service, Setting};
use rollcall_tests::place::{Place, REGION};

const REGIONS: [&str; 3] = ["us-east-1", "eu-central-1", "ap-northeast-1"];

/// `minutes` after a fixed time.
fn minute(minutes: i64) -> Time {
    Time::from_epoch_millis(1_795_230_000_000 + minutes * 60_000)
}

/// The alert ids on the topic, by Region, in the order of their arrival.
fn arrived(place: &Place) -> BTreeMap<String, Vec<String>> {
    let mut arrived = BTreeMap::<String, Vec<String>>::new();
    for message in place.messages() {
        let value = |name: &str| message.attributes[name].value.clone();
        arrived.entry(value("region")).or_default().push(value("alert_id"));
    }
    arrived
}

#[tokio::test]
async fn an_hour_long_outage_of_sns_loses_nothing_and_keeps_the_order() {
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
    let place = Place::new(&sandbox, 0);
    place.odb("ACTIVE");
    place.observe_at(minute(0), &REGIONS).await;
    let outage = sandbox.inject(Fault::new(Service::Sns, Effect::InternalError));
    // Every ten minutes each enrollment has another status, each at its own pace.
    for step in 1..=6_usize {
        for (place_of, region) in REGIONS.iter().enumerate() {
            let statuses = ["FAILED", "ACTIVE", "SUSPENDED", "ACTIVE_LIMITED", "ACTIVE"];
            let status = statuses[(step / (place_of + 1)) % statuses.len()];
            place.set(Setting::new(Check::Odb).status(status).region(region.parse().unwrap()));
        }
        let now = i64::try_from(step).unwrap() * 10;
        place.observe_at(minute(now), &REGIONS).await;
        // The courier runs every minute; after failures it waits, for a quarter of an hour at the most.
        for later in 0..10 {
            let delivered = place.deliver_at(minute(now + later)).await;
            assert!(delivered.faults.is_empty() && delivered.sent == 0, "{delivered:?}");
        }
    }
    let tried = sandbox.counts()[&(Service::Sns, "Publish".to_owned())];
    assert!((20..150).contains(&tried), "it is tried again, and not each minute: {tried}");
    assert_eq!(place.messages(), []);
    let waiting = place.outbox().await;
    assert!(waiting.len() >= 9, "{}", waiting.len());

    sandbox.clear(outage);
    let delivered = place.deliver_at(minute(70 + 15)).await;
    assert!(delivered.failures.is_empty() && delivered.waiting == 0, "{delivered:?}");
    assert_eq!(place.outbox().await, []);
    let mut expected = BTreeMap::<String, Vec<String>>::new();
    for pending in waiting {
        expected.entry(pending.alert.region.to_string()).or_default().push(pending.alert.id.to_string());
    }
    let arrived = arrived(&place);
    assert_eq!(arrived, expected, "each once, in the order of its enrollment");
    assert!(arrived.values().all(|ids| ids.is_sorted() && ids.len() > 1));
    let alerts = place.history().await.into_iter().filter(|entry| entry.alert.is_some());
    assert!(alerts.into_iter().all(|entry| entry.receipts["default"].receipt().is_some()));
}

/// Ten days without SNS, then this status: the kinds of the alerts that are sent in the end.
async fn after_ten_days(status: &str) -> Vec<String> {
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
    let place = Place::new(&sandbox, 0);
    place.odb("ACTIVE");
    place.observe_at(minute(0), &[REGION]).await;
    let outage = sandbox.inject(Fault::new(Service::Sns, Effect::InternalError));
    place.odb("SUSPENDED");
    for hours in 1..=240 {
        place.observe_at(minute(hours * 60), &[REGION]).await;
        if hours % 24 == 0 {
            place.deliver_at(minute(hours * 60)).await;
        }
    }
    assert_eq!(place.outbox().await.len(), 10, "the failure and a reminder each day");
    sandbox.clear(outage);
    place.odb(status);
    place.observe_at(minute(241 * 60), &[REGION]).await;
    let delivered = place.deliver_at(minute(241 * 60 + 15)).await;
    assert_eq!((delivered.waiting, delivered.failures.len()), (0, 0), "{delivered:?}");
    let alerts = place.history().await.into_iter().filter(|entry| entry.alert.is_some());
    let superseded = alerts.map(|entry| entry.receipts["default"].outcome.clone());
    let superseded = superseded.filter(|outcome| matches!(outcome, Outcome::Superseded { .. })).count();
    assert_eq!(superseded, delivered.superseded, "each receipt says so");
    place.messages().iter().map(|message| message.attributes["kind"].value.clone()).collect()
}

#[tokio::test]
async fn ten_days_without_sns_end_with_the_failure_and_what_stands_now() {
    assert_eq!(after_ten_days("SUSPENDED").await, ["failure", "reminder"]);
    assert_eq!(after_ten_days("ACTIVE").await, ["failure", "recovery"]);
}
