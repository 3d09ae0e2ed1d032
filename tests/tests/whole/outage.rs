//! An hour without SNS, in this process, with a clock of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use rollcall_core::time::Time;
use rollcall_lambda::FaultClass;
use rollcall_sandbox::{Check, Effect, Fault, Options, Sandbox, Service, Setting};
use rollcall_tests::place::{Place, StandingClock};

const REGIONS: [&str; 3] = ["us-east-1", "eu-central-1", "ap-northeast-1"];

/// `minutes` after a certain moment.
fn minute(minutes: i64) -> Time {
    Time::from_epoch_millis(1_795_230_000_000 + minutes * 60_000)
}

/// The alert ids on the topic, by enrollment, in the order of their arrival.
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
    let targets = REGIONS.map(|region| place.target(region));
    let run = async |at: i64| place.runner(StandingClock(minute(at))).run(&targets, None).await;
    place.odb("ACTIVE");
    run(0).await;
    let outage = sandbox.inject(Fault::new(Service::Sns, Effect::InternalError));
    // Every ten minutes each enrollment is somewhere else, none at the pace of another.
    for step in 1..=6_usize {
        for (place_of, region) in REGIONS.iter().enumerate() {
            let statuses = ["FAILED", "ACTIVE", "SUSPENDED", "ACTIVE_LIMITED", "ACTIVE"];
            let status = statuses[(step / (place_of + 1)) % statuses.len()];
            place.set(Setting::new(Check::Odb).status(status).region(region.parse().unwrap()));
        }
        let run = run(i64::try_from(step).unwrap() * 10).await;
        assert!(run.faults.iter().all(|fault| fault.class == FaultClass::Publish), "{:?}", run.faults);
        assert!(!run.faults.is_empty(), "a failed publication fails the invocation");
    }
    assert_eq!(place.messages(), []);
    let waiting = place.outbox().await;
    assert!(waiting.len() >= 9, "{}", waiting.len());
    assert!(waiting.iter().any(|pending| pending.attempts > 1 && pending.last_error.is_some()));

    sandbox.clear(outage);
    // Back-off is an hour at the most: two further runs reach all of them.
    run(130).await;
    let last = run(200).await;
    assert!(last.faults.is_empty() && last.pending.is_empty(), "{last:?}");
    assert_eq!(place.outbox().await, []);
    let mut expected = BTreeMap::<String, Vec<String>>::new();
    for pending in waiting {
        expected.entry(pending.alert.region.to_string()).or_default().push(pending.alert.id.to_string());
    }
    let arrived = arrived(&place);
    assert_eq!(arrived, expected, "each once, in the order of its enrollment");
    assert!(arrived.values().all(|ids| ids.is_sorted() && ids.len() > 1));
    let receipts = place.history().await.into_iter().filter(|entry| entry.alert.is_some());
    assert!(receipts.into_iter().all(|entry| entry.receipt.is_some()));
}
