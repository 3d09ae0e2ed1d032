//! Whole paths over an organization.

mod answers;
mod faults;
mod leaving;
mod life;
mod listing;
mod runs;
mod units;
