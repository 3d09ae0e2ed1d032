//! Invocations that overlap: one transition, one alert id.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::join_all;
use rollcall_lambda::SystemClock;
use rollcall_sandbox::runtime_api::Outcome;
use rollcall_sandbox::{Effect, Fault, Options, Sandbox, Service};
use rollcall_tests::function::Ended;
use rollcall_tests::place::{Place, REGION};
use serde_json::json;

async fn overlap(invocations: usize) {
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
    let place = Place::new(&sandbox, 0);
    place.odb("ACTIVE");
    place.invoke(&json!({})).await;
    place.odb("SUSPENDED");
    // All have read the same state before one of them writes.
    let held = sandbox.inject(Fault::new(Service::Odb, Effect::Latency { milliseconds: 2000 }));
    let all = join_all((0..invocations).map(|_| async { place.invoke(&json!({})).await })).await;
    sandbox.clear(held);
    for ended in &all {
        assert!(matches!(ended, Ended::Answered(Outcome::Response(_))), "{ended:?}");
    }
    let commits = sandbox.counts()[&(Service::Dynamodb, "TransactWriteItems".to_owned())];
    assert!(commits > 3, "the baseline, a transition and its receipt, and what came second: {commits}");
    let history = place.history().await;
    assert_eq!(history.len(), 2, "the baseline and one transition");
    let ids: BTreeSet<String> = place.alert_ids().into_iter().collect();
    assert_eq!(ids.into_iter().collect::<Vec<_>>(), [history[1].alert.clone().unwrap().to_string()]);
    assert_eq!(place.outbox().await, []);
    assert_eq!(place.state().await.unwrap().version, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_overlapping_invocations_make_one_transition() {
    overlap(2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_overlapping_invocations_make_one_transition() {
    overlap(20).await;
}

/// The outbox is read beside the first fetch, and may be answered after the own commit: the own
/// alert in it must not be taken for one that somebody else is sending.
#[tokio::test]
async fn an_outbox_that_is_read_late_holds_no_alert_back() {
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
    let place = Place::new(&sandbox, 0);
    place.odb("SUSPENDED");
    sandbox.inject(Fault::new(Service::Dynamodb, Effect::Latency { milliseconds: 1000 }).operation("Query"));
    place.invoke(&json!({})).await;
    assert_eq!(place.alert_ids().len(), 1);
    assert_eq!(place.outbox().await, []);
}

/// A run reads the outbox, then another commits an alert and cannot send it: the first run's own
/// alert, a version later, must wait behind it, though the first run never saw it in the outbox.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alert_waits_for_an_older_one_that_another_run_could_not_send() {
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
    let place = Place::new(&sandbox, 0);
    place.odb("ACTIVE");
    place.invoke(&json!({})).await;
    let asked = u64::try_from(sandbox.requests().len()).unwrap();
    let latency = Effect::Latency { milliseconds: 3000 };
    sandbox.inject(Fault::new(Service::Odb, latency).times(1));
    let (event, other) = (json!({}), async {
        for read in ["Query", "GetItem"] {
            sandbox.request(|one| one.sequence > asked && one.operation == read && one.executed).await;
        }
        let down = sandbox.inject(Fault::new(Service::Sns, Effect::InternalError));
        place.odb("FAILED");
        place.runner(SystemClock).run(&[place.target(REGION)], None).await;
        sandbox.clear(down);
        place.odb("ACTIVE");
    });
    let (ended, ()) = tokio::join!(place.invoke(&event), other);
    assert!(matches!(ended, Ended::Answered(Outcome::Response(_))), "{ended:?}");
    let waiting: Vec<u64> = place.outbox().await.iter().map(|pending| pending.version).collect();
    assert_eq!((waiting, place.alert_ids().len()), (vec![2, 3], 0));
    place.let_claims_pass().await;
    place.invoke(&json!({})).await;
    let ids = place.alert_ids();
    assert!(ids.len() == 2 && ids.is_sorted(), "{ids:?}");
}

/// As above, but an older alert is in the outbox that the first run has read and does send: its
/// own must still wait for the one in between.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alert_overtakes_none_between_it_and_one_that_is_sent() {
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
    let place = Place::new(&sandbox, 0);
    place.odb("SUSPENDED");
    let down = sandbox.inject(Fault::new(Service::Sns, Effect::InternalError));
    place.invoke(&json!({})).await;
    sandbox.clear(down);
    place.let_claims_pass().await;
    let asked = u64::try_from(sandbox.requests().len()).unwrap();
    let latency = Effect::Latency { milliseconds: 3000 };
    sandbox.inject(Fault::new(Service::Odb, latency).times(1));
    let (event, other) = (json!({}), async {
        for read in ["Query", "GetItem"] {
            sandbox.request(|one| one.sequence > asked && one.operation == read && one.executed).await;
        }
        // It commits, and can claim nothing.
        let update = Fault::new(Service::Dynamodb, Effect::InternalError).operation("UpdateItem");
        let down = [sandbox.inject(update), sandbox.inject(Fault::new(Service::Sns, Effect::InternalError))];
        place.odb("FAILED");
        place.runner(SystemClock).run(&[place.target(REGION)], None).await;
        for fault in down {
            sandbox.clear(fault);
        }
        place.odb("ACTIVE");
    });
    let (ended, ()) = tokio::join!(place.invoke(&event), other);
    assert!(matches!(ended, Ended::Answered(Outcome::Response(_))), "{ended:?}");
    let waiting: Vec<u64> = place.outbox().await.iter().map(|pending| pending.version).collect();
    assert_eq!((waiting, place.alert_ids().len()), (vec![2, 3], 1));
    place.let_claims_pass().await;
    place.invoke(&json!({})).await;
    let ids = place.alert_ids();
    assert!(ids.len() == 3 && ids.is_sorted(), "{ids:?}");
}
