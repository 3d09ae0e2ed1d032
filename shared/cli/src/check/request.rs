//! What `rollcall check` asks for.

use rollcall_checks::registry;
use rollcall_core::check::CheckRules;
use rollcall_core::identity::AccountId;
use rollcall_core::plan::{Request, WantedTarget};
use rollcall_core::policy::Policy;
use rollcall_core::region::Region;

/// What is named in the own account. It is never everything: what a laptop does not ask for must not be retired.
pub(crate) fn request(checks: &[&'static CheckRules], regions: &[Region], policy: &Policy) -> Request {
    request_in(&[], checks, regions, policy)
}

/// What is named in these accounts; in the own one if none is.
pub(super) fn request_in(
    accounts: &[AccountId],
    checks: &[&'static CheckRules],
    regions: &[Region],
    policy: &Policy,
) -> Request {
    if accounts.is_empty() && regions.is_empty() {
        let enabled = registry::ALL.into_iter().filter(|check| policy.enables(check.id));
        return Request::Checks(if checks.is_empty() { enabled.collect() } else { checks.to_vec() });
    }
    let mut targets = Vec::new();
    for account in each(accounts) {
        for region in each(regions) {
            for check in each(checks) {
                targets.push(WantedTarget { check, account: account.clone(), region: region.clone() });
            }
        }
    }
    Request::Targets(targets)
}

/// Each that is named, or once none.
fn each<T: Clone>(named: &[T]) -> Vec<Option<T>> {
    if named.is_empty() { vec![None] } else { named.iter().cloned().map(Some).collect() }
}
