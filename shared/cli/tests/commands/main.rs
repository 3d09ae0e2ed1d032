//! The command as a person uses it, against a sandbox.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answers;
mod check;
mod cloudwatch;
mod demo;
mod doctor;
mod errors;
mod filters;
mod groups;
mod naming;
mod outbox;
mod policy;
mod reading;
mod readme;
mod reference;
mod report;
mod running;
mod sandbox;
mod status;
mod times;
mod watch;
