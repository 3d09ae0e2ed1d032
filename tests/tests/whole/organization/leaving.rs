//! Accounts that are closed, leave, and come back.

use std::time::Duration;

use rollcall_sandbox::{AccountRole, AccountState, Check, Service, Setting};
use rollcall_tests::organization::{Hub, alert, hours_ago, sum};
use rollcall_tests::place::odb_alone;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_account_is_retired_and_only_an_open_problem_is_news() {
    let hub = Hub::new(12, &odb_alone()).await;
    let (failed, fine) = (hub.members()[2].clone(), hub.members()[7].clone());
    hub.sandbox().set(Setting::new(Check::Odb).account(failed.clone()).status("FAILED")).unwrap();
    hub.run_ago(8).await;
    for id in [&failed, &fine] {
        hub.change(id, |account| account.state(AccountState::PendingClosure));
    }
    let asked = hub.calls(Service::Sts, "AssumeRole");
    let (answers, coverage) = hub.run().await;
    assert_eq!(sum(&answers, "retired"), 4, "the service and the role of each");
    assert_eq!((&coverage["expected"], &coverage["seen"]), (&json!(10 + 9), &json!(10 + 9)));
    assert_eq!(hub.calls(Service::Sts, "AssumeRole") - asked, 9, "those that are left");
    for (check, id) in [("odb", &failed), ("access", &failed), ("odb", &fine), ("access", &fine)] {
        let state = hub.state(check, id).await.unwrap();
        assert!(state.retired_at.is_some() && state.problem.is_none(), "{check} {id}");
    }
    let (answers, _) = hub.run().await;
    assert_eq!((sum(&answers, "retired"), sum(&answers, "changed")), (0, 0), "once");
    hub.place.deliver().await;
    assert_eq!(hub.alerts(), [alert("failure", "odb", &failed), alert("retired", "odb", &failed)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_retired_once_two_complete_listings_lack_it() {
    let hub = Hub::new(12, &odb_alone()).await;
    let left = hub.members()[5].clone();
    hub.run_ago(14).await;
    hub.change(&left, |account| account.listed(false));
    assert_eq!(hub.run_ago(7).await.expected, 12 + 11, "one listing is not enough");
    assert_eq!(hub.run_ago(6).await.expected, 12 + 11, "nor is the same one, looked at again");
    let (answers, coverage) = hub.run().await;
    assert_eq!((sum(&answers, "retired"), &coverage["expected"]), (2, &json!(11 + 10)));
    assert!(hub.state("access", &left).await.unwrap().retired_at.is_some());
    hub.place.deliver().await;
    assert_eq!(hub.alerts(), Vec::<[String; 3]>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_that_fails_is_none_of_the_two() {
    let hub = Hub::new(12, &odb_alone()).await;
    let left = hub.members()[5].clone();
    hub.run_ago(21).await;
    hub.change(&left, |account| account.listed(false));
    hub.run_ago(14).await;
    let home = hub.place.account.clone();
    hub.change(&home, |account| account.listed(false));
    hub.run_ago(7).await;
    assert_eq!(hub.accounts().await[&left].absences, 1);
    hub.change(&home, |account| account.listed(true));
    hub.change(&left, |account| account.listed(true));
    assert_eq!(hub.run_ago(6).await.expected, 12 + 11);
    assert_eq!(hub.accounts().await[&left].absences, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_comes_back_goes_on_with_its_history_and_is_new_to_its_role() {
    let hub = Hub::new(12, &odb_alone()).await;
    let id = hub.members()[8].clone();
    hub.run_ago(80).await;
    hub.change(&id, |account| account.listed(false));
    hub.run_ago(73).await;
    hub.run_ago(66).await;
    let retired = hub.state("odb", &id).await.unwrap();
    assert!(retired.retired_at.is_some());

    hub.change(&id, |account| account.listed(true).role(AccountRole::Missing));
    for hours in [30, 20, 7] {
        hub.run_ago(hours).await;
        assert_eq!(hub.status("access", &id).await.as_deref(), Some("WAITING"), "{hours} hours ago");
    }
    let found_at = hub.accounts().await[&id].found_at.unwrap();
    assert!(hours_ago(30).since(found_at) < Duration::from_secs(3600), "new since it came back");
    assert_eq!(hub.alerts(), Vec::<[String; 3]>::new());
    hub.change(&id, |account| account.role(AccountRole::Trusted));
    hub.run().await;
    for check in ["odb", "access"] {
        let state = hub.state(check, &id).await.unwrap();
        let history = hub.history(check, &id).await;
        let versions: Vec<u64> = history.iter().map(|entry| entry.version).collect();
        assert_eq!(versions, (1..=state.version).collect::<Vec<_>>(), "{check}");
        assert!(history.iter().any(|entry| entry.retired) && state.retired_at.is_none(), "{check}");
        assert!(state.version > 2, "{check}");
    }
    hub.place.deliver().await;
    assert_eq!(hub.alerts(), Vec::<[String; 3]>::new());
}
