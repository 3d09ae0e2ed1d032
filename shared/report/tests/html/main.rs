//! The HTML report as its readers and their browsers take it: whole pages are read back as XML,
//! and pieces of them are compared with snapshots.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod fleet;
mod hostile;
mod page;
mod pieces;
mod sample;
mod size;
