//! The parameters of Publish, PublishBatch and GetTopicAttributes.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::api_error::ApiError;
use crate::call::Call;

/// Publish.
#[derive(Debug, Deserialize)]
pub(super) struct Publish {
    #[serde(rename = "TopicArn")]
    pub(super) topic_arn: Option<String>,
    #[serde(flatten)]
    pub(super) entry: Entry,
}

/// GetTopicAttributes.
#[derive(Debug, Deserialize)]
pub(super) struct Topic {
    #[serde(rename = "TopicArn")]
    pub(super) topic_arn: Option<String>,
}

/// PublishBatch.
#[derive(Debug, Deserialize)]
pub(super) struct PublishBatch {
    #[serde(rename = "TopicArn")]
    pub(super) topic_arn: Option<String>,
    #[serde(rename = "PublishBatchRequestEntries", default, deserialize_with = "list")]
    pub(super) entries: Vec<BatchEntry>,
}

/// One entry of a batch.
#[derive(Debug, Deserialize)]
pub(super) struct BatchEntry {
    #[serde(rename = "Id", default)]
    pub(super) id: String,
    #[serde(flatten)]
    pub(super) entry: Entry,
}

/// What is published, alone or in a batch.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Entry {
    #[serde(default)]
    pub(super) message: String,
    pub(super) subject: Option<String>,
    pub(super) message_structure: Option<String>,
    #[serde(default)]
    pub(super) message_attributes: BTreeMap<String, AttributeValue>,
}

/// A message attribute; a binary value stays in its Base64.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AttributeValue {
    #[serde(default)]
    pub(super) data_type: String,
    pub(super) string_value: Option<String>,
    pub(super) binary_value: Option<String>,
}

impl AttributeValue {
    /// Its value, whichever kind it is.
    pub(super) fn value(&self) -> &str {
        let value = self.string_value.as_deref().or(self.binary_value.as_deref());
        value.unwrap_or_default()
    }
}

/// A list; AWS Query writes an empty one as an empty text.
fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<BatchEntry>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    if value == "" { Ok(Vec::new()) } else { serde_json::from_value(value).map_err(D::Error::custom) }
}

/// Reads a call's parameters.
pub(super) fn read<T: DeserializeOwned>(call: &Call) -> Result<T, ApiError> {
    serde_json::from_value(call.input()?)
        .map_err(|error| ApiError::new(400, "InvalidParameter", format!("Invalid parameter: {error}")))
}
