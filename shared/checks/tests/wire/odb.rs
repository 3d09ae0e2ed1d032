//! Oracle Database@AWS over JSON 1.0, and its activation links, which must not leave.

use rollcall_checks::odb::RULES;
use rollcall_core::observation::{Cause, Observation};
use serde_json::{Value, json};

use crate::replay::{self, Network, Reply, ask, blind, components, facts, headers, observe, seen};

const EXISTING: &str = "https://cloud.oracle.com/link?token=s3cr3t";
const NEW: &str = "https://cloud.oracle.com/link?token=s3cr3t-and-more";
const SETUP: &str = "https://console.aws.amazon.com/cloudformation/?template=s3cr3t-setup";

async fn answered(body: Value) -> Observation {
    observe(&RULES, replay::json(&body)).await
}

#[tokio::test]
async fn every_status_of_the_onboarding_arrives_verbatim_and_an_unknown_one_too() {
    let known = RULES.components[0].statuses.iter().map(|row| row.status);
    for status in known.chain(["HIBERNATING", "active"]) {
        let snapshot = seen(answered(json!({"status": status})).await);
        assert_eq!(components(&snapshot), format!("onboarding={status}"));
        assert_eq!(facts(&snapshot), "");
    }
}

#[tokio::test]
async fn every_status_of_the_identity_domain_arrives_verbatim() {
    let known = RULES.components[1].statuses.iter().map(|row| row.status);
    for status in known.chain(["RESTING"]) {
        let body = json!({"status": "ACTIVE", "ociIdentityDomain": {"status": status, "statusReason": "so"}});
        let expected = format!("identity-domain={status}(so) onboarding=ACTIVE");
        assert_eq!(components(&seen(answered(body).await)), expected);
    }
}

#[tokio::test]
async fn every_status_of_every_role_arrives_verbatim() {
    let known = RULES.components[2].statuses.iter().map(|row| row.status);
    for (status, integration) in
        known.chain(["RESTING"]).zip(["KmsTde", "SecretsManager", "Quantum"].iter().cycle())
    {
        let role = json!({"iamRoleArn": "arn:r", "awsIntegration": integration, "status": status, "statusReason": "so"});
        let body = json!({"status": "ACTIVE", "autonomousDatabaseOciIntegrationIamRoles": [role]});
        let snapshot = seen(answered(body).await);
        assert_eq!(components(&snapshot), format!("iam-role/{integration}={status}(so) onboarding=ACTIVE"));
        assert_eq!(facts(&snapshot), format!("iam-role/{integration}/role-arn=arn:r"));
    }
}

fn everything() -> Value {
    json!({
        "status": "FAILED",
        "existingTenancyActivationLink": EXISTING,
        "newTenancyActivationLink": NEW,
        "ociIdentityDomain": {
            "ociIdentityDomainId": "ocid1.domain", "ociIdentityDomainResourceUrl": "https://d/r",
            "ociIdentityDomainUrl": "https://d", "status": "AVAILABLE", "accountSetupCloudFormationUrl": SETUP,
        },
        "linkedOciTenancyId": "ocid1.tenancy",
        "linkedOciCompartmentId": "ocid1.compartment",
        "subscriptionErrors": [{"errorMessage": "offer expired"}, {}, {"errorMessage": "no payment"}],
        "somethingNew": {"deep": [1]},
    })
}

#[tokio::test]
async fn the_whole_answer_is_kept_but_for_the_links() {
    let snapshot = seen(answered(everything()).await);
    assert_eq!(
        components(&snapshot),
        "identity-domain=AVAILABLE onboarding=FAILED(offer expired; no payment)"
    );
    let expected = "account-setup-url=present\nexisting-activation-link=present\nidentity-domain-id=ocid1.domain\n\
        identity-domain-resource-url=https://d/[hidden]\nidentity-domain-url=https://d\n\
        linked-oci-compartment-id=ocid1.compartment\nlinked-oci-tenancy-id=ocid1.tenancy\nnew-activation-link=present";
    assert_eq!(facts(&snapshot), expected);
}

/// Wherever the service repeats a link: in a reason, a fact, a name, or a status of the future.
#[tokio::test]
async fn a_link_never_leaves_in_any_word_of_the_answer() {
    let mut body = everything();
    let old = "https://cloud.oracle.com/link?token=s3cr3t-of-last-week&amp;x=s3cr3t";
    let encoded = "https%3A%2F%2Fcloud.oracle.com%2Flink%3Ftoken%3Ds3cr3t";
    let reason = format!("open {NEW}, or {old} or {encoded} or ?token=s3cr3t&x=s3cr3t");
    body["subscriptionErrors"] = json!([{"errorMessage": reason}]);
    body["ociIdentityDomain"]["statusReason"] = json!(format!("see {SETUP}"));
    body["ociIdentityDomain"]["ociIdentityDomainUrl"] = json!(EXISTING);
    body["linkedOciTenancyId"] = json!(format!("x{NEW}x"));
    body["autonomousDatabaseOciIntegrationIamRoles"] =
        json!([{"awsIntegration": EXISTING, "status": NEW, "iamRoleArn": NEW, "statusReason": EXISTING}]);
    let observation = answered(body).await;
    assert!(!format!("{observation:?}").contains("s3cr3t"), "{observation:?}");
    let snapshot = seen(observation);
    let reason = snapshot.components()["onboarding"].reason.clone();
    let shown = "https://cloud.oracle.com/[hidden]";
    let expected = format!("open {shown} or {shown} or {shown} or ?token=[hidden]&x=[hidden]");
    assert_eq!(reason, Some(expected));
}

#[tokio::test]
async fn a_link_never_leaves_in_an_answer_that_cannot_be_read() {
    let whole = everything().to_string();
    let bodies = [
        whole[..whole.len() - 1].to_owned(),
        whole.replace("\"FAILED\"", "{}"),
        whole.replace("FAILED", ""),
        whole.replace("\"status\":\"FAILED\",", ""),
        whole.replace(&format!("\"{EXISTING}\""), &format!("[\"{EXISTING}\"]")),
        format!("\"{EXISTING}\""),
        EXISTING.to_owned(),
    ];
    for body in bodies {
        let reply = Reply::Answer(200, headers("application/x-amz-json-1.0"), body.clone().into_bytes());
        let blindness = blind(observe(&RULES, reply).await);
        assert_eq!(blindness.cause, Cause::Malformed, "{body}: {blindness:?}");
        assert!(!format!("{blindness:?}").contains("s3cr3t"), "{blindness:?}");
        assert_eq!(blindness.request_id.as_deref(), Some("0f1e2d3c"));
    }
}

#[tokio::test]
async fn of_several_roles_of_one_integration_the_worst_stands_in_any_order() {
    let role = |arn: &str, status: &str| json!({"iamRoleArn": arn, "awsIntegration": "KmsTde", "status": status, "statusReason": format!("{arn} says")});
    let mut roles =
        vec![role("arn:a", "AVAILABLE"), role("arn:b", "PROVISION_FAILED"), role("arn:c", "RESTING")];
    for _ in 0..3 {
        roles.rotate_left(1);
        let body = json!({"status": "ACTIVE", "autonomousDatabaseOciIntegrationIamRoles": roles});
        let snapshot = seen(answered(body).await);
        assert_eq!(components(&snapshot), "iam-role/KmsTde=PROVISION_FAILED(arn:b says) onboarding=ACTIVE");
        assert_eq!(facts(&snapshot), "iam-role/KmsTde/role-arn=arn:a, arn:b, arn:c");
    }
}

#[tokio::test]
async fn a_part_without_a_status_is_malformed_and_not_lost() {
    let role = |role: Value| json!({"autonomousDatabaseOciIntegrationIamRoles": [role]});
    for (part, answer) in [
        ("identity-domain", json!({"ociIdentityDomain": {"ociIdentityDomainId": "ocid1.domain"}})),
        ("identity-domain", json!({"ociIdentityDomain": {"status": ""}})),
        ("iam-role/KmsTde", role(json!({"iamRoleArn": "arn:r", "awsIntegration": "KmsTde"}))),
        ("iam-role/unnamed", role(json!({}))),
    ] {
        let mut body = answer;
        body["status"] = json!("ACTIVE");
        let blindness = blind(answered(body).await);
        assert_eq!(blindness.cause, Cause::Malformed);
        assert_eq!(blindness.message, format!("the answer has no status for {part}"));
    }
}

#[tokio::test]
async fn a_failed_role_without_an_integration_is_still_reported() {
    let body = json!({"status": "ACTIVE", "autonomousDatabaseOciIntegrationIamRoles": [{"status": "PROVISION_FAILED"}]});
    assert_eq!(
        components(&seen(answered(body).await)),
        "iam-role/unnamed=PROVISION_FAILED onboarding=ACTIVE"
    );
}

#[tokio::test]
async fn more_than_any_answer_has_is_malformed() {
    let roles: Vec<Value> =
        (0..80).map(|n| json!({"awsIntegration": format!("I{n}"), "status": "AVAILABLE"})).collect();
    let body = json!({"status": "ACTIVE", "autonomousDatabaseOciIntegrationIamRoles": roles});
    let blindness = blind(answered(body).await);
    assert_eq!(
        (blindness.cause, blindness.message.as_str()),
        (Cause::Malformed, "the answer has more than 64 components")
    );
}

#[tokio::test]
async fn it_asks_the_targets_region() {
    for region in ["us-east-1", "eu-west-2"] {
        let network = Network::new(replay::json(&json!({"status": "ACTIVE"})));
        seen(ask(&network.configuration().build(), &RULES, region).await);
        let (uri, operation) = network.asked("x-amz-target");
        assert!(uri.contains(&format!("odb.{region}.")), "{uri}");
        assert_eq!(operation, "Odb.GetOciOnboardingStatus");
    }
}
