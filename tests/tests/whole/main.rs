//! Whole paths: the built function binaries under a Runtime API, against the sandbox.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod contract;
mod cost;
mod courier;
mod events;
mod faults;
mod organization;
mod outage;
mod overlap;
mod rooms;
mod secrets;
mod start;
mod subscriptions;
