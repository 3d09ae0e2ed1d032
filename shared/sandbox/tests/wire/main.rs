//! The sandbox as the real SDK clients see it: every API, protocol, error and fault.
//!
//! Each test starts its own sandbox on a free port; nothing sleeps.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod clients;
mod control;
mod dynamodb;
mod enrollments;
mod faults;
mod lifecycle;
mod organization;
mod runtime_api;
mod sns;
mod status;
mod sts;
