//! The services: what each status means, and how to ask for it.
//!
//! A check is one file, with its tables and its `fetch`, and one line in [`registry`]. Nothing here decides
//! what follows from a status.

#[cfg(feature = "fetch")]
mod answer;
#[cfg(feature = "fetch")]
mod blind;
pub mod compute_optimizer;
pub mod iot_fleetwise;
pub mod odb;
pub mod registry;
#[cfg(feature = "fetch")]
mod services;

#[cfg(feature = "fetch")]
pub use services::Services;
