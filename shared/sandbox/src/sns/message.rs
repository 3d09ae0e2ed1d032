//! A published message.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::input::{AttributeValue, Publish};
use crate::clock;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    pub message_id: String,
    pub at: Timestamp,
    /// The topic's ARN.
    pub topic: String,
    pub subject: Option<String>,
    /// The message as it was sent: for `MessageStructure=json`, the JSON.
    pub message: String,
    /// Whether the message holds a text for each kind of subscriber.
    pub structured: bool,
    pub attributes: BTreeMap<String, Attribute>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// `String`, `String.Array`, `Number` or `Binary`.
    pub data_type: String,
    /// Base64 if it is a `Binary`.
    pub value: String,
}

impl Message {
    pub(super) fn new(topic: String, publication: Publish) -> Self {
        let attributes = publication.message_attributes.into_iter();
        Self {
            message_id: Uuid::new_v4().to_string(),
            at: clock::now(),
            topic,
            subject: publication.subject,
            message: publication.message,
            structured: publication.message_structure.as_deref() == Some("json"),
            attributes: attributes.map(|(name, value)| (name, value.into())).collect(),
        }
    }

    /// What a subscriber of this protocol (`email`, `https`, `sqs`…) receives.
    pub fn text_for(&self, protocol: &str) -> String {
        self.texts()
            .and_then(|texts| {
                let text = texts.get(protocol).or_else(|| texts.get("default"))?;
                text.as_str().map(str::to_owned)
            })
            .unwrap_or_else(|| self.message.clone())
    }

    /// The text for each kind of subscriber, if the message has them.
    fn texts(&self) -> Option<Map<String, Value>> {
        if self.structured { serde_json::from_str(&self.message).ok() } else { None }
    }
}

impl From<AttributeValue> for Attribute {
    fn from(attribute: AttributeValue) -> Self {
        Self { value: attribute.value().to_owned(), data_type: attribute.data_type }
    }
}
