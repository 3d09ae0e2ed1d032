//! What the whole-path tests share: built binaries, a function process under a Runtime API, and
//! a place of its own in a sandbox for each case.
//!
//! A case that cannot be set up panics, and so its test fails.

pub mod binaries;
pub mod function;
pub mod organization;
pub mod page;
pub mod place;
pub mod process;
