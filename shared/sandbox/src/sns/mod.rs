//! SNS: Publish, which refuses what SNS refuses and keeps the rest in memory; and how many subscriptions a
//! topic has.

mod input;
mod mailbox;
mod message;
mod topics;
mod validation;

use serde_json::json;

pub(crate) use mailbox::Mailbox;
pub use message::{Attribute, Message};
pub(crate) use topics::{TopicSubscriptions, Topics};

use crate::api_error::ApiError;
use crate::call::Call;
use crate::cloud::Cloud;
use crate::protocol::Answer;
use crate::service::Service;

pub(crate) fn answer(cloud: &Cloud, call: &Call) -> Answer {
    match call.operation.as_str() {
        "Publish" => {
            let publication: input::Publish = input::read(call)?;
            let topic = validation::topic(publication.topic_arn.as_deref())?;
            validation::check(&publication)?;
            let id = cloud.publish(Message::new(topic, publication));
            Ok(json!({"MessageId": id}))
        }
        "GetTopicAttributes" => attributes(cloud, input::read(call)?),
        operation => Err(ApiError::unknown_operation(Service::Sns, operation)),
    }
}

fn attributes(cloud: &Cloud, topic: input::Topic) -> Answer {
    let topic = validation::topic(topic.topic_arn.as_deref())?;
    let TopicSubscriptions { confirmed, pending } = cloud.topics.subscriptions(&topic);
    let entry = |key: &str, value: String| json!({"key": key, "value": value});
    let entries = [
        entry("SubscriptionsConfirmed", confirmed.to_string()),
        entry("SubscriptionsPending", pending.to_string()),
        entry("TopicArn", topic),
    ];
    Ok(json!({"Attributes": {"entry": entries}}))
}
