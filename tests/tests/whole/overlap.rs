//! Invocations that overlap: one transition, one alert id.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

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

/// An answer that is given at once and arrives late, once; before the attempt is given up.
fn arrives_late(service: Service, operation: &str) -> Fault {
    Fault::new(service, Effect::Latency { milliseconds: 2000 }).operation(operation).after().times(1)
}

const STATUS: (Service, &str) = (Service::Odb, "GetOciOnboardingStatus");
const LOAD: (Service, &str) = (Service::Dynamodb, "GetItem");

/// Invokes the function and lets its answer of a call arrive late. Meanwhile the service says
/// something else, and another run comes and goes; the kinds of the alerts that this makes.
async fn overtaken(late: (Service, &str), older: &str, newer: &str) -> (Place, Vec<String>) {
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
    let place = Place::new(&sandbox, 0);
    place.odb("ACTIVE");
    // So long ago that each of both looks is noted.
    place.run_ago(Duration::from_secs(2 * 3600)).await;
    place.odb(older);
    let asked = u64::try_from(sandbox.requests().len()).unwrap();
    sandbox.inject(arrives_late(late.0, late.1));
    let (event, other) = (json!({}), async {
        sandbox.request(|one| one.sequence > asked && one.operation == late.1 && one.executed).await;
        place.odb(newer);
        let run = place.runner(SystemClock).run(&[place.target(REGION)], None).await;
        assert!(run.faults.is_empty(), "{:?}", run.faults);
    });
    let (ended, ()) = tokio::join!(place.invoke(&event), other);
    assert!(matches!(ended, Ended::Answered(Outcome::Response(_))), "{ended:?}");
    let asked =
        sandbox.requests().into_iter().filter(|one| one.sequence > asked && one.operation == STATUS.1);
    assert_eq!(asked.count(), 3, "who comes second asks again");
    let kinds = place.messages().iter().map(|message| message.attributes["kind"].value.clone()).collect();
    (place, kinds)
}

/// In both orders, and whichever call of the slow run is slow.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_answer_never_stands_above_a_newer_one() {
    for late in [STATUS, LOAD] {
        for (older, newer, expected) in
            [("ACTIVE", "SUSPENDED", vec!["failure".to_owned()]), ("SUSPENDED", "ACTIVE", vec![])]
        {
            let (place, kinds) = overtaken(late, older, newer).await;
            let state = place.state().await.unwrap();
            assert_eq!(state.components["onboarding"].status, newer, "{late:?} {older}");
            assert_eq!(
                (kinds, state.version),
                (expected.clone(), 1 + expected.len() as u64),
                "{late:?} {older}"
            );
        }
    }
}

/// A run reads the outbox, then another commits an alert and cannot send it: the first run's own
/// alert, a version later, must wait behind it, though the first run never saw it in the outbox.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alert_waits_for_an_older_one_that_another_run_could_not_send() {
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
    let place = Place::new(&sandbox, 0);
    place.odb("ACTIVE");
    place.invoke(&json!({})).await;
    place.odb("SUSPENDED");
    let asked = u64::try_from(sandbox.requests().len()).unwrap();
    sandbox.inject(arrives_late(STATUS.0, STATUS.1));
    let (event, other) = (json!({}), async {
        for call in ["Query", STATUS.1] {
            sandbox.request(|one| one.sequence > asked && one.operation == call && one.executed).await;
        }
        let down = sandbox.inject(Fault::new(Service::Sns, Effect::InternalError));
        place.odb("FAILED");
        let (runner, targets) = (place.runner(SystemClock), [place.target(REGION)]);
        tokio::join!(runner.run(&targets, None), async {
            let commit = "TransactWriteItems";
            sandbox.request(|one| one.sequence > asked && one.operation == commit && one.executed).await;
            place.odb("ACTIVE");
        });
        sandbox.clear(down);
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
    place.odb("ACTIVE_LIMITED");
    sandbox.inject(arrives_late(STATUS.0, STATUS.1));
    let (event, other) = (json!({}), async {
        for call in ["Query", STATUS.1] {
            sandbox.request(|one| one.sequence > asked && one.operation == call && one.executed).await;
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
