//! Publishes rendered messages to the one SNS topic.

use std::str::FromStr;

use aws_sdk_sns::Client;
use aws_sdk_sns::error::ProvideErrorMetadata;
use aws_sdk_sns::operation::publish::PublishError;
use aws_sdk_sns::types::MessageAttributeValue;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use aws_types::SdkConfig;
use aws_types::region::Region as SdkRegion;
use rollcall_core::ports::{CallError, Message, Publisher};
use rollcall_core::region::Region;

use crate::call_error::{call_error, unreadable};

/// The ARN of a standard SNS topic, `arn:aws:sns:us-east-1:111122223333:rollcall`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicArn {
    arn: String,
    region: Region,
}

/// Why a text is no topic to publish to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TopicArnError {
    /// It is no topic's ARN.
    #[error("{0:?} is not the ARN of an SNS topic, such as arn:aws:sns:us-east-1:111122223333:rollcall")]
    Shape(String),
    /// It is a FIFO topic, whose deduplication would swallow a quick recovery.
    #[error("{0:?} is a FIFO topic, which has no e-mail subscribers; a standard topic is wanted")]
    Fifo(String),
}

impl FromStr for TopicArn {
    type Err = TopicArnError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shape = || TopicArnError::Shape(text.to_owned());
        let parts: Vec<&str> = text.split(':').collect();
        let ["arn", partition, "sns", region, account, name] = parts[..] else { return Err(shape()) };
        let region: Region = region.parse().map_err(|_| shape())?;
        let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        let in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if !partition.starts_with("aws") || !is_account || name.is_empty() {
            Err(shape())
        } else if name.ends_with(".fifo") {
            Err(TopicArnError::Fifo(text.to_owned()))
        } else if name.bytes().all(in_name) {
            Ok(Self { arn: text.to_owned(), region })
        } else {
            Err(shape())
        }
    }
}

impl TopicArn {
    /// The ARN.
    pub fn as_str(&self) -> &str {
        &self.arn
    }

    /// A client in the topic's own Region.
    pub(crate) fn client(&self, config: &SdkConfig) -> Client {
        let region = SdkRegion::new(self.region.as_str().to_owned());
        let config = aws_sdk_sns::config::Builder::from(config).region(region);
        Client::from_conf(config.retry_classifier(Throttling).build())
    }
}

/// Publishes to one topic, in the topic's own Region.
#[derive(Clone, Debug)]
pub struct SnsPublisher {
    client: Client,
    topic: String,
}

impl SnsPublisher {
    /// A publisher to `topic`.
    pub fn new(config: &SdkConfig, topic: &TopicArn) -> Self {
        Self { client: topic.client(config), topic: topic.arn.clone() }
    }
}

impl Publisher for SnsPublisher {
    async fn publish(&self, message: &Message) -> Result<String, CallError> {
        let attempted = || format!("publish alert {} to {}", message.attributes.alert_id, self.topic);
        let mut publish = self.client.publish().topic_arn(&self.topic).message_structure("json");
        publish = publish.subject(&message.subject).message(&message.body);
        for (name, value) in message.attributes.pairs() {
            let value = MessageAttributeValue::builder().data_type("String").string_value(value).build();
            publish = publish.message_attributes(name, value.expect("the data type is set"));
        }
        let answer = publish.send().await.map_err(|error| call_error(attempted(), error))?;
        answer.message_id.ok_or_else(|| unreadable(attempted(), "the answer has no MessageId"))
    }
}

/// SNS's own words for throttling, which the SDK does not know: it would give up at once.
#[derive(Debug)]
struct Throttling;

impl ClassifyRetry for Throttling {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let error = context.output_or_error().and_then(|answer| answer.err());
        let error = error.and_then(|error| error.as_operation_error()?.downcast_ref::<PublishError>());
        match error.and_then(ProvideErrorMetadata::code) {
            Some("Throttled" | "KMSThrottling") => RetryAction::throttling_error(),
            Some(_) | None => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "SNS throttling"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_an_arn_of_a_standard_topic() {
        let parse = |text: &str| text.parse::<TopicArn>();
        assert!(parse("arn:aws:sns:us-east-1:111122223333:rollcall").is_ok());
        assert!(parse("arn:aws-us-gov:sns:us-gov-west-1:111122223333:a_B-9").is_ok());
        for text in [
            "",
            "rollcall",
            "arn:aws:sqs:us-east-1:111122223333:q",
            "arn:aws:sns:us-east-1:1:t",
            "arn:aws:sns:nowhere:111122223333:t",
        ] {
            assert_eq!(parse(text), Err(TopicArnError::Shape(text.to_owned())));
        }
        let fifo = "arn:aws:sns:us-east-1:111122223333:rollcall.fifo";
        assert_eq!(parse(fifo), Err(TopicArnError::Fifo(fifo.to_owned())));
    }
}
