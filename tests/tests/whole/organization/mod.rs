//! Whole paths over an organization.

mod leaving;
mod life;
mod listing;
mod runs;
