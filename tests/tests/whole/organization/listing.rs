//! Listings that are not believed, fail, or are not complete.

use rollcall_core::condition::Compliance;
use rollcall_core::identity::AccountId;
use rollcall_core::observation::Cause;
use rollcall_sandbox::{Effect, Fault, Service};
use rollcall_tests::organization::{Hub, alert, sum};
use rollcall_tests::place::odb_alone;
use serde_json::json;

/// The accounts that are retired by the inventory.
async fn retired(hub: &Hub) -> Vec<AccountId> {
    let accounts = hub.accounts().await.into_values();
    accounts.filter(|account| account.retired_at.is_some()).map(|account| account.id).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_of_an_organization_that_vanishes_is_not_believed() {
    let hub = Hub::new(60, &odb_alone()).await;
    let own = hub.place.account.clone();
    hub.run_ago(20).await;
    let vanished: Vec<AccountId> = hub.members().into_iter().take(30).collect();
    for id in &vanished {
        hub.change(id, |account| account.listed(false));
    }
    hub.run_ago(13).await;
    assert_eq!(hub.alerts(), Vec::<[String; 3]>::new(), "one listing says nothing yet");
    for _ in 0..2 {
        let (answers, coverage) = hub.run().await;
        assert_eq!((sum(&answers, "retired"), &coverage["expected"]), (0, &json!(60 + 59)));
        assert_eq!(coverage["seen"], json!(60 + 59), "they are watched as before");
    }
    assert_eq!(retired(&hub).await, []);
    let inventory = hub.state("inventory", &own).await.unwrap();
    assert_eq!(inventory.components["listing"].status, "CONFIRMATION_NEEDED");
    assert_eq!(inventory.facts["accounts"], "60");
    let reason = inventory.components["listing"].reason.clone().unwrap();
    assert!(reason.starts_with("30 of 60 accounts"), "{reason}");
    hub.place.deliver().await;
    assert_eq!(hub.alerts(), [alert("action-required", "inventory", &own)]);

    for id in &vanished {
        hub.change(id, |account| account.listed(true));
    }
    hub.run().await;
    hub.place.deliver().await;
    assert_eq!(hub.alerts()[1..], [alert("recovery", "inventory", &own)]);
    assert_eq!(retired(&hub).await, []);
}

/// Runs under a listing that goes wrong, then under one that is right: nothing of the inventory has changed, and
/// the blindness of `inventory` was reported and is over.
async fn changes_nothing(name: &str, wrong: impl Fn(&Hub), right: impl Fn(&Hub), cause: Cause) {
    let hub = Hub::new(45, &odb_alone()).await;
    let own = hub.place.account.clone();
    hub.run_ago(20).await;
    let (known, before) = (hub.accounts().await, hub.state("inventory", &own).await.unwrap());
    wrong(&hub);
    for hours in [13, 12, 10] {
        let coverage = hub.run_ago(hours).await;
        assert_eq!((coverage.expected, coverage.seen), (45 + 44, 45 + 44), "{name} {hours}");
        assert_eq!(hub.accounts().await, known, "{name}");
    }
    let state = hub.state("inventory", &own).await.unwrap();
    let blind = state.blind.unwrap();
    assert_eq!(
        (state.components, blind.latest.cause),
        (before.components, cause),
        "{name}: {}",
        blind.latest.message
    );
    assert_eq!(state.compliance, Compliance::InsufficientData);
    assert_eq!(hub.alerts(), [alert("blind", "inventory", &own)], "{name}");
    right(&hub);
    hub.run().await;
    hub.place.deliver().await;
    assert_eq!(hub.alerts()[1..], [alert("recovery", "inventory", &own)], "{name}");
    assert_eq!(hub.accounts().await, known, "{name}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_that_fails_changes_nothing_and_is_reported() {
    let denied = Fault::new(Service::Organizations, Effect::AccessDenied).operation("ListAccounts");
    let wrong = |hub: &Hub| _ = hub.sandbox().inject(denied.clone());
    changes_nothing("denied", wrong, |hub| _ = hub.sandbox().clear_faults(), Cause::Denied).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_that_fails_on_its_second_page_changes_nothing_and_is_reported() {
    let fails = Fault::new(Service::Organizations, Effect::InternalError).operation("ListAccounts");
    let wrong = |hub: &Hub| _ = hub.sandbox().inject(fails.clone().contains("NextToken"));
    changes_nothing("fails", wrong, |hub| _ = hub.sandbox().clear_faults(), Cause::Unavailable).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_that_lacks_the_own_account_changes_nothing_and_is_reported() {
    let listed = |is| move |hub: &Hub| hub.change(&hub.place.account, |account| account.listed(is));
    changes_nothing("own account", listed(false), listed(true), Cause::Malformed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_that_cannot_be_read_stay_as_they_were_known() {
    let hub = Hub::new(20, &odb_alone()).await;
    let own = hub.place.account.clone();
    hub.run_ago(14).await;
    let known = hub.accounts().await;
    for (service, operation) in
        [(Service::Organizations, "DescribeOrganizationalUnit"), (Service::Tagging, "GetResources")]
    {
        hub.sandbox().inject(Fault::new(service, Effect::AccessDenied).operation(operation));
    }
    hub.run().await;
    assert_eq!(hub.accounts().await, known);
    let inventory = hub.state("inventory", &own).await.unwrap();
    let statuses = inventory.components.iter().map(|(name, one)| (name.as_str(), one.status.as_str()));
    let expected =
        [("listing", "COMPLETE"), ("organizational-units", "INCOMPLETE"), ("owners", "INCOMPLETE")];
    assert_eq!(statuses.collect::<Vec<_>>(), expected);
    hub.place.deliver().await;
    assert_eq!(hub.alerts(), [alert("degradation", "inventory", &own)], "both in one");
}
