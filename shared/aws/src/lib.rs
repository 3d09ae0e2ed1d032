//! The ports on AWS: storage on DynamoDB, and the SDK's set-up.
//!
//! No SDK type leaves this crate except [`aws_types::SdkConfig`], from which checks and channels are
//! built. Nothing here decides what an observation means.

mod account;
mod call_error;
mod connector;
mod environment;
pub mod inspect;
mod inventory;
mod items;
#[cfg(feature = "metrics")]
pub mod metrics;
mod outbox;
mod reader;
mod routes;
mod sdk;
mod settings;
mod store;
mod table;

pub use account::own_account;
pub use aws_types::SdkConfig;
pub use connector::http_client;
pub use inventory::DynamoInventory;
pub use outbox::DynamoOutbox;
pub use reader::DynamoReader;
pub use sdk::{BEHAVIOR, load, loopback, with_limits};
pub use store::DynamoStore;
