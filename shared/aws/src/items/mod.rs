//! Stored items: the one place that turns our types into DynamoDB items and back.
//!
//! Items outlive the code. Every item carries `schema`; a reader takes any item of its own
//! schema, ignores attributes that it does not know, and defaults those that an older writer
//! left out. What is written today is held by golden files in `golden/`.

pub(crate) mod history;
pub(crate) mod outbox;
pub(crate) mod route;
pub(crate) mod settings;
pub(crate) mod state;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_core::identity::AccountId;
use rollcall_core::table::{PK, SK};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An item as the SDK has it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// Why an item cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ItemError {
    #[error(
        "the item is of schema {}, and this version of Rollcall reads {}; update Rollcall",
        in_words(found),
        in_words(expected)
    )]
    Schema { found: String, expected: &'static str },
    #[error("the item is not as its schema {0} says")]
    Shape(&'static str, #[source] serde_dynamo::Error),
    #[error("the text in the item is not as its schema {0} says")]
    Text(&'static str, #[source] serde_json::Error),
    #[error("the item's schema {0} has no place for such a value")]
    Write(&'static str, #[source] serde_dynamo::Error),
}

/// `rollcall.state version 2`: with a slash it would be taken for a link, and hidden.
fn in_words(schema: &str) -> String {
    schema.replace('/', " version ")
}

/// A partition and a sort key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    pub(crate) fn item(&self) -> Item {
        Item::from([(PK.to_owned(), text(&self.pk)), (SK.to_owned(), text(&self.sk))])
    }
}

/// The last digits of accounts: what belongs to many accounts is spread over as many partitions.
pub(crate) const SHARDS: [char; 10] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

pub(crate) fn shard(account: &AccountId) -> char {
    account.as_str().chars().next_back().unwrap_or('0')
}

pub(crate) fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

/// The sort key of an item.
pub(crate) fn sort_key(item: &Item) -> &str {
    item.get(SK).and_then(|sk| sk.as_s().ok()).map_or("", String::as_str)
}

/// Builds an item of `schema` under a key.
fn write<T: Serialize>(key: &Key, schema: &'static str, fields: &T) -> Result<Item, ItemError> {
    let mut item: Item = serde_dynamo::to_item(fields).map_err(|error| ItemError::Write(schema, error))?;
    item.insert("schema".to_owned(), text(schema));
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
