//! Whole paths: the built function binaries under a Runtime API, against the sandbox.

mod cost;
mod events;
mod faults;
mod outage;
mod overlap;
mod rooms;
mod secrets;
mod start;
