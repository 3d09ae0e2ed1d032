//! What an invocation costs, counted in calls to AWS.

use std::collections::BTreeMap;
use std::sync::Arc;

use rollcall_checks::registry;
use rollcall_core::check::CheckRules;
use rollcall_sandbox::{Check, Options, Sandbox, Service, Setting};
use rollcall_tests::place::Place;

type Counts = BTreeMap<(Service, String), u64>;

/// The calls made while `work` runs.
async fn calls<T>(place: &Place, work: impl Future<Output = T>) -> Vec<(String, u64)> {
    let before: Counts = place.sandbox.counts();
    work.await;
    let after = place.sandbox.counts();
    let difference = after.into_iter().map(|(call, count)| {
        let earlier = before.get(&call).copied().unwrap_or_default();
        (call.1, count - earlier)
    });
    difference.filter(|(_, count)| *count > 0).collect()
}

fn call(name: &str, count: u64) -> (String, u64) {
    (name.to_owned(), count)
}

/// Settings and states, then the services; one more transaction for a change.
#[tokio::test]
async fn an_unchanged_run_costs_two_queries_and_a_call_a_check() {
    let mut place = Place::new(&Arc::new(Sandbox::start(Options::default()).await.unwrap()), 0);
    place.policy = String::new();
    place.odb("ACTIVE");
    let operation = |check: &CheckRules| check.action.split_once(':').unwrap().1;
    let statuses = registry::ALL.map(|check| call(operation(check), 1));
    let run = |commits: u64| {
        let commits = (commits > 0).then(|| call("TransactWriteItems", commits));
        let mut calls: Vec<_> =
            [call("Query", 2)].into_iter().chain(commits).chain(statuses.clone()).collect();
        calls.sort();
        calls
    };
    let observe = async |place: &Place| {
        let mut calls = calls(place, place.observe()).await;
        calls.sort();
        calls
    };
    assert_eq!(observe(&place).await, run(statuses.len() as u64), "the baseline");
    assert_eq!(observe(&place).await, run(0));
    place.odb("SUSPENDED");
    assert_eq!(observe(&place).await, run(1));
}

/// The ten parts of the queue and the routes; then the lease, and three calls per alert. Once an hour the
/// subscriptions are counted, and that is stored.
#[tokio::test]
async fn a_courier_with_an_empty_queue_only_queries() {
    let place = Place::new(&Arc::new(Sandbox::start(Options::default()).await.unwrap()), 0);
    place.odb("SUSPENDED");
    let counted = [call("Query", 11), call("UpdateItem", 1), call("GetTopicAttributes", 1)];
    assert_eq!(calls(&place, place.deliver()).await, counted);
    assert_eq!(calls(&place, place.deliver()).await, [call("Query", 11)]);
    place.observe().await;
    let sent = [
        call("GetItem", 1),
        call("Query", 11),
        call("TransactWriteItems", 1),
        call("UpdateItem", 2),
        call("Publish", 1),
    ];
    assert_eq!(calls(&place, place.deliver()).await, sent);
    place.set(Setting::new(Check::Odb).status("SUSPENDED"));
    place.observe().await;
    assert_eq!(calls(&place, place.deliver()).await, [call("Query", 11)]);
}
