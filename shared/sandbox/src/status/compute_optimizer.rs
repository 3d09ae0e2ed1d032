//! Compute Optimizer's GetEnrollmentStatus.

use serde_json::{Map, Value, json};

use super::setting::Setting;

/// When the enrollment last changed, in epoch seconds. It stands still: a time that moved
/// would be a changed fact in each run. Set `lastUpdatedTimestamp` where it matters.
const LAST_UPDATED: u64 = 1_767_225_600;

pub(super) fn answer(setting: &Setting) -> Map<String, Value> {
    let enrollment = setting.main();
    let mut answer = Map::new();
    if !enrollment.removed {
        let status = enrollment.status.unwrap_or_else(|| "Active".to_owned());
        answer.insert("status".to_owned(), status.into());
    }
    if let Some(reason) = enrollment.reason {
        answer.insert("statusReason".to_owned(), reason.into());
    }
    answer.insert("memberAccountsEnrolled".to_owned(), json!(false));
    answer.insert("lastUpdatedTimestamp".to_owned(), json!(LAST_UPDATED));
    answer.insert("numberOfMemberAccountsOptedIn".to_owned(), json!(0));
    answer
}
