//! An SNS topic: one message with a body for each protocol of its subscribers.

use aws_sdk_sns::Client;
use aws_sdk_sns::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sns::operation::RequestId as _;
use aws_sdk_sns::operation::publish::PublishError;
use aws_sdk_sns::types::MessageAttributeValue;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use aws_types::SdkConfig;
use aws_types::region::Region;
use rollcall_core::alert::Alert;
use rollcall_core::deliver::{Notification, Receipt, Subscriptions};
use rollcall_core::links;
use rollcall_core::ports::{CallError, Channel, Retry, SendError};
use rollcall_core::text::causes;
use serde_json::{Map, Value};

use crate::amazon_q;
use crate::email::email;
use crate::fit::{self, fit};
use crate::short::{sms, subject};
use crate::subscriptions;
use crate::topic::TopicArn;

const CHANNEL: &str = "sns";

/// Publishes to one topic, in the topic's own Region.
#[derive(Clone, Debug)]
pub struct Sns {
    client: Client,
    topic: String,
}

impl Sns {
    pub fn new(config: &SdkConfig, topic: &TopicArn) -> Self {
        let region = Region::new(topic.region().as_str().to_owned());
        let config = aws_sdk_sns::config::Builder::from(config).region(region);
        let client = Client::from_conf(config.retry_classifier(Throttling).build());
        Self { client, topic: topic.as_str().to_owned() }
    }

    /// Counts the topic's subscriptions.
    ///
    /// # Errors
    /// When the topic does not exist, or we may not read it.
    pub async fn count(&self) -> Result<Subscriptions, CallError> {
        subscriptions::count(&self.client, &self.topic).await
    }
}

impl Channel for Sns {
    async fn send(&self, notification: &Notification<'_>) -> Result<Receipt, SendError> {
        let Envelope { subject, body, attributes } = envelope(notification);
        let mut publish = self.client.publish().topic_arn(&self.topic).message_structure("json");
        publish = publish.subject(subject).message(body);
        for (name, value) in attributes {
            let value = MessageAttributeValue::builder().data_type("String").string_value(value).build();
            publish = publish.message_attributes(name, value.expect("the data type is set"));
        }
        let answer = publish.send().await.map_err(|error| send_error(&error))?;
        let message_id = answer.message_id.ok_or_else(|| SendError {
            channel: CHANNEL,
            reason: "the answer has no MessageId".to_owned(),
            retry: Retry::Channel(None),
        })?;
        Ok(Receipt { channel: CHANNEL.to_owned(), message_id })
    }

    async fn subscriptions(&self) -> Result<Option<Subscriptions>, CallError> {
        self.count().await.map(Some)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Envelope {
    /// ASCII, under 100 characters.
    pub(crate) subject: String,
    /// A JSON object of texts by protocol, `default` among them.
    pub(crate) body: String,
    /// What subscribers may filter by.
    pub(crate) attributes: [(&'static str, String); 7],
}

/// Never over SNS's limit of 256 KiB: reasons are shortened until it fits, and say so.
pub(crate) fn envelope(notification: &Notification<'_>) -> Envelope {
    let attributes = attributes(notification);
    let bytes = attributes.iter().map(|(name, value)| name.len() + "String".len() + value.len());
    let body = fit(notification.alert, fit::MESSAGE_BYTES_MAX - bytes.sum::<usize>(), body);
    Envelope { subject: subject(notification.alert), body, attributes }
}

fn attributes(notification: &Notification<'_>) -> [(&'static str, String); 7] {
    let Alert { id, kind, severity, check, account, region, .. } = notification.alert;
    [
        ("check", check.clone()),
        ("kind", kind.into_str().to_owned()),
        ("severity", severity.into_str().to_owned()),
        ("account", account.to_string()),
        ("region", region.to_string()),
        ("alert_id", id.to_string()),
        ("route", notification.route.to_owned()),
    ]
}

/// Texts by protocol. SQS and Lambda get `default`.
fn body(alert: &Alert) -> String {
    let json = serde_json::to_string(alert).expect("an alert has only text keys");
    let texts = [
        ("default", json),
        ("email", email(alert)),
        ("https", amazon_q::notification(alert).to_string()),
        ("sms", sms(alert)),
    ];
    let texts = texts.map(|(protocol, text)| (protocol.to_owned(), Value::String(text)));
    Value::Object(Map::from_iter(texts)).to_string()
}

/// What SNS refuses for its content concerns this notification; anything else is the topic's fault, or
/// SNS's.
fn send_error(error: &SdkError<PublishError>) -> SendError {
    let code = error.code().unwrap_or_default();
    let message = error.message().unwrap_or_default();
    let is_refused = matches!(code, "InvalidParameter" | "InvalidParameterValue" | "ValidationException")
        && !message.contains("TopicArn");
    let retry = if is_refused { Retry::Notification } else { Retry::Channel(None) };
    SendError { channel: CHANNEL, reason: links::hide(&reason(error)), retry }
}

/// `NotFound: Topic does not exist (request id 1)`, or why SNS was not reached.
fn reason(error: &SdkError<PublishError>) -> String {
    let request = error.request_id().map(|id| format!(" (request id {id})")).unwrap_or_default();
    match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}{request}"),
        (Some(code), None) => format!("{code}{request}"),
        (None, _) => causes(error),
    }
}

/// SNS's own word for throttling. The SDK does not know it, and would give up at once.
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
