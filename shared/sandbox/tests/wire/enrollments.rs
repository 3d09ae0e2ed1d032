//! What Compute Optimizer tells the management account of all accounts at once.

use aws_sdk_computeoptimizer::Client;
use rollcall_sandbox::{AccountState, Check, OrganizationAccount, Setting};
use serde_json::json;

use crate::clients::{ACCOUNT, config, config_of, organization, sandbox};

#[tokio::test]
async fn compute_optimizer_answers_for_all_active_accounts_in_pages() {
    let sandbox = organization(150).await;
    let ids: Vec<_> = sandbox.accounts().into_iter().map(|account| account.id).collect();
    let change = |index: usize| OrganizationAccount::new(ids[index].clone());
    sandbox.set_account(change(3).state(AccountState::Suspended));
    sandbox.set_account(change(4).answered(false));
    sandbox.set_account(change(5).listed(false));

    let client = Client::new(&config(&sandbox).await);
    let pages = client.get_enrollment_statuses_for_organization().into_paginator().send();
    let pages: Vec<_> = pages.try_collect().await.unwrap();
    let sizes: Vec<_> = pages.iter().map(|page| page.account_enrollment_statuses().len()).collect();
    assert_eq!(sizes, [100, 48]);
    let entries: Vec<_> = pages.iter().flat_map(|page| page.account_enrollment_statuses()).collect();
    let expected = ids.iter().enumerate().filter(|(index, _)| ![3, 4].contains(index));
    let found = entries.iter().map(|entry| entry.account_id().unwrap());
    assert_eq!(found.collect::<Vec<_>>(), expected.map(|(_, id)| id.as_str()).collect::<Vec<_>>());
    assert!(entries.iter().all(|entry| entry.status().unwrap().as_str() == "Active"));
    assert!(entries.iter().all(|entry| entry.last_updated_timestamp().unwrap().secs() == 1_767_225_600));
}

#[tokio::test]
async fn an_account_is_reported_as_its_own_answer_in_the_region_says() {
    let sandbox = organization(3).await;
    let id = sandbox.accounts()[1].id.clone();
    let setting = Setting::new(Check::ComputeOptimizer).account(id.clone());
    let failed = setting.region("eu-west-1".parse().unwrap()).status("Failed").reason("no trusted access");
    sandbox.set(failed.answer("lastUpdatedTimestamp", json!(1_767_225_601.5))).unwrap();
    for (region, expected) in
        [("eu-west-1", ("Failed", Some("no trusted access"))), ("us-east-1", ("Active", None))]
    {
        let config = config_of(&sandbox, "AKIASANDBOX", region).await;
        let client = Client::new(&config);
        let answer = client.get_enrollment_statuses_for_organization().send().await.unwrap();
        let entry =
            answer.account_enrollment_statuses().iter().find(|one| one.account_id() == Some(id.as_str()));
        let entry = entry.unwrap();
        assert_eq!((entry.status().unwrap().as_str(), entry.status_reason()), expected, "{region}");
        let own = Client::new(&config_of(&sandbox, id.as_str(), region).await);
        let own = own.get_enrollment_status().send().await.unwrap();
        assert_eq!(own.status(), entry.status());
        assert_eq!(own.last_updated_timestamp(), entry.last_updated_timestamp());
    }
}

#[tokio::test]
async fn only_the_management_account_learns_of_all_accounts() {
    let (alone, organization) = (sandbox().await, organization(3).await);
    for (sandbox, key) in [(&alone, ACCOUNT), (&organization, "444455556666")] {
        let client = Client::new(&config_of(sandbox, key, "us-east-1").await);
        let error = client.get_enrollment_statuses_for_organization().send().await.unwrap_err();
        assert_eq!(error.raw_response().unwrap().status().as_u16(), 403);
        assert!(error.into_service_error().is_access_denied_exception());
    }
    let client = Client::new(&config(&organization).await);
    let ask = || client.get_enrollment_statuses_for_organization();
    for asked in [ask().max_results(0), ask().max_results(101), ask().next_token("x")] {
        let error = asked.send().await.unwrap_err().into_service_error();
        assert!(error.is_invalid_parameter_value_exception());
    }
    let page = ask().max_results(2).send().await.unwrap();
    assert_eq!((page.account_enrollment_statuses().len(), page.next_token().is_some()), (2, true));
}
