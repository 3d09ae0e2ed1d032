//! What a function does with an event: configuration, events, the run, answer and telemetry.
//!
//! The order of effects is owned by `run`; what follows from an observation is decided in
//! `rollcall_core` alone.

mod answer;
mod clock;
mod config;
mod deliver;
mod event;
mod failure;
mod handler;
mod leftovers;
mod observe;
mod run;
mod start;
mod telemetry;

pub use answer::{Answer, BatchAnswer, EnrollmentAnswer};
pub use clock::SystemClock;
pub use config::{Config, ConfigError};
pub use event::{Event, EventError};
pub use failure::{Failure, Fault, FaultClass};
pub use handler::{Handler, Invocation};
pub use run::{Run, Runner};
pub use start::start;
