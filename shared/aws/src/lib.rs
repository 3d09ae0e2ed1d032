//! The ports on AWS: store and outbox on DynamoDB, publisher on SNS, and the SDK's set-up.
//!
//! No SDK type leaves this room but [`aws_types::SdkConfig`], which the checks are built from.
//! Nothing here decides what an observation means.

mod account;
mod call_error;
mod connector;
mod deadline;
mod environment;
pub mod inspect;
mod items;
mod outbox;
mod publisher;
mod reader;
mod sdk;
mod store;

pub use account::own_account;
pub use aws_types::SdkConfig;
pub use connector::http_client;
pub use deadline::Deadline;
pub use outbox::DynamoOutbox;
pub use publisher::{SnsPublisher, TopicArn, TopicArnError};
pub use reader::DynamoReader;
pub use sdk::{BEHAVIOR, load, loopback, with_limits};
pub use store::DynamoStore;
