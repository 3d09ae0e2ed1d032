//! STS through its SDK client.

use aws_sdk_sts::Client;

use crate::clients::{ACCOUNT, REGION, config, config_of, sandbox};

#[tokio::test]
async fn a_caller_learns_its_account() {
    let sandbox = sandbox().await;
    let client = Client::new(&config(&sandbox).await);
    let answer = client.get_caller_identity().send().await.unwrap();
    assert_eq!(answer.account(), Some(ACCOUNT));
}

#[tokio::test]
async fn an_assumed_role_calls_as_its_account() {
    let sandbox = sandbox().await;
    let client = Client::new(&config(&sandbox).await);
    let answer = client
        .assume_role()
        .role_arn("arn:aws:iam::444455556666:role/watch/rollcall-read")
        .role_session_name("rollcall")
        .send()
        .await
        .unwrap();
    let user = answer.assumed_role_user().unwrap();
    assert_eq!(user.arn(), "arn:aws:sts::444455556666:assumed-role/rollcall-read/rollcall");
    let credentials = answer.credentials().unwrap();

    let key = credentials.access_key_id();
    let client = Client::new(&config_of(&sandbox, key, REGION).await);
    let answer = client.get_caller_identity().send().await.unwrap();
    assert_eq!(answer.account(), Some("444455556666"));
    assert!(answer.arn().unwrap().contains(":assumed-role/"));
}

#[tokio::test]
async fn a_bad_role_is_refused() {
    let sandbox = sandbox().await;
    let client = Client::new(&config(&sandbox).await);
    let request = client.assume_role().role_arn("rollcall-read").role_session_name("rollcall");
    let error = request.send().await.unwrap_err().into_service_error();
    assert_eq!(error.meta().code(), Some("ValidationError"));
}
