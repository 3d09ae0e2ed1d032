//! What Rollcall does, in order: the observer asks and stores, the courier sends.
//!
//! Only this crate owns the order of effects. `rollcall_core` decides what follows from an observation
//! and which alerts go out; the ports hide how things are stored and sent.

pub mod answer;
pub mod clock;
pub mod courier;
pub mod deadline;
pub mod fault;
pub mod look;
pub mod observed;
pub mod observer;
pub mod organization;
pub mod planner;
pub mod refused;
pub mod rulebook;
pub mod subscriptions;
mod visit;
