//! The targets of a setting or a fault: limited by account, by Region, by both or by neither.

use rollcall_core::identity::{AccountId, Target};
use rollcall_core::region::Region;

/// Whether `target` lies within an account and a Region; either may be left out.
pub(crate) fn holds(target: &Target, account: Option<&AccountId>, region: Option<&Region>) -> bool {
    account.is_none_or(|wanted| *wanted == target.account)
        && region.is_none_or(|wanted| *wanted == target.region)
}
