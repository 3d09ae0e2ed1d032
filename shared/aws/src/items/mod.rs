//! Stored items: the one place that turns our types into DynamoDB items and back.
//!
//! Items outlive the code. Every item carries `schema`; a reader takes any item of its own
//! schema, ignores attributes that it does not know, and defaults those that an older writer
//! left out. What is written today is held by golden files in `golden/`.

mod history;
mod outbox;
mod state;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_core::table::{PK, SK};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use history::{history_key, read_history, write_history};
pub(crate) use outbox::{OutboxItem, outbox_key, outbox_partition};
pub(crate) use state::{read_state, state_key, state_partition, write_state};

/// An item as the SDK has it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// Why an item cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ItemError {
    #[error("the item's schema is {found:?}, and this version of Rollcall reads {expected}; update Rollcall")]
    Schema { found: String, expected: &'static str },
    #[error("the item is not as its schema {0} says")]
    Shape(&'static str, #[source] serde_dynamo::Error),
    #[error("the item's schema {0} has no place for such a value")]
    Write(&'static str, #[source] serde_dynamo::Error),
}

/// A partition and a sort key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    pub(crate) fn item(&self) -> Item {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        Item::from([(PK.to_owned(), text(&self.pk)), (SK.to_owned(), text(&self.sk))])
    }
}

/// Builds an item of `schema` under a key.
fn write<T: Serialize>(key: &Key, schema: &'static str, fields: &T) -> Result<Item, ItemError> {
    let mut item: Item = serde_dynamo::to_item(fields).map_err(|error| ItemError::Write(schema, error))?;
    item.insert("schema".to_owned(), AttributeValue::S(schema.to_owned()));
    item.extend(key.item());
    Ok(item)
}

/// Reads an item of `schema`.
fn read<T: DeserializeOwned>(schema: &'static str, item: Item) -> Result<T, ItemError> {
    match item.get("schema") {
        Some(AttributeValue::S(found)) if found == schema => {}
        found => {
            let found = found.and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
            return Err(ItemError::Schema { found, expected: schema });
        }
    }
    serde_dynamo::from_item(item).map_err(|error| ItemError::Shape(schema, error))
}

#[cfg(test)]
mod tests;
