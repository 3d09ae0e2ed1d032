//! Whole paths over an organization.

mod answers;
mod faults;
mod leaving;
mod life;
mod listing;
mod mass;
mod pace;
mod runs;
mod units;
