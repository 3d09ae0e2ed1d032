//! What SNS refuses, in its own words.
//!
//! Most emulators accept all of this; a function tested only against them fails on AWS.

use serde_json::Value;

use super::input::{AttributeValue, Publish};
use crate::api_error::ApiError;
use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;

/// Message and attributes together, in bytes.
const MESSAGE_BYTES_MAX: usize = 262_144;

/// In characters.
const SUBJECT_MAX: usize = 100;

pub(super) fn topic(arn: Option<&str>) -> Result<String, ApiError> {
    let arn = arn.ok_or_else(|| invalid("TopicArn or TargetArn Reason: no value for required parameter"))?;
    if is_topic_arn(arn) { Ok(arn.to_owned()) } else { Err(invalid("TopicArn")) }
}

pub(super) fn topic_name(name: &str) -> Result<(), ApiError> {
    if is_topic_name(name) { Ok(()) } else { Err(invalid("Topic Name")) }
}

fn is_topic_arn(arn: &str) -> bool {
    let parts: Vec<&str> = arn.split(':').collect();
    let ["arn", partition, "sns", region, account, name] = parts.as_slice() else {
        return false;
    };
    partition.starts_with("aws")
        && region.parse::<Region>().is_ok()
        && account.parse::<AccountId>().is_ok()
        && is_topic_name(name.strip_suffix(".fifo").unwrap_or(name))
}

/// The name of a standard topic.
fn is_topic_name(name: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=256).contains(&name.len()) && name.bytes().all(legal)
}

/// Checks one message as a whole.
pub(super) fn check(publication: &Publish) -> Result<(), ApiError> {
    if publication.message.is_empty() {
        return Err(invalid("Empty message"));
    }
    if bytes(publication) > MESSAGE_BYTES_MAX {
        return Err(invalid("Message too long"));
    }
    if publication.subject.as_deref().is_some_and(|subject| !is_subject(subject)) {
        return Err(invalid("Subject"));
    }
    check_structure(publication)?;
    let mut attributes = publication.message_attributes.iter();
    attributes.try_for_each(|(name, value)| check_attribute(name, value))
}

/// What counts towards the limit.
fn bytes(publication: &Publish) -> usize {
    let attributes = publication.message_attributes.iter();
    let attributes =
        attributes.map(|(name, attribute)| name.len() + attribute.data_type.len() + attribute.value().len());
    publication.message.len() + attributes.sum::<usize>()
}

/// ASCII text that begins with a letter, a number or punctuation, without line breaks or control
/// characters.
fn is_subject(subject: &str) -> bool {
    subject.len() <= SUBJECT_MAX
        && subject.bytes().next().is_some_and(|first| first.is_ascii_graphic())
        && subject.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

fn check_structure(publication: &Publish) -> Result<(), ApiError> {
    match publication.message_structure.as_deref() {
        None | Some("") => Ok(()),
        Some("json") => check_json(&publication.message),
        Some(_) => Err(invalid("MessageStructure")),
    }
}

fn check_json(message: &str) -> Result<(), ApiError> {
    let unreadable = || invalid("Message Structure - JSON message body failed to parse");
    let value: Value = serde_json::from_str(message).map_err(|_| unreadable())?;
    let texts = value.as_object().ok_or_else(unreadable)?;
    if !texts.values().all(Value::is_string) {
        return Err(unreadable());
    }
    if !texts.contains_key("default") {
        return Err(invalid("Message Structure - No default entry in JSON message body"));
    }
    Ok(())
}

fn check_attribute(name: &str, attribute: &AttributeValue) -> Result<(), ApiError> {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    if !(1..=256).contains(&name.len()) || !name.bytes().all(legal) {
        return Err(invalid("MessageAttributes.Name"));
    }
    let kind = attribute.data_type.as_str();
    let value = attribute.value();
    if value.is_empty() {
        let message = format!(
            "The message attribute '{name}' must contain non-empty message attribute value \
             for message attribute type '{kind}'."
        );
        return Err(ApiError::new(400, "ParameterValueInvalid", message));
    }
    let fits = match kind {
        "String.Array" => serde_json::from_str::<Vec<Value>>(value).is_ok(),
        "Binary" => attribute.binary_value.is_some(),
        "Number" => value.parse::<f64>().is_ok(),
        _ => kind == "String" || kind.starts_with("String."),
    };
    if fits {
        return Ok(());
    }
    let message = format!("The message attribute '{name}' has an invalid type or value: '{kind}'.");
    Err(ApiError::new(400, "ParameterValueInvalid", message))
}

pub(super) fn invalid(what: &str) -> ApiError {
    ApiError::new(400, "InvalidParameter", format!("Invalid parameter: {what}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal(publication: Value) -> Option<String> {
        let publication: Publish = serde_json::from_value(publication).unwrap();
        check(&publication).err().map(|error| error.message)
    }

    #[test]
    fn a_good_message_is_taken() {
        let publication = json!({
            "Message": "{\"default\": \"d\", \"email\": \"e\"}",
            "MessageStructure": "json",
            "Subject": "[CRITICAL] odb 111122223333 us-east-1: ACTIVE -> SUSPENDED",
            "MessageAttributes": {
                "check": {"DataType": "String", "StringValue": "odb"},
                "tags": {"DataType": "String.Array", "StringValue": "[\"a\"]"},
                "n": {"DataType": "Number", "StringValue": "1.5"},
                "b": {"DataType": "Binary", "BinaryValue": "AAE="},
            },
        });
        assert_eq!(refusal(publication), None);
        assert_eq!(refusal(json!({"Message": "m", "Subject": "x".repeat(100)})), None);
        assert_eq!(refusal(json!({"Message": "m".repeat(262_144)})), None);
    }

    #[test]
    fn what_sns_refuses_is_refused() {
        let attribute = |kind: &str, value: &str| {
            json!({"Message": "m", "MessageAttributes":
                {"a": {"DataType": kind, "StringValue": value}}})
        };
        let structured = |message: &str| json!({"Message": message, "MessageStructure": "json"});
        let cases = [
            (json!({}), "Empty message"),
            (json!({"Message": "m".repeat(262_145)}), "too long"),
            (json!({"Message": "m", "Subject": ""}), "Subject"),
            (json!({"Message": "m", "Subject": " a"}), "Subject"),
            (json!({"Message": "m", "Subject": "a\nb"}), "Subject"),
            (json!({"Message": "m", "Subject": "\u{e9}"}), "Subject"),
            (json!({"Message": "m", "Subject": "x".repeat(101)}), "Subject"),
            (json!({"Message": "m", "MessageStructure": "xml"}), "MessageStructure"),
            (structured("no"), "failed to parse"),
            (structured("[]"), "failed to parse"),
            (structured("{\"default\": 1}"), "failed to parse"),
            (structured("{\"email\": \"e\"}"), "No default entry"),
            (attribute("Text", "x"), "invalid type"),
            (attribute("Number", "x"), "invalid type"),
            (attribute("String.Array", "x"), "invalid type"),
            (attribute("String", ""), "non-empty"),
        ];
        for (publication, expected) in cases {
            let refusal = refusal(publication).unwrap_or_default();
            assert!(refusal.contains(expected), "{refusal:?} lacks {expected:?}");
        }
    }

    #[test]
    fn a_topic_arn_is_checked_by_its_form() {
        assert!(is_topic_arn("arn:aws:sns:us-east-1:111122223333:rollcall"));
        assert!(is_topic_arn("arn:aws-us-gov:sns:us-gov-west-1:111122223333:a_b-1.fifo"));
        for arn in [
            "rollcall",
            "arn:aws:sns:us-east-1:1111:rollcall",
            "arn:aws:sqs:us-east-1:111122223333:rollcall",
            "arn:aws:sns:us-east-1:111122223333:",
            "arn:aws:sns:us-east-1:111122223333:a:b",
        ] {
            assert!(!is_topic_arn(arn), "{arn}");
        }
    }
}
