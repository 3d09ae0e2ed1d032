//! ODB's GetOciOnboardingStatus.
//!
//! While it is pending the answer holds activation links, like the real one. They are invented, but carry a
//! token that tests search for wherever it must not be.

use serde_json::{Value, json};

use super::answered::ComponentAnswer;
use super::row::{Members, Row, members, write_reason, write_status};
use super::setting::Setting;
use crate::api_error::ApiError;
use rollcall_core::identity::Target;

pub(super) static ROW: Row = Row {
    id: "odb",
    wire: "Odb",
    iam_prefix: "odb",
    namespace: "com.amazonaws.odb",
    denied: 400,
    throttled: 400,
    operation: "GetOciOnboardingStatus",
    organization: None,
    components: &[
        ("onboarding", "ACTIVE"),
        ("identity-domain", "AVAILABLE"),
        ("iam-role/KmsTde", "AVAILABLE"),
        ("iam-role/SecretsManager", "AVAILABLE"),
    ],
    family: Some(IAM_ROLE),
    // Oracle gives an account its identity domain, and the customer its roles, once it is active.
    statuses_without_parts: &[
        "NOT_STARTED",
        "PUBLIC_OFFER_UNSUPPORTED",
        "PENDING_LINK_GENERATION",
        "PENDING_CUSTOMER_ACTION",
        "PENDING_INITIALIZATION",
        "ACTIVATING",
    ],
    error_status: None,
    has_main_reason: true,
    answer,
};

/// What the names of the roles' components begin with; the integration follows.
const IAM_ROLE: &str = "iam-role/";

fn answer(setting: &Setting, target: &Target, secret: &str) -> Result<Members, ApiError> {
    let mut answer = Members::new();
    let mut roles = Vec::new();
    for component in setting.answered() {
        match component.component.strip_prefix(IAM_ROLE) {
            Some(integration) => roles.extend(part(&component, iam_role(integration, target))),
            None if component.component == "identity-domain" => {
                let domain = part(&component, identity_domain());
                answer.extend(domain.map(|domain| ("ociIdentityDomain".to_owned(), domain)));
            }
            None => write_onboarding(&mut answer, &component, target, secret),
        }
    }
    if !roles.is_empty() {
        answer.insert("autonomousDatabaseOciIntegrationIamRoles".to_owned(), roles.into());
    }
    Ok(answer)
}

fn write_onboarding(answer: &mut Members, onboarding: &ComponentAnswer, target: &Target, secret: &str) {
    let status = onboarding.status.as_deref().unwrap_or_default();
    if status.starts_with("PENDING_") {
        answer.extend(activation_links(secret));
    }
    if status.starts_with("ACTIVE") {
        answer.extend(linked_tenancy(target));
    }
    write_status(answer, "status", onboarding);
    if let Some(reason) = &onboarding.reason {
        answer.insert("subscriptionErrors".to_owned(), json!([{"errorMessage": reason}]));
    }
}

fn activation_links(secret: &str) -> Members {
    let link = |kind: &str| format!("https://sandbox.invalid/{kind}?activation={secret}");
    members([
        ("existingTenancyActivationLink", link("existing").into()),
        ("newTenancyActivationLink", link("new").into()),
    ])
}

fn linked_tenancy(target: &Target) -> Members {
    let account = &target.account;
    members([
        ("linkedOciTenancyId", format!("ocid1.tenancy.oc1..sandbox{account}").into()),
        ("linkedOciCompartmentId", format!("ocid1.compartment.oc1..sandbox{account}").into()),
    ])
}

fn identity_domain() -> Members {
    let url = "https://idcs-sandbox.invalid";
    members([
        ("ociIdentityDomainId", "ocid1.domain.oc1..sandbox".into()),
        ("ociIdentityDomainResourceUrl", format!("{url}/resource").into()),
        ("ociIdentityDomainUrl", url.into()),
        ("accountSetupCloudFormationUrl", format!("{url}/setup.yaml").into()),
    ])
}

fn iam_role(integration: &str, target: &Target) -> Members {
    let role = format!("arn:aws:iam::{}:role/odb-{integration}", target.account);
    members([("iamRoleArn", role.into()), ("awsIntegration", integration.into())])
}

/// The facts with the component's status and reason, unless the answer leaves it out.
fn part(component: &ComponentAnswer, mut facts: Members) -> Option<Value> {
    write_status(&mut facts, "status", component);
    write_reason(&mut facts, "statusReason", component);
    component.status.as_ref().map(|_| facts.into())
}
