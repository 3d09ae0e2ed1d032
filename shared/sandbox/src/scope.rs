//! Whom a setting or a fault concerns: an account, a Region, both or neither.

use rollcall_core::identity::{AccountId, Target};
use rollcall_core::region::Region;

/// Whether `target` lies within an account and a Region, each of which may be left open.
pub(crate) fn holds(target: &Target, account: Option<&AccountId>, region: Option<&Region>) -> bool {
    account.is_none_or(|wanted| *wanted == target.account)
        && region.is_none_or(|wanted| *wanted == target.region)
}
