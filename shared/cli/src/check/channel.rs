//! Where alerts go: to the topic, or to the terminal as their e-mail would read.

use std::io::Write as _;

use rollcall_aws::{SdkConfig, SnsPublisher, TopicArn};
use rollcall_core::ports::{CallError, CallErrorClass, Message, Publisher};
use serde_json::Value;

use crate::{environment, progress};

/// Where alerts go.
#[derive(Clone, Debug)]
pub(crate) enum Channel {
    /// To SNS.
    Topic(SnsPublisher),
    /// To standard error, so that standard output stays what was asked for.
    Terminal,
}

impl Channel {
    /// The topic if one is named, else the terminal. What is printed there is told, so the alerts
    /// of a deployed table must not be: who subscribes to its topic would never get them.
    pub(crate) fn new(
        sdk: &SdkConfig,
        topic: Option<String>,
        deployed_table: Option<String>,
    ) -> anyhow::Result<Self> {
        match (topic.or_else(environment::topic), deployed_table) {
            (Some(topic), _) => Ok(Self::Topic(SnsPublisher::new(sdk, &topic.parse::<TopicArn>()?))),
            (None, None) => Ok(Self::Terminal),
            (None, Some(table)) => anyhow::bail!(
                "the alerts in the table {table} are for the subscribers of a topic: name it with --topic"
            ),
        }
    }
}

impl Publisher for Channel {
    async fn publish(&self, message: &Message) -> Result<String, CallError> {
        match self {
            Self::Topic(publisher) => publisher.publish(message).await,
            Self::Terminal => {
                let text = format!("✉ {}\n{}\n", message.subject, email(message));
                // What nobody can read is not published: the alert stays in the outbox.
                progress::beside(|| anstream::stderr().write_all(text.as_bytes())).map_err(not_printed)?;
                Ok("terminal".to_owned())
            }
        }
    }
}

fn not_printed(error: std::io::Error) -> CallError {
    CallError {
        attempted: "print the alert to standard error".to_owned(),
        class: CallErrorClass::Configuration,
        code: None,
        request_id: None,
        source: error.into(),
    }
}

/// The message as its e-mail reads.
pub(crate) fn email(message: &Message) -> String {
    let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
    let text = body["email"].as_str().unwrap_or(&message.body);
    let lines = text.trim_end().lines().map(|line| format!("│ {line}\n"));
    lines.collect()
}
