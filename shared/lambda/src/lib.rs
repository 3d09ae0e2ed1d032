//! What Lambda adds around the engine: events, environment, answers and telemetry.
//!
//! Nothing here decides about a status or owns an order of effects.

mod config;
pub mod courier;
mod event;
mod failure;
pub mod observer;
mod place;
pub mod planner;
mod runtime;
mod telemetry;

pub use config::{ConfigError, CourierConfig, ObserverConfig, PlannerConfig};
