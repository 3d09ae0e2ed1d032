//! The three status APIs, through their SDK clients and in the protocols that these do not use.

use ciborium::Value as Cbor;
use rollcall_sandbox::{ACTIVATION_SECRET, Check, Sandbox, Setting};
use serde_json::{Value, json};

use crate::clients::{ACCOUNT, config, config_of, sandbox, send};

async fn odb(sandbox: &Sandbox) -> aws_sdk_odb::Client {
    aws_sdk_odb::Client::new(&config(sandbox).await)
}

#[tokio::test]
async fn everything_is_healthy_at_first() {
    let sandbox = sandbox().await;
    let config = config(&sandbox).await;

    let answer = aws_sdk_computeoptimizer::Client::new(&config).get_enrollment_status();
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status().unwrap().as_str(), "Active");
    assert_eq!(answer.last_updated_timestamp().unwrap().secs(), 1_767_225_600);
    assert_eq!(answer.status_reason(), None);

    let answer = aws_sdk_iotfleetwise::Client::new(&config).get_register_account_status();
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.customer_account_id(), ACCOUNT);
    assert_eq!(answer.account_status().as_str(), "REGISTRATION_SUCCESS");
    let iam = answer.iam_registration_response().unwrap();
    assert_eq!(iam.registration_status().as_str(), "REGISTRATION_SUCCESS");
    let timestream = answer.timestream_registration_response().unwrap();
    assert_eq!(timestream.registration_status().as_str(), "REGISTRATION_SUCCESS");
    assert_eq!(answer.creation_time().secs(), 1_767_225_600);

    let answer = aws_sdk_odb::Client::new(&config).get_oci_onboarding_status();
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status().unwrap().as_str(), "ACTIVE");
    assert!(answer.linked_oci_tenancy_id().is_some());
    assert_eq!(answer.oci_identity_domain().unwrap().status().unwrap().as_str(), "AVAILABLE");
    let roles = answer.autonomous_database_oci_integration_iam_roles();
    assert!(roles.iter().all(|role| role.status().unwrap().as_str() == "AVAILABLE"), "{roles:?}");
    assert_eq!(roles.len(), 2);
    assert!(answer.new_tenancy_activation_link().is_none());
}

#[tokio::test]
async fn compute_optimizer_says_what_was_set() {
    let sandbox = sandbox().await;
    let client = aws_sdk_computeoptimizer::Client::new(&config(&sandbox).await);
    let setting = Setting::new(Check::ComputeOptimizer).status("Failed").reason("no role");
    sandbox.set(setting.answer("numberOfMemberAccountsOptedIn", json!(7))).unwrap();

    let answer = client.get_enrollment_status().send().await.unwrap();
    assert_eq!(answer.status().unwrap().as_str(), "Failed");
    assert_eq!(answer.status_reason(), Some("no role"));
    assert_eq!(answer.number_of_member_accounts_opted_in(), Some(7));
}

#[tokio::test]
async fn fleetwise_says_what_was_set() {
    let sandbox = sandbox().await;
    let client = aws_sdk_iotfleetwise::Client::new(&config(&sandbox).await);
    let setting = Setting::new(Check::IotFleetwise)
        .status("REGISTRATION_FAILURE")
        .component("iam", "REGISTRATION_FAILURE")
        .component_reason("iam", "no such role")
        .without("timestream");
    sandbox.set(setting).unwrap();

    let answer = client.get_register_account_status().send().await.unwrap();
    assert_eq!(answer.account_status().as_str(), "REGISTRATION_FAILURE");
    let iam = answer.iam_registration_response().unwrap();
    assert_eq!(iam.registration_status().as_str(), "REGISTRATION_FAILURE");
    assert_eq!(iam.error_message(), Some("no such role"));
    assert!(answer.timestream_registration_response().is_none());
}

#[tokio::test]
async fn an_account_that_was_never_registered_is_not_found() {
    let sandbox = sandbox().await;
    let client = aws_sdk_iotfleetwise::Client::new(&config(&sandbox).await);
    sandbox.set(Setting::new(Check::IotFleetwise).status("NOT_REGISTERED")).unwrap();

    let error = client.get_register_account_status().send().await.unwrap_err();
    assert!(error.into_service_error().is_resource_not_found_exception());
}

#[tokio::test]
async fn odb_says_what_was_set() {
    let sandbox = sandbox().await;
    let setting = Setting::new(Check::Odb)
        .status("A_STATUS_OF_TOMORROW")
        .reason("payment is late")
        .component("identity-domain", "FAILED")
        .component_reason("identity-domain", "no capacity")
        .component("iam-role/KmsTde", "PROVISION_FAILED")
        .component("iam-role/SecretsManager", "AVAILABLE");
    sandbox.set(setting).unwrap();

    let answer = odb(&sandbox).await.get_oci_onboarding_status().send().await.unwrap();
    assert_eq!(answer.status().unwrap().as_str(), "A_STATUS_OF_TOMORROW");
    let errors = answer.subscription_errors();
    assert_eq!(errors[0].error_message(), Some("payment is late"));
    let domain = answer.oci_identity_domain().unwrap();
    assert_eq!(domain.status().unwrap().as_str(), "FAILED");
    assert_eq!(domain.status_reason(), Some("no capacity"));
    let roles = answer.autonomous_database_oci_integration_iam_roles();
    let roles: Vec<_> = roles
        .iter()
        .map(|role| (role.aws_integration().unwrap().as_str(), role.status().unwrap().as_str()))
        .collect();
    assert_eq!(roles, [("KmsTde", "PROVISION_FAILED"), ("SecretsManager", "AVAILABLE")]);
}

#[tokio::test]
async fn a_part_that_is_not_named_is_healthy_again() {
    let sandbox = sandbox().await;
    let failed = Setting::new(Check::Odb).status("ACTIVE").component("identity-domain", "FAILED");
    sandbox.set(failed.without("iam-role/KmsTde")).unwrap();
    let ask = async || odb(&sandbox).await.get_oci_onboarding_status().send().await.unwrap();
    let answer = ask().await;
    assert_eq!(answer.oci_identity_domain().unwrap().status().unwrap().as_str(), "FAILED");
    assert_eq!(answer.autonomous_database_oci_integration_iam_roles().len(), 1);
    for status in ["ACTIVE", "SUSPENDED"] {
        sandbox.set(Setting::new(Check::Odb).status(status)).unwrap();
        let answer = ask().await;
        assert_eq!(answer.oci_identity_domain().unwrap().status().unwrap().as_str(), "AVAILABLE");
        assert_eq!(answer.autonomous_database_oci_integration_iam_roles().len(), 2, "{status}");
    }
}

#[tokio::test]
async fn an_account_that_is_not_onboarded_yet_has_only_the_parts_that_are_named() {
    let sandbox = sandbox().await;
    for status in ["NOT_STARTED", "PENDING_CUSTOMER_ACTION", "ACTIVATING", "PUBLIC_OFFER_UNSUPPORTED"] {
        sandbox.set(Setting::new(Check::Odb).status(status)).unwrap();
        let answer = odb(&sandbox).await.get_oci_onboarding_status().send().await.unwrap();
        assert_eq!(answer.status().unwrap().as_str(), status);
        assert!(answer.oci_identity_domain().is_none(), "{status}");
        assert!(answer.autonomous_database_oci_integration_iam_roles().is_empty(), "{status}");
    }
    let setting = Setting::new(Check::Odb).status("ACTIVATING").component("identity-domain", "PROVISIONING");
    sandbox.set(setting).unwrap();
    let answer = odb(&sandbox).await.get_oci_onboarding_status().send().await.unwrap();
    assert_eq!(answer.oci_identity_domain().unwrap().status().unwrap().as_str(), "PROVISIONING");
    assert!(answer.autonomous_database_oci_integration_iam_roles().is_empty());
}

#[tokio::test]
async fn a_pending_odb_hands_out_activation_links() {
    let sandbox = sandbox().await;
    sandbox.set(Setting::new(Check::Odb).status("PENDING_CUSTOMER_ACTION")).unwrap();
    let answer = odb(&sandbox).await.get_oci_onboarding_status().send().await.unwrap();
    for link in [answer.existing_tenancy_activation_link(), answer.new_tenancy_activation_link()] {
        assert!(link.unwrap().contains(ACTIVATION_SECRET));
    }
}

#[tokio::test]
async fn an_answer_can_lose_a_member() {
    let sandbox = sandbox().await;
    sandbox.set(Setting::new(Check::Odb).answer("status", Value::Null)).unwrap();
    let answer = odb(&sandbox).await.get_oci_onboarding_status().send().await.unwrap();
    assert!(answer.status().is_none());
}

#[tokio::test]
async fn account_and_region_come_from_the_signature() {
    let sandbox = sandbox().await;
    let setting = Setting::new(Check::Odb).account("444455556666".parse().unwrap());
    let setting = setting.region("eu-west-1".parse().unwrap()).status("SUSPENDED");
    sandbox.set(setting).unwrap();

    let cases = [
        ("ASIA444455556666ROLL", "eu-west-1", "SUSPENDED"),
        ("ASIA444455556666ROLL", "eu-west-2", "ACTIVE"),
        ("AKIASANDBOX", "eu-west-1", "ACTIVE"),
    ];
    for (key, region, expected) in cases {
        let client = aws_sdk_odb::Client::new(&config_of(&sandbox, key, region).await);
        let answer = client.get_oci_onboarding_status().send().await.unwrap();
        assert_eq!(answer.status().unwrap().as_str(), expected, "{key} {region}");
    }
    let request = &sandbox.requests()[0];
    assert_eq!(request.target.account.as_str(), "444455556666");
    assert_eq!(request.target.region.as_str(), "eu-west-1");
}

#[tokio::test]
async fn compute_optimizer_still_speaks_json() {
    let sandbox = sandbox().await;
    let headers = [
        ("x-amz-target", "ComputeOptimizerService.GetEnrollmentStatus"),
        ("content-type", "application/x-amz-json-1.0"),
    ];
    let answer = send(&sandbox, "POST /", &headers, "{}").await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/x-amz-json-1.0");
    assert!(answer.headers.contains_key("x-amzn-requestid"));
    assert_eq!(answer.json()["lastUpdatedTimestamp"], json!(1_767_225_600));
}

#[tokio::test]
async fn every_status_api_speaks_cbor() {
    let sandbox = sandbox().await;
    let paths = [
        ("ComputeOptimizerService/operation/GetEnrollmentStatus", "status"),
        ("IoTAutobahnControlPlane/operation/GetRegisterAccountStatus", "accountStatus"),
        ("Odb/operation/GetOciOnboardingStatus", "status"),
    ];
    for (path, member) in paths {
        let headers = [("smithy-protocol", "rpc-v2-cbor")];
        let line = format!("POST /service/{path}");
        let answer = send(&sandbox, &line, &headers, vec![0xbf, 0xff]).await.unwrap();
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("smithy-protocol"), "rpc-v2-cbor");
        assert_eq!(answer.header("content-type"), "application/cbor");
        let body: Cbor = ciborium::from_reader(&answer.body[..]).unwrap();
        let members = body.as_map().unwrap();
        assert!(members.iter().any(|(name, _)| name.as_text() == Some(member)), "{path}");
    }
}

#[tokio::test]
async fn another_operation_is_unknown() {
    let sandbox = sandbox().await;
    let headers = [("x-amz-target", "Odb.ListOdbNetworks")];
    let answer = send(&sandbox, "POST /", &headers, "{}").await.unwrap();
    assert_eq!(answer.status, 400);
    assert_eq!(answer.header("x-amzn-errortype"), "UnknownOperationException");
    assert_eq!(answer.json()["__type"], "UnknownOperationException");
}
