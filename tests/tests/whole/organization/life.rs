//! Accounts that join, wait for their role, are suspended, and are active again.

use rollcall_core::alert::Severity;
use rollcall_core::observation::Cause;
use rollcall_sandbox::{AccountRole, AccountState, Check, Service, Setting};
use rollcall_tests::organization::{Hub, alert, sum};
use rollcall_tests::place::odb_alone;
use serde_json::json;

const NEW: &str = "444455556666";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_account_is_found_by_the_next_listing_that_is_due() {
    let hub = Hub::new(10, &odb_alone()).await;
    let new = NEW.parse().unwrap();
    hub.run_ago(8).await;
    hub.change(&new, |account| account.name("newcomer").organizational_unit("/prod/data".parse().unwrap()));
    // Not listed again yet.
    assert_eq!(hub.run_ago(7).await.expected, 10 + 9);
    assert_eq!(hub.state("odb", &new).await, None);
    let (_, coverage) = hub.run().await;
    assert_eq!((&coverage["expected"], &coverage["seen"]), (&json!(11 + 10), &json!(11 + 10)));
    assert_eq!(hub.status("access", &new).await.as_deref(), Some("ASSUMED"));
    assert_eq!(hub.status("odb", &new).await.as_deref(), Some("ACTIVE"));
    let known = &hub.accounts().await[&new];
    let names = [&known.name, &known.organizational_unit].map(Option::as_deref);
    assert_eq!(names, [Some("newcomer"), Some("/prod/data")]);
    hub.place.deliver().await;
    assert_eq!(hub.alerts(), Vec::<[String; 3]>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_is_waited_for_in_silence_for_a_day_and_then_reported_once() {
    let hub = Hub::new(10, &odb_alone()).await;
    let new = NEW.parse().unwrap();
    hub.change(&new, |account| account.role(AccountRole::Missing));
    for hours in [25, 19, 13, 2] {
        let coverage = hub.run_ago(hours).await;
        assert_eq!((coverage.expected, coverage.seen), (11 + 10, 11 + 10 - 1), "{hours}");
        assert_eq!(coverage.blind["no-access"], 1);
        assert_eq!(hub.status("access", &new).await.as_deref(), Some("WAITING"));
    }
    let blind = hub.state("odb", &new).await.unwrap().blind.unwrap();
    assert_eq!((blind.latest.cause, blind.reported_at), (Cause::NoAccess, None));
    assert_eq!(hub.alerts(), Vec::<[String; 3]>::new());

    for _ in 0..2 {
        hub.run().await;
        hub.place.deliver().await;
        assert_eq!(hub.status("access", &new).await.as_deref(), Some("DENIED"));
    }
    assert_eq!(hub.alerts(), [alert("failure", "access", &new)]);
    assert_eq!(hub.place.messages()[0].attributes["severity"].value, "critical");

    hub.change(&new, |account| account.role(AccountRole::Trusted));
    hub.run().await;
    hub.place.deliver().await;
    let all = [alert("failure", "access", &new), alert("recovery", "access", &new)];
    assert_eq!(hub.alerts(), all, "what was blind without access makes no news of its own");
    assert_eq!(hub.status("odb", &new).await.as_deref(), Some("ACTIVE"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suspended_account_is_not_asked_and_keeps_its_problems() {
    let hub = Hub::new(10, &odb_alone()).await;
    let id = hub.members()[4].clone();
    hub.sandbox().set(Setting::new(Check::Odb).account(id.clone()).status("FAILED")).unwrap();
    hub.run_ago(16).await;
    hub.change(&id, |account| account.state(AccountState::Suspended));
    let calls = hub.calls(Service::Sts, "AssumeRole");
    for hours in [8, 7] {
        let coverage = hub.run_ago(hours).await;
        assert_eq!((coverage.seen, coverage.blind["no-access"]), (10 + 9 - 1, 1));
    }
    assert_eq!(hub.calls(Service::Sts, "AssumeRole") - calls, 2 * 8, "all members but the suspended one");
    let suspended = hub.state("access", &id).await.unwrap();
    assert_eq!(suspended.components["role"].status, "ACCOUNT_SUSPENDED");
    let reported = suspended.problem.unwrap().components["role"].reported.clone().unwrap();
    assert_eq!(reported.severity, Severity::Warning);
    let odb = hub.state("odb", &id).await.unwrap();
    assert!(odb.problem.is_some_and(|problem| problem.reported_at.is_some()), "it stands");
    assert!(odb.blind.is_some_and(|blind| blind.is_without_access()));
    let so_far = [alert("failure", "odb", &id), alert("degradation", "access", &id)];
    assert_eq!(hub.alerts(), so_far);

    hub.change(&id, |account| account.state(AccountState::Active));
    let (answers, _) = hub.run().await;
    hub.place.deliver().await;
    assert_eq!(sum(&answers, "blind"), 0);
    let [failure, degradation] = so_far;
    assert_eq!(hub.alerts(), [failure, degradation, alert("recovery", "access", &id)]);
    let odb = hub.state("odb", &id).await.unwrap();
    assert!(odb.blind.is_none() && odb.problem.is_some(), "seen again, and still failed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_expected_of_an_account_that_is_not_active_yet() {
    let hub = Hub::new(10, &odb_alone()).await;
    let new = NEW.parse().unwrap();
    hub.change(&new, |account| account.state(AccountState::PendingActivation).role(AccountRole::Missing));
    assert_eq!(hub.run_ago(40).await.expected, 10 + 9);
    assert_eq!(hub.run_ago(30).await.expected, 10 + 9);
    assert_eq!((hub.state("odb", &new).await, hub.state("access", &new).await), (None, None));
    // Its day of grace begins when it is active.
    hub.change(&new, |account| account.state(AccountState::Active));
    assert_eq!(hub.run_ago(22).await.expected, 11 + 10);
    hub.run().await;
    assert_eq!(hub.status("access", &new).await.as_deref(), Some("WAITING"));
    hub.place.deliver().await;
    assert_eq!(hub.alerts(), Vec::<[String; 3]>::new());
}
