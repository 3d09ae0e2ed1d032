//! An organization: which accounts there are, whether they can be entered, how the work is cut, and who
//! should have answered and did not.

pub mod access;
pub mod inventory;
pub mod ledger;
pub mod unit;
