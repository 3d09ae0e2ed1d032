//! The command as a person uses it, against a sandbox.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod answers;
mod check;
mod cloudwatch;
mod coverage;
mod demo;
mod doctor;
mod errors;
mod filters;
mod groups;
mod hub;
mod naming;
mod organization;
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
