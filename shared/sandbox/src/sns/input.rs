//! The parameters of the operations.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::api_error::ApiError;
use crate::call::Call;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Publish {
    pub(super) topic_arn: Option<String>,
    #[serde(default)]
    pub(super) message: String,
    pub(super) subject: Option<String>,
    pub(super) message_structure: Option<String>,
    #[serde(default)]
    pub(super) message_attributes: BTreeMap<String, AttributeValue>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Topic {
    #[serde(rename = "TopicArn")]
    pub(super) topic_arn: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct NewTopic {
    #[serde(rename = "Name", default)]
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct TopicList {
    #[serde(rename = "NextToken")]
    pub(super) next_token: Option<String>,
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
    pub(super) fn value(&self) -> &str {
        let value = self.string_value.as_deref().or(self.binary_value.as_deref());
        value.unwrap_or_default()
    }
}

pub(super) fn read<T: DeserializeOwned>(call: &Call) -> Result<T, ApiError> {
    call.read("InvalidParameter")
}
