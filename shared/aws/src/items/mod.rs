//! Stored items: the one place that turns our types into DynamoDB items and back.
//!
//! Items outlive the code. Every item carries `schema`; a reader takes any item of its own schema,
//! ignores unknown attributes, and uses defaults for those that an older writer left out. Golden files
//! in `golden/` hold what is written today.

pub(crate) mod account;
pub(crate) mod history;
pub(crate) mod ledger;
pub(crate) mod outbox;
pub(crate) mod route;
pub(crate) mod settings;
pub(crate) mod state;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_core::table::{PK, SK};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) type Item = HashMap<String, AttributeValue>;

#[derive(Debug, thiserror::Error)]
pub(crate) enum ItemError {
    #[error(
        "the item is of schema {}, and this version of Rollcall reads {}; update Rollcall",
        in_words(found),
        in_words(expected)
    )]
    Schema { found: String, expected: &'static str },
    #[error("the item does not match its schema {0}")]
    Shape(&'static str, #[source] serde_dynamo::Error),
    #[error("the text in the item does not match its schema {0}")]
    Text(&'static str, #[source] serde_json::Error),
    #[error("the item's schema {0} cannot hold this value")]
    Write(&'static str, #[source] serde_dynamo::Error),
}

/// `rollcall.state version 2`: with a slash it would count as a link, and be hidden.
fn in_words(schema: &str) -> String {
    schema.replace('/', " version ")
}

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

pub(crate) fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(crate) fn sort_key(item: &Item) -> &str {
    item.get(SK).and_then(|sk| sk.as_s().ok()).map_or("", String::as_str)
}

fn write<T: Serialize>(key: &Key, schema: &'static str, fields: &T) -> Result<Item, ItemError> {
    let mut item: Item = serde_dynamo::to_item(fields).map_err(|error| ItemError::Write(schema, error))?;
    item.insert("schema".to_owned(), text(schema));
    item.extend(key.item());
    Ok(item)
}

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
