//! The checks over the wire: answers and failures of the services, replayed through the real
//! SDK clients by a connector that never opens a connection.

mod compute_optimizer;
mod failures;
mod iot_fleetwise;
mod odb;
mod replay;
mod tables;
