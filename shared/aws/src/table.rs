//! One DynamoDB table, and the calls that read and write everything stored.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};
use aws_types::SdkConfig;
use rollcall_core::ports::CallError;
use rollcall_core::table::{PK, SK};

use crate::call_error::{call_error, unreadable};
use crate::items::{Item, ItemError, Key, text};

#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) client: Client,
    pub(crate) name: String,
}

pub(crate) struct Condition {
    pub(crate) expression: String,
    pub(crate) values: Item,
}

impl Condition {
    /// Holds if there is no such item yet.
    pub(crate) fn is_new() -> Self {
        Self { expression: format!("attribute_not_exists({PK})"), values: Item::new() }
    }

    /// Holds if there is such an item.
    pub(crate) fn exists() -> Self {
        Self { expression: format!("attribute_exists({PK})"), values: Item::new() }
    }

    /// None if there are no values: DynamoDB refuses an empty map.
    fn values(&self) -> Option<Item> {
        Some(self.values.clone()).filter(|values| !values.is_empty())
    }
}

impl Table {
    pub(crate) fn new(config: &SdkConfig, name: &str) -> Self {
        Self { client: Client::new(config), name: name.to_owned() }
    }

    /// A partition, or the part of it whose sort keys compare so (`<`, `>=`) with a key.
    pub(crate) fn query(&self, partition: &str, sort: Option<(&str, &str)>) -> QueryFluentBuilder {
        let query = self.partition(partition);
        match sort {
            None => query.key_condition_expression("#pk = :pk"),
            Some((operator, sk)) => query
                .key_condition_expression(format!("#pk = :pk AND #sk {operator} :sk"))
                .expression_attribute_names("#sk", SK)
                .expression_attribute_values(":sk", text(sk)),
        }
    }

    /// The part of a partition whose sort keys begin with `prefix`.
    pub(crate) fn query_prefix(&self, partition: &str, prefix: &str) -> QueryFluentBuilder {
        self.partition(partition)
            .key_condition_expression("#pk = :pk AND begins_with(#sk, :sk)")
            .expression_attribute_names("#sk", SK)
            .expression_attribute_values(":sk", text(prefix))
    }

    fn partition(&self, partition: &str) -> QueryFluentBuilder {
        let query = self.client.query().table_name(&self.name).consistent_read(true);
        query.expression_attribute_names("#pk", PK).expression_attribute_values(":pk", text(partition))
    }

    /// Passes on what a query finds, page by page. Ends at an item that `take` cannot read.
    pub(crate) async fn each(
        &self,
        attempted: impl Fn() -> String,
        query: QueryFluentBuilder,
        mut take: impl FnMut(Item) -> Result<(), ItemError>,
    ) -> Result<(), CallError> {
        let mut items = query.into_paginator().items().send();
        while let Some(item) = items.next().await {
            let item = item.map_err(|error| call_error(attempted(), error))?;
            take(item).map_err(|error| unreadable(attempted(), error))?;
        }
        Ok(())
    }

    /// The part of a partition whose sort keys lie between two, both included.
    pub(crate) fn query_between(&self, partition: &str, from: &str, to: &str) -> QueryFluentBuilder {
        self.partition(partition)
            .key_condition_expression("#pk = :pk AND #sk BETWEEN :from AND :to")
            .expression_attribute_names("#sk", SK)
            .expression_attribute_values(":from", text(from))
            .expression_attribute_values(":to", text(to))
    }

    pub(crate) async fn get(
        &self,
        attempted: impl Fn() -> String,
        key: &Key,
    ) -> Result<Option<Item>, CallError> {
        let get = self.client.get_item().table_name(&self.name).consistent_read(true);
        let answer = get.set_key(Some(key.item())).send().await;
        Ok(answer.map_err(|error| call_error(attempted(), error))?.item)
    }

    /// Puts an item by a call of its own, whatever is there.
    pub(crate) async fn put_item(&self, item: Item) -> Result<(), SdkError<PutItemError>> {
        self.client.put_item().table_name(&self.name).set_item(Some(item)).send().await.map(drop)
    }

    /// Puts an item by a call of its own, if a condition holds.
    pub(crate) async fn put_if(
        &self,
        item: Item,
        condition: &Condition,
    ) -> Result<(), SdkError<PutItemError>> {
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        let put = put.condition_expression(&condition.expression);
        put.set_expression_attribute_values(condition.values()).send().await.map(drop)
    }

    /// Sets these attributes of an item, or removes those without a value; the others stay. If there is no
    /// such item, it is made.
    pub(crate) async fn update(
        &self,
        key: &Key,
        schema: &str,
        attributes: Vec<(&str, Option<AttributeValue>)>,
        condition: Option<&Condition>,
    ) -> Result<(), SdkError<UpdateItemError>> {
        let mut update = self.client.update_item().table_name(&self.name).set_key(Some(key.item()));
        let mut set = vec!["#schema = if_not_exists(#schema, :schema)".to_owned()];
        let mut removed = Vec::new();
        update = update.expression_attribute_names("#schema", "schema");
        update = update.expression_attribute_values(":schema", text(schema));
        for (name, value) in attributes {
            update = update.expression_attribute_names(format!("#{name}"), name);
            let Some(value) = value else {
                removed.push(format!("#{name}"));
                continue;
            };
            set.push(format!("#{name} = :{name}"));
            update = update.expression_attribute_values(format!(":{name}"), value);
        }
        let remove =
            if removed.is_empty() { String::new() } else { format!(" REMOVE {}", removed.join(", ")) };
        update = update.update_expression(format!("SET {}{remove}", set.join(", ")));
        for (name, value) in condition.into_iter().flat_map(|condition| &condition.values) {
            update = update.expression_attribute_values(name, value.clone());
        }
        let condition = condition.map(|condition| condition.expression.clone());
        update.set_condition_expression(condition).send().await.map(drop)
    }

    /// Does all of these, or nothing.
    pub(crate) async fn transact(
        &self,
        actions: Vec<TransactWriteItem>,
    ) -> Result<(), SdkError<TransactWriteItemsError>> {
        self.client.transact_write_items().set_transact_items(Some(actions)).send().await.map(drop)
    }

    /// Puts an item, as an action of a transaction.
    pub(crate) fn put(&self, item: Item, condition: Option<&Condition>) -> TransactWriteItem {
        let put = Put::builder().table_name(&self.name).set_item(Some(item));
        let put = put.set_condition_expression(condition.map(|condition| condition.expression.clone()));
        let put = put.set_expression_attribute_values(condition.and_then(Condition::values)).build();
        TransactWriteItem::builder().put(put.expect("table and item are set")).build()
    }

    /// Sets one attribute, as an action of a transaction.
    pub(crate) fn set(
        &self,
        key: &Key,
        path: &[&str],
        value: AttributeValue,
        condition: Option<String>,
    ) -> TransactWriteItem {
        let mut update = Update::builder().table_name(&self.name).set_key(Some(key.item()));
        let names: Vec<String> = (0..path.len()).map(|place| format!("#n{place}")).collect();
        for (name, attribute) in names.iter().zip(path) {
            update = update.expression_attribute_names(name, *attribute);
        }
        let update = update.update_expression(format!("SET {} = :value", names.join(".")));
        let update = update.expression_attribute_values(":value", value).set_condition_expression(condition);
        let update = update.build().expect("table, key and expression are set");
        TransactWriteItem::builder().update(update).build()
    }

    pub(crate) fn delete(&self, key: &Key) -> TransactWriteItem {
        let delete = Delete::builder().table_name(&self.name).set_key(Some(key.item())).build();
        TransactWriteItem::builder().delete(delete.expect("table and key are set")).build()
    }
}
