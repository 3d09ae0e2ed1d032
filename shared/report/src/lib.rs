//! Pure renderers: what people and machines read, from values of `rollcall_core`.
//!
//! Nothing here performs I/O, reads a clock, or decides who is told. The functions need alerts
//! only: tables and reports stand behind the feature `documents`.

pub mod alert;
#[cfg(feature = "documents")]
pub mod csv;
#[cfg(feature = "documents")]
pub mod document;
#[cfg(feature = "documents")]
pub mod html;
#[cfg(feature = "documents")]
pub mod json;
#[cfg(feature = "documents")]
pub mod junit;
#[cfg(feature = "documents")]
pub mod list;
#[cfg(feature = "documents")]
pub mod ocsf;
#[cfg(feature = "documents")]
mod stay;
#[cfg(feature = "documents")]
pub mod terminal;
#[cfg(feature = "documents")]
mod wording;
