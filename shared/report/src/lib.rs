//! Pure renderers: what people and machines read of stored values.
//!
//! Nothing here performs I/O, reads a clock, or decides anything.

pub mod account_totals;
pub mod coverage;
pub mod csv;
pub mod document;
pub mod finding;
pub mod groups;
pub mod html;
pub mod inventory;
pub mod json;
pub mod junit;
pub mod list;
pub mod ocsf;
mod stay;
pub mod terminal;
mod wording;
