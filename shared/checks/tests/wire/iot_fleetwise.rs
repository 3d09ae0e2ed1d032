//! IoT FleetWise over JSON 1.0.

use rollcall_checks::iot_fleetwise::{NOT_REGISTERED, RULES};
use rollcall_core::observation::Cause;
use serde_json::{Value, json};

use crate::replay::{self, Network, Reply, ask, blind, components, facts, headers, observe, seen};

async fn answered(body: Value) -> rollcall_core::observation::Observation {
    observe(&RULES, replay::json(&body)).await
}

#[tokio::test]
async fn every_status_of_every_component_arrives_verbatim_and_an_unknown_one_too() {
    let known = RULES.components[1].statuses.iter().map(|row| row.status);
    for status in known.chain(["REGISTRATION_REVOKED"]) {
        let snapshot = seen(
            answered(json!({
                "accountStatus": status,
                "iamRegistrationResponse": {"roleArn": "arn:r", "registrationStatus": status, "errorMessage": "i"},
                "timestreamRegistrationResponse": {"registrationStatus": status, "errorMessage": "t"},
            }))
            .await,
        );
        assert_eq!(components(&snapshot), format!("account={status} iam={status}(i) timestream={status}(t)"));
    }
}

#[tokio::test]
async fn the_whole_answer_is_kept() {
    let snapshot = seen(
        answered(json!({
            "customerAccountId": "111122223333",
            "accountStatus": "REGISTRATION_FAILURE",
            "timestreamRegistrationResponse": {
                "timestreamDatabaseName": "vehicles", "timestreamTableName": "signals",
                "timestreamDatabaseArn": "arn:d", "timestreamTableArn": "arn:t",
                "registrationStatus": "REGISTRATION_FAILURE", "errorMessage": "no such table",
            },
            "iamRegistrationResponse": {"roleArn": "arn:r", "registrationStatus": "REGISTRATION_SUCCESS"},
            "creationTime": 1_795_230_000, "lastModificationTime": 1_795_230_001.5,
            "somethingNew": {"deep": [1]},
        }))
        .await,
    );
    let expected = "account=REGISTRATION_FAILURE iam=REGISTRATION_SUCCESS timestream=REGISTRATION_FAILURE(no such table)";
    assert_eq!(components(&snapshot), expected);
    let expected = "created=2026-11-21T03:00:00.000Z\ncustomer-account-id=111122223333\n\
        last-modified=2026-11-21T03:00:01.500Z\nrole-arn=arn:r\ntimestream-database-arn=arn:d\n\
        timestream-database-name=vehicles\ntimestream-table-arn=arn:t\ntimestream-table-name=signals";
    assert_eq!(facts(&snapshot), expected);
}

/// The SDK makes up a value for each missing one that the model requires.
#[tokio::test]
async fn what_the_sdk_makes_up_is_neither_a_component_nor_a_fact() {
    let snapshot = seen(answered(json!({"accountStatus": "REGISTRATION_SUCCESS"})).await);
    assert_eq!(components(&snapshot), "account=REGISTRATION_SUCCESS");
    assert_eq!(facts(&snapshot), "");
}

#[tokio::test]
async fn a_part_without_a_status_is_malformed_and_not_lost() {
    for (part, answer) in [
        ("iam", json!({"iamRegistrationResponse": {"roleArn": "arn:r"}})),
        ("iam", json!({"iamRegistrationResponse": {"roleArn": "", "errorMessage": "no"}})),
        ("timestream", json!({"timestreamRegistrationResponse": {"timestreamTableName": "signals"}})),
    ] {
        let mut body = answer;
        body["accountStatus"] = json!("REGISTRATION_SUCCESS");
        let blindness = blind(answered(body).await);
        assert_eq!(blindness.cause, Cause::Malformed);
        assert_eq!(blindness.message, format!("the answer has no status for {part}"));
    }
}

#[tokio::test]
async fn an_answer_without_the_accounts_status_is_malformed() {
    for body in [
        json!({}),
        json!({"accountStatus": null, "customerAccountId": "111122223333"}),
        json!({"iamRegistrationResponse": {"roleArn": "arn:r", "registrationStatus": "REGISTRATION_SUCCESS"}}),
    ] {
        let blindness = blind(answered(body).await);
        assert_eq!(blindness.cause, Cause::Malformed);
        assert_eq!(blindness.message, "the answer has no status for account");
    }
}

#[tokio::test]
async fn an_account_that_was_never_registered_is_observed() {
    let body = json!({"__type": "ResourceNotFoundException", "message": "no", "resourceId": "x", "resourceType": "y"});
    let reply = Reply::Answer(400, headers("application/x-amz-json-1.0"), body.to_string().into_bytes());
    let snapshot = seen(observe(&RULES, reply).await);
    assert_eq!(components(&snapshot), format!("account={NOT_REGISTERED}"));
    assert_eq!(facts(&snapshot), "");
}

#[tokio::test]
async fn it_asks_the_targets_region() {
    for region in ["us-east-1", "ap-south-1"] {
        let network = Network::new(replay::json(&json!({"accountStatus": "REGISTRATION_SUCCESS"})));
        seen(ask(&network.configuration().build(), &RULES, region).await);
        let (uri, operation) = network.asked("x-amz-target");
        assert!(uri.starts_with(&format!("https://iotfleetwise.{region}.amazonaws.com")), "{uri}");
        assert_eq!(operation, "IoTAutobahnControlPlane.GetRegisterAccountStatus");
    }
}
