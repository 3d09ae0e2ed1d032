//! Compute Optimizer's GetEnrollmentStatus and GetEnrollmentStatusesForOrganization.

use super::row::{Members, OrganizationOperation, Row, members, write_reason, write_status};
use super::setting::Setting;
use crate::api_error::ApiError;
use rollcall_core::identity::Target;

pub(super) static ROW: Row = Row {
    id: "compute-optimizer",
    wire: "ComputeOptimizerService",
    iam_prefix: "compute-optimizer",
    namespace: "com.amazonaws.computeoptimizer",
    denied: 403,
    throttled: 429,
    operation: "GetEnrollmentStatus",
    organization: Some(OrganizationOperation {
        operation: "GetEnrollmentStatusesForOrganization",
        list: "accountEnrollmentStatuses",
        account: "accountId",
        members: &["status", "statusReason", "lastUpdatedTimestamp"],
    }),
    components: &[("enrollment", "Active")],
    family: None,
    statuses_without_parts: &[],
    error_status: None,
    has_main_reason: true,
    answer,
};

/// When the enrollment last changed, in epoch seconds. It is fixed: a time that moved would be a changed
/// fact in each run. Set `lastUpdatedTimestamp` if it matters.
const LAST_UPDATED: u64 = 1_767_225_600;

fn answer(setting: &Setting, _: &Target, _: &str) -> Result<Members, ApiError> {
    let mut answer = members([
        ("memberAccountsEnrolled", false.into()),
        ("lastUpdatedTimestamp", LAST_UPDATED.into()),
        ("numberOfMemberAccountsOptedIn", 0.into()),
    ]);
    let enrollment = setting.main_answer();
    write_status(&mut answer, "status", &enrollment);
    write_reason(&mut answer, "statusReason", &enrollment);
    Ok(answer)
}
