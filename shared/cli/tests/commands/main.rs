//! The command as a person uses it, against a sandbox.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod check;
mod cloudwatch;
mod doctor;
mod errors;
mod reading;
mod readme;
mod reference;
mod running;
mod sandbox;
