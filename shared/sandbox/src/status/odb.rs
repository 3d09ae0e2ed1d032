//! ODB's GetOciOnboardingStatus.
//!
//! While it is pending the answer holds activation links, as the real one does. They are made
//! up, but carry a token that tests look for wherever it must not be.

use serde_json::{Map, Value, json};

use super::setting::{ComponentSetting, Setting};
use rollcall_core::identity::Target;

/// Before the name of an integration, in the names of its component.
pub(super) const IAM_ROLE: &str = "iam-role/";

const IDENTITY_DOMAIN: &str = "identity-domain";

pub(super) fn answer(setting: &Setting, target: &Target, secret: &str) -> Map<String, Value> {
    let onboarding = setting.main();
    let status = onboarding.status.unwrap_or_else(|| "ACTIVE".to_owned());
    let mut answer = Map::new();
    if status.starts_with("PENDING_") {
        answer.extend(activation_links(secret));
    }
    if status.starts_with("ACTIVE") {
        answer.extend(linked_tenancy(target));
    }
    if !onboarding.removed {
        answer.insert("status".to_owned(), status.into());
    }
    if let Some(reason) = onboarding.reason {
        answer.insert("subscriptionErrors".to_owned(), json!([{"errorMessage": reason}]));
    }
    if let Some(domain) = setting.components.get(IDENTITY_DOMAIN) {
        answer.extend(identity_domain(domain).map(|part| ("ociIdentityDomain".to_owned(), part)));
    }
    let roles: Vec<Value> = iam_roles(setting, target).collect();
    if !roles.is_empty() {
        answer.insert("autonomousDatabaseOciIntegrationIamRoles".to_owned(), roles.into());
    }
    answer
}

fn activation_links(secret: &str) -> [(String, Value); 2] {
    let link = |kind: &str| format!("https://sandbox.invalid/{kind}?activation={secret}");
    [
        ("existingTenancyActivationLink".to_owned(), link("existing").into()),
        ("newTenancyActivationLink".to_owned(), link("new").into()),
    ]
}

fn linked_tenancy(target: &Target) -> [(String, Value); 2] {
    let account = &target.account;
    let tenancy = format!("ocid1.tenancy.oc1..sandbox{account}");
    let compartment = format!("ocid1.compartment.oc1..sandbox{account}");
    [
        ("linkedOciTenancyId".to_owned(), tenancy.into()),
        ("linkedOciCompartmentId".to_owned(), compartment.into()),
    ]
}

fn identity_domain(component: &ComponentSetting) -> Option<Value> {
    let url = "https://idcs-sandbox.invalid";
    let facts = json!({
        "ociIdentityDomainId": "ocid1.domain.oc1..sandbox",
        "ociIdentityDomainResourceUrl": format!("{url}/resource"),
        "ociIdentityDomainUrl": url,
        "accountSetupCloudFormationUrl": format!("{url}/setup.yaml"),
    });
    with_status(facts, component)
}

fn iam_roles(setting: &Setting, target: &Target) -> impl Iterator<Item = Value> {
    setting.components.iter().filter_map(|(name, component)| {
        let integration = name.strip_prefix(IAM_ROLE)?;
        let role = format!("arn:aws:iam::{}:role/odb-{integration}", target.account);
        let facts = json!({"iamRoleArn": role, "awsIntegration": integration});
        with_status(facts, component)
    })
}

/// The facts with the component's status and reason, unless it was removed.
fn with_status(mut facts: Value, component: &ComponentSetting) -> Option<Value> {
    if component.removed {
        return None;
    }
    facts["status"] = component.status.as_deref().unwrap_or("AVAILABLE").into();
    if let Some(reason) = &component.reason {
        facts["statusReason"] = reason.as_str().into();
    }
    Some(facts)
}
