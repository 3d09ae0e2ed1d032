//! Pure renderers: what people and machines read, from values of `rollcall_core`.
//!
//! Nothing here performs I/O, reads a clock, or decides who is told.

pub mod alert;
pub mod status;
