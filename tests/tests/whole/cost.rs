//! What an invocation costs, counted in calls to AWS.

use std::collections::BTreeMap;
use std::sync::Arc;

use rollcall_sandbox::runtime_api::Outcome;
use rollcall_sandbox::{Options, Sandbox, Service};
use rollcall_tests::function::Ended;
use rollcall_tests::place::Place;
use serde_json::json;

type Counts = BTreeMap<(Service, String), u64>;

/// The calls of one invocation that finds `status`.
async fn calls(place: &Place, status: &str) -> Vec<(String, u64)> {
    place.odb(status);
    let before: Counts = place.sandbox.counts();
    let ended = place.invoke(&json!({})).await;
    assert!(matches!(ended, Ended::Answered(Outcome::Response(_))), "{ended:?}");
    let after = place.sandbox.counts();
    let difference = after.into_iter().map(|(call, count)| {
        let earlier = before.get(&call).copied().unwrap_or_default();
        (call.1, count - earlier)
    });
    difference.filter(|(_, count)| *count > 0).collect()
}

#[tokio::test]
async fn unchanged_costs_two_calls_and_changed_five_beside_the_outbox() {
    let place = Place::new(&Arc::new(Sandbox::start(Options::default()).await.unwrap()), 0);
    let call = |name: &str, count: u64| (name.to_owned(), count);
    let (status, publish) = (call("GetOciOnboardingStatus", 1), call("Publish", 1));
    let (load, query) = (call("GetItem", 1), call("Query", 1));
    let write = |count| call("TransactWriteItems", count);
    let changed = [load.clone(), query.clone(), write(2), publish, status.clone()];
    assert_eq!(calls(&place, "ACTIVE").await, [load.clone(), query.clone(), write(1), status.clone()]);
    assert_eq!(calls(&place, "ACTIVE").await, [load, query, status]);
    // However soon one change follows the other: the order of their alerts costs no call.
    assert_eq!(calls(&place, "SUSPENDED").await, changed);
    assert_eq!(calls(&place, "ACTIVE").await, changed);
    assert_eq!(calls(&place, "FAILED").await, changed);
}
