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
