//! Where alerts go: to the topic, or to the terminal as their e-mail would read.

use rollcall_aws::{SdkConfig, SnsPublisher, TopicArn};
use rollcall_core::ports::{CallError, Message, Publisher};
use serde_json::Value;

/// Where alerts go.
#[derive(Clone, Debug)]
pub(crate) enum Channel {
    /// To SNS.
    Topic(SnsPublisher),
    /// To standard error, so that standard output stays what was asked for.
    Terminal,
}

impl Channel {
    /// The topic if one is named.
    pub(crate) fn new(sdk: &SdkConfig, topic: Option<&str>) -> anyhow::Result<Self> {
        Ok(match topic {
            Some(topic) => Self::Topic(SnsPublisher::new(sdk, &topic.parse::<TopicArn>()?)),
            None => Self::Terminal,
        })
    }
}

impl Publisher for Channel {
    async fn publish(&self, message: &Message) -> Result<String, CallError> {
        match self {
            Self::Topic(publisher) => publisher.publish(message).await,
            Self::Terminal => {
                anstream::eprintln!("✉ {}\n{}", message.subject, email(message));
                Ok("terminal".to_owned())
            }
        }
    }
}

/// The message as its e-mail reads.
pub(crate) fn email(message: &Message) -> String {
    let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
    let text = body["email"].as_str().unwrap_or(&message.body);
    let lines = text.trim_end().lines().map(|line| format!("│ {line}\n"));
    lines.collect()
}
