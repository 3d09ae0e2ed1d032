//! Pure renderers: what people and machines read, from values of `rollcall_core`.
//!
//! Nothing here performs I/O, reads a clock, or decides who is told.

pub mod alert;
pub mod change;
pub mod csv;
pub mod document;
pub mod html;
pub mod json;
pub mod junit;
pub mod ocsf;
pub mod standing;
pub mod terminal;
pub mod timeline;
mod wording;
