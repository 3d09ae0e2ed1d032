//! The checks: one file a service, with its status tables and its fetch.
//!
//! The tables are always compiled, since any policy may name any check; each fetch stands
//! behind the feature named as the check, so that a function links its own service's SDK only.
//! Nothing here decides what follows from a status, stores, or alerts.

#[cfg(any(feature = "compute-optimizer", feature = "iot-fleetwise", feature = "odb"))]
mod answer;
#[cfg(any(feature = "compute-optimizer", feature = "iot-fleetwise", feature = "odb"))]
mod blind;
#[cfg(any(feature = "compute-optimizer", feature = "iot-fleetwise", feature = "odb"))]
mod home;

#[cfg(all(feature = "compute-optimizer", feature = "iot-fleetwise", feature = "odb"))]
pub mod any;
pub mod compute_optimizer;
pub mod iot_fleetwise;
pub mod odb;
pub mod registry;
