//! SNS: Publish and PublishBatch, refused where SNS refuses, and kept in memory.

mod batch;
mod input;
mod mailbox;
mod message;
mod validation;

use serde_json::json;

pub(crate) use mailbox::Mailbox;
pub use message::{Attribute, Message};

use crate::api_error::ApiError;
use crate::call::Call;
use crate::cloud::Cloud;
use crate::protocol::Answer;
use crate::service::Service;

/// Answers an SNS call.
pub(crate) fn answer(cloud: &Cloud, call: &Call) -> Answer {
    match call.operation.as_str() {
        "Publish" => {
            let publication: input::Publish = input::read(call)?;
            let topic = validation::topic(publication.topic_arn.as_deref())?;
            validation::check(&publication.entry)?;
            let id = cloud.publish(Message::new(topic, publication.entry));
            Ok(json!({"MessageId": id}))
        }
        "PublishBatch" => batch::publish(cloud, input::read(call)?),
        operation => Err(ApiError::unknown_operation(Service::Sns, operation)),
    }
}
