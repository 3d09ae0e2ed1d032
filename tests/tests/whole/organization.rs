//! An organization, by the functions as the state machine runs them.

use rollcall_sandbox::{AccountRole, Check, OrganizationAccount, Service};
use rollcall_tests::organization::{Hub, sum};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_account_is_watched_and_a_second_run_is_silent() {
    let hub = Hub::new(25, "").await;
    let (answers, coverage) = hub.run().await;
    // Three checks in one Region each, and the role of each account but the own.
    let expected = 25 * 3 + 24;
    let seen = json!({"expected": expected, "seen": expected, "blind": 0, "missing": []});
    assert_eq!(coverage.as_object().unwrap().iter().filter(|(name, _)| *name != "run").count(), 4);
    for name in ["expected", "seen", "blind", "missing"] {
        assert_eq!(coverage[name], seen[name], "{name}");
    }
    assert_eq!((answers.len(), sum(&answers, "changed")), (10, expected));

    let before = hub.sandbox().counts();
    let (answers, coverage) = hub.run().await;
    assert_eq!((sum(&answers, "changed"), sum(&answers, "unchanged")), (0, expected));
    assert_eq!(coverage["seen"], json!(expected));
    let calls = |service, operation: &str| {
        let key = (service, operation.to_owned());
        hub.sandbox().counts().get(&key).copied().unwrap_or(0) - before.get(&key).copied().unwrap_or(0)
    };
    assert_eq!(calls(Service::Sts, "AssumeRole"), 24, "one an account");
    assert_eq!(calls(Service::Status(Check::Odb), "GetOciOnboardingStatus"), 25);
    assert_eq!(
        calls(Service::Status(Check::ComputeOptimizer), "GetEnrollmentStatus"),
        1,
        "the own account's"
    );
    assert_eq!(calls(Service::Dynamodb, "TransactWriteItems"), 0);
    assert_eq!(calls(Service::Organizations, "ListAccounts"), 0, "it was listed a moment ago");
    hub.place.deliver().await;
    assert!(hub.place.alert_ids().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_cannot_be_entered_is_reported_once_and_its_services_make_no_news() {
    let hub = Hub::new(12, "").await;
    hub.run().await;
    let closed = hub.members()[3].clone();
    hub.sandbox().set_account(OrganizationAccount::new(closed.clone()).role(AccountRole::ClosedByScp));
    let (answers, coverage) = hub.run().await;
    assert_eq!((sum(&answers, "blind"), sum(&answers, "alerts")), (3, 1));
    assert_eq!((&coverage["blind"], &coverage["missing"]), (&json!(3), &json!([])));
    hub.place.deliver().await;
    let messages = hub.place.messages();
    let text = serde_json::to_string(&messages[0].message).unwrap();
    assert!(text.contains("A service control policy of the organization denies"), "{text}");
    assert_eq!(messages.len(), 1);

    hub.sandbox().set_account(OrganizationAccount::new(closed).role(AccountRole::Trusted));
    hub.run().await;
    hub.place.deliver().await;
    assert_eq!(hub.place.messages().len(), 2, "the recovery");
}
