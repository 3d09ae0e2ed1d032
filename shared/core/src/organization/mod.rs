//! An organization: which accounts there are, whether they can be entered, how the work is cut, and who
//! should have answered and did not.

pub mod access;
pub mod inventory;
pub mod ledger;
pub mod unit;

use crate::check::CheckRules;

/// The checks of an organization itself. No service is asked for them, and no policy can turn them off.
pub static CHECKS: [&CheckRules; 2] = [&access::RULES, &inventory::RULES];
