//! Observers that overlap: one transition, one alert id.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use rollcall_core::ports::Clock as _;
use rollcall_engine::clock::SystemClock;
use rollcall_sandbox::{Effect, Fault, Options, Sandbox, Service};
use rollcall_tests::place::{Place, REGION};

async fn overlap(invocations: usize) {
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
    let place = Place::new(&sandbox, 0);
    place.odb("ACTIVE");
    place.observe().await;
    place.odb("SUSPENDED");
    // All have read the same state before one of them writes.
    let held = sandbox.inject(Fault::new(Service::Odb, Effect::Latency { milliseconds: 2000 }));
    join_all((0..invocations).map(|_| place.observe())).await;
    sandbox.clear(held);
    let commits = sandbox.counts()[&(Service::Dynamodb, "TransactWriteItems".to_owned())];
    assert!(commits > 2, "the baseline, a transition, and what came second: {commits}");
    let history = place.history().await;
    assert_eq!(history.len(), 2, "the baseline and one transition");
    assert_eq!(place.outbox().await.len(), 1);
    place.deliver().await;
    let ids: BTreeSet<String> = place.alert_ids().into_iter().collect();
    assert_eq!(ids.into_iter().collect::<Vec<_>>(), [history[1].alert.clone().unwrap().to_string()]);
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

/// A call by its operation and a mark in its body.
type Call = (Service, &'static str, &'static str);

const STATUS: Call = (Service::Odb, "GetOciOnboardingStatus", "");
const STATES: Call = (Service::Dynamodb, "Query", "STATE#");

/// An answer that is given at once and arrives late, once, but before the attempt times out.
fn arrives_late((service, operation, mark): Call) -> Fault {
    let late = Fault::new(service, Effect::Latency { milliseconds: 2000 });
    late.operation(operation).contains(mark).after().times(1)
}

/// Invokes the observer and delays its answer of a call. Meanwhile the service answers something else to
/// another, complete run. Gives the kinds of the alerts.
async fn overtaken(late: Call, older: &str, newer: &str) -> (Place, Vec<String>) {
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
    let place = Place::new(&sandbox, 0);
    place.odb("ACTIVE");
    // Long enough ago that both looks are noted.
    place.run_ago(Duration::from_secs(2 * 3600)).await;
    place.odb(older);
    let asked = u64::try_from(sandbox.requests().len()).unwrap();
    let held = sandbox.inject(arrives_late(late));
    let other = async {
        sandbox.reached(held).await.unwrap();
        sandbox.request(|one| one.sequence > asked && one.operation == late.1 && one.executed).await;
        place.odb(newer);
        place.observe_at(SystemClock.now(), &[REGION]).await;
    };
    tokio::join!(place.observe(), other);
    let asked =
        sandbox.requests().into_iter().filter(|one| one.sequence > asked && one.operation == STATUS.1);
    assert_eq!(asked.count(), 3, "who comes second asks again");
    place.deliver().await;
    let kinds = place.messages().iter().map(|message| message.attributes["kind"].value.clone()).collect();
    (place, kinds)
}

/// In both orders, and whichever call of the slow run is slow.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_answer_never_stands_above_a_newer_one() {
    for late in [STATUS, STATES] {
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
