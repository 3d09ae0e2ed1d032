//! SNS: topics, what is published to them, and how many subscriptions each has. It refuses what SNS refuses,
//! and keeps the rest in memory.

mod input;
mod mailbox;
mod message;
mod topics;
mod validation;

use serde_json::{Value, json};

pub(crate) use mailbox::Mailbox;
pub use message::{Attribute, Message};
pub use topics::TopicMessages;
pub(crate) use topics::{TopicSubscriptions, Topics};

use crate::api_error::ApiError;
use crate::call::Call;
use crate::cloud::Cloud;
use crate::protocol::Answer;
use crate::service::Service;

pub(crate) fn answer(cloud: &Cloud, call: &Call) -> Answer {
    match call.operation.as_str() {
        "Publish" => publish(cloud, input::read(call)?),
        "GetTopicAttributes" => attributes(cloud, input::read(call)?),
        "CreateTopic" => {
            let input::NewTopic { name } = input::read(call)?;
            Ok(json!({"TopicArn": cloud.topics.create(&call.target, &name)?}))
        }
        "ListTopics" => list(cloud, call),
        operation => Err(ApiError::unknown_operation(Service::Sns, operation)),
    }
}

fn publish(cloud: &Cloud, publication: input::Publish) -> Answer {
    let topic = validation::topic(publication.topic_arn.as_deref())?;
    validation::check(&publication)?;
    cloud.topics.subscriptions(&topic)?;
    let id = cloud.publish(Message::new(topic, publication));
    Ok(json!({"MessageId": id}))
}

fn attributes(cloud: &Cloud, topic: input::Topic) -> Answer {
    let topic = validation::topic(topic.topic_arn.as_deref())?;
    let TopicSubscriptions { confirmed, pending } = cloud.topics.subscriptions(&topic)?;
    let entry = |key: &str, value: String| json!({"key": key, "value": value});
    let entries = [
        entry("SubscriptionsConfirmed", confirmed.to_string()),
        entry("SubscriptionsPending", pending.to_string()),
        entry("TopicArn", topic),
    ];
    Ok(json!({"Attributes": {"entry": entries}}))
}

fn list(cloud: &Cloud, call: &Call) -> Answer {
    let input::TopicList { next_token } = input::read(call)?;
    let (topics, next) = cloud.topics.page(&call.target, next_token)?;
    let topics: Vec<Value> = topics.into_iter().map(|topic| json!({"TopicArn": topic})).collect();
    let mut answer = json!({"Topics": topics});
    if let Some(next) = next {
        answer["NextToken"] = next.into();
    }
    Ok(answer)
}
