//! The ports on AWS: storage on DynamoDB, and the SDK's set-up.
//!
//! No SDK type leaves this crate except [`aws_types::SdkConfig`], from which checks and channels are
//! built. Nothing here decides what an observation means.

mod account;
mod blindness;
mod call_error;
mod connector;
mod environment;
pub mod inspect;
mod inventory;
mod items;
mod json_call;
mod ledger;
#[cfg(feature = "metrics")]
pub mod metrics;
mod organization;
mod outbox;
mod reader;
mod routes;
mod sdk;
mod sessions;
mod settings;
mod store;
mod table;

pub use account::own_account;
pub use aws_types::SdkConfig;
pub use connector::http_client;
pub use organization::AwsOrganization;
pub use outbox::DynamoOutbox;
pub use reader::DynamoReader;
pub use sdk::{BEHAVIOR, load, loopback, with_limits};
pub use sessions::{MemberRole, RoleName, Sessions};
pub use store::DynamoStore;
