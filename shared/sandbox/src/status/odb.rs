//! ODB's GetOciOnboardingStatus.
//!
//! While it is pending the answer holds activation links, like the real one. They are invented, but carry a
//! token that tests search for wherever it must not be.

use serde_json::{Value, json};

use super::row::{Members, Row, members, write_reason, write_status};
use super::setting::{ComponentSetting, Setting};
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
    components: &["onboarding", "identity-domain", "iam-role/<awsIntegration>"],
    has_main_reason: true,
    answer,
};

const HEALTHY: &str = "ACTIVE";

fn answer(setting: &Setting, target: &Target, secret: &str) -> Result<Members, ApiError> {
    let onboarding = setting.main();
    let status = onboarding.status.as_deref().unwrap_or(HEALTHY);
    let mut answer = Members::new();
    if status.starts_with("PENDING_") {
        answer.extend(activation_links(secret));
    }
    if status.starts_with("ACTIVE") {
        answer.extend(linked_tenancy(target));
    }
    write_status(&mut answer, "status", &onboarding, HEALTHY);
    if let Some(reason) = onboarding.reason {
        answer.insert("subscriptionErrors".to_owned(), json!([{"errorMessage": reason}]));
    }
    let domain = setting.components.get("identity-domain");
    let domain = domain.and_then(|component| part(component, identity_domain()));
    answer.extend(domain.map(|part| ("ociIdentityDomain".to_owned(), part)));
    let roles: Vec<Value> = iam_roles(setting, target).collect();
    if !roles.is_empty() {
        answer.insert("autonomousDatabaseOciIntegrationIamRoles".to_owned(), roles.into());
    }
    Ok(answer)
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

fn iam_roles(setting: &Setting, target: &Target) -> impl Iterator<Item = Value> {
    setting.components.iter().filter_map(|(name, component)| {
        let integration = name.strip_prefix("iam-role/")?;
        let role = format!("arn:aws:iam::{}:role/odb-{integration}", target.account);
        part(component, members([("iamRoleArn", role.into()), ("awsIntegration", integration.into())]))
    })
}

/// The facts with the component's status and reason, unless it was removed.
fn part(component: &ComponentSetting, mut facts: Members) -> Option<Value> {
    write_status(&mut facts, "status", component, "AVAILABLE");
    write_reason(&mut facts, "statusReason", component);
    (!component.removed).then(|| facts.into())
}
