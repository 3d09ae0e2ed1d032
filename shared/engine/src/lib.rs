//! What Rollcall does, in its order: the observer asks and stores, the courier sends.
//!
//! The only owner of the order of effects. What follows from an observation, and what of a queue goes
//! out, is decided in `rollcall_core`; how a thing is stored or sent is behind its ports.

pub mod answer;
pub mod clock;
pub mod courier;
pub mod deadline;
pub mod fault;
pub mod observer;
