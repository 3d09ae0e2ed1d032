//! The status tables against the SDKs' enums: an SDK that lists another status fails here.

use std::collections::BTreeSet;

use aws_sdk_computeoptimizer::types::Status;
use aws_sdk_iotfleetwise::types::RegistrationStatus;
use aws_sdk_odb::types::{OciIamRoleStatus, OciOnboardingStatus, ResourceStatus};
use rollcall_checks::{compute_optimizer, iot_fleetwise, odb};
use rollcall_core::check::CheckRules;

fn check(rules: &CheckRules, component: &str, listed: &[&str], own: &[&str]) {
    let table = rules.component(component).expect("a component of the tables");
    let table: BTreeSet<&str> = table.statuses.iter().map(|row| row.status).collect();
    let expected: BTreeSet<&str> = listed.iter().chain(own).copied().collect();
    assert_eq!(table, expected, "{}: {component}", rules.id);
}

#[test]
fn the_tables_hold_every_status_of_the_sdks_and_nothing_else() {
    let registered = RegistrationStatus::values();
    check(&compute_optimizer::RULES, "enrollment", Status::values(), &[]);
    check(&iot_fleetwise::RULES, "account", registered, &[iot_fleetwise::NOT_REGISTERED]);
    check(&iot_fleetwise::RULES, "iam", registered, &[]);
    check(&iot_fleetwise::RULES, "timestream", registered, &[]);
    check(&odb::RULES, "onboarding", OciOnboardingStatus::values(), &[]);
    check(&odb::RULES, "identity-domain", ResourceStatus::values(), &[]);
    check(&odb::RULES, "iam-role/KmsTde", OciIamRoleStatus::values(), &[]);
}

/// Component, status, condition and deadline of every row.
fn rows(rules: &CheckRules) -> Vec<String> {
    let rows = rules.components.iter().flat_map(|component| {
        component.statuses.iter().map(|row| {
            let deadline = row.deadline.or(row.condition.default_deadline());
            let hours = deadline.map(|deadline| format!(" {} h", deadline.as_secs() / 3600));
            let condition = row.condition.into_str();
            format!("{} {} {condition}{}", component.name, row.status, hours.unwrap_or_default())
        })
    });
    let mut rows: Vec<String> = rows.collect();
    rows.sort();
    rows
}

#[test]
fn compute_optimizer_is_classed_as_designed() {
    let expected = [
        "enrollment Active healthy",
        "enrollment Failed failed",
        "enrollment Inactive absent",
        "enrollment Pending progressing 24 h",
    ];
    assert_eq!(rows(&compute_optimizer::RULES), expected);
}

#[test]
fn iot_fleetwise_is_classed_as_designed() {
    let expected = [
        "account NOT_REGISTERED absent",
        "account REGISTRATION_FAILURE failed",
        "account REGISTRATION_PENDING progressing 1 h",
        "account REGISTRATION_SUCCESS healthy",
        "iam REGISTRATION_FAILURE failed",
        "iam REGISTRATION_PENDING progressing 1 h",
        "iam REGISTRATION_SUCCESS healthy",
        "timestream REGISTRATION_FAILURE failed",
        "timestream REGISTRATION_PENDING progressing 1 h",
        "timestream REGISTRATION_SUCCESS healthy",
    ];
    assert_eq!(rows(&iot_fleetwise::RULES), expected);
}

#[test]
fn odb_is_classed_as_designed() {
    let expected = [
        "iam-role/ AVAILABLE healthy",
        "iam-role/ PROVISIONING progressing 24 h",
        "iam-role/ PROVISION_FAILED failed",
        "iam-role/ TERMINATE_FAILED failed",
        "iam-role/ TERMINATING ending 24 h",
        "identity-domain AVAILABLE healthy",
        "identity-domain FAILED failed",
        "identity-domain MAINTENANCE_IN_PROGRESS progressing 24 h",
        "identity-domain PROVISIONING progressing 24 h",
        "identity-domain TERMINATED suspended",
        "identity-domain TERMINATING ending 24 h",
        "identity-domain UPDATING progressing 24 h",
        "onboarding ACTIVATING progressing 24 h",
        "onboarding ACTIVE healthy",
        "onboarding ACTIVE_IN_HOME_REGION healthy",
        "onboarding ACTIVE_LIMITED limited",
        "onboarding CANCELED suspended",
        "onboarding FAILED failed",
        "onboarding NOT_STARTED absent",
        "onboarding PENDING_CUSTOMER_ACTION waiting 72 h",
        "onboarding PENDING_INITIALIZATION progressing 24 h",
        "onboarding PENDING_LINK_GENERATION progressing 24 h",
        "onboarding PUBLIC_OFFER_UNSUPPORTED failed",
        "onboarding SUSPENDED suspended",
    ];
    assert_eq!(rows(&odb::RULES), expected);
}
