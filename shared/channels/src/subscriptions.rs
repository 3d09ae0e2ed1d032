//! How many subscriptions an SNS topic has.

use aws_sdk_sns::Client;
use aws_sdk_sns::error::{ProvideErrorMetadata as _, SdkError};
use aws_sdk_sns::operation::RequestId as _;
use aws_sdk_sns::operation::get_topic_attributes::{GetTopicAttributesError, GetTopicAttributesOutput};
use rollcall_core::deliver::Subscriptions;
use rollcall_core::links;
use rollcall_core::ports::{CallError, CallErrorClass};
use rollcall_core::text::causes;

/// What the credentials must be allowed.
const ACTION: &str = "sns:GetTopicAttributes";

/// Asks SNS.
pub(crate) async fn count(client: &Client, topic: &str) -> Result<Subscriptions, CallError> {
    let answer = client.get_topic_attributes().topic_arn(topic).send().await;
    let answer = answer.map_err(|error| failed(topic, &error))?;
    let number = |name| number(&answer, name).ok_or_else(|| unreadable(topic, name));
    let (confirmed, pending) = (number("SubscriptionsConfirmed")?, number("SubscriptionsPending")?);
    Ok(Subscriptions { of: topic.to_owned(), confirmed, pending })
}

fn number(answer: &GetTopicAttributesOutput, name: &str) -> Option<usize> {
    answer.attributes()?.get(name)?.parse().ok()
}

fn attempted(topic: &str) -> String {
    format!("count the subscriptions of {topic}")
}

fn unreadable(topic: &str, name: &str) -> CallError {
    CallError {
        attempted: attempted(topic),
        class: CallErrorClass::Unreadable,
        code: None,
        request_id: None,
        source: format!("the answer has no number {name}").into(),
    }
}

fn failed(topic: &str, error: &SdkError<GetTopicAttributesError>) -> CallError {
    use GetTopicAttributesError as Said;
    let (class, advice) = match error.as_service_error() {
        Some(Said::AuthorizationErrorException(_)) => {
            (CallErrorClass::Configuration, format!("; allow {ACTION}"))
        }
        Some(
            Said::InvalidParameterException(_)
            | Said::InvalidSecurityException(_)
            | Said::NotFoundException(_),
        ) => (CallErrorClass::Configuration, String::new()),
        Some(_) | None => (CallErrorClass::Unavailable, String::new()),
    };
    let message = error.message().map_or_else(|| causes(error), str::to_owned);
    CallError {
        attempted: attempted(topic),
        class,
        code: error.code().map(str::to_owned),
        request_id: error.request_id().map(str::to_owned),
        source: links::hide(&format!("{message}{advice}")).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_missing_or_none_is_not_taken_for_zero() {
        let confirmed = |value: Option<&str>| {
            let answer = GetTopicAttributesOutput::builder().attributes("TopicArn", "arn");
            let answer = match value {
                Some(value) => answer.attributes("SubscriptionsConfirmed", value),
                None => answer,
            };
            number(&answer.build(), "SubscriptionsConfirmed")
        };
        assert_eq!([Some("2"), Some(""), Some("-1"), None].map(confirmed), [Some(2), None, None, None]);
        assert_eq!(unreadable("arn", "N").source.to_string(), "the answer has no number N");
    }
}
