//! The routes on DynamoDB: who is sending, how each channel does, and how many are subscribed to it.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use rollcall_core::deliver::{Backoff, KnownSubscriptions, Lease, Route};
use rollcall_core::ports::{CallError, Routes};
use rollcall_core::time::Time;

use crate::call_error::{call_error, unreadable};
use crate::items::route::{
    ROUTE_PARTITION, RoutePart, read_route, write_backoff, write_lease, write_subscriptions,
};
use crate::items::{Item, ItemError, sort_key, text};
use crate::outbox::DynamoOutbox;
use crate::table::Condition;

impl DynamoOutbox {
    /// Writes a part of a route's item, if a condition holds. Returns whether it held.
    async fn write_part(
        &self,
        attempted: impl Fn() -> String,
        part: Result<RoutePart, ItemError>,
        condition: Option<&Condition>,
    ) -> Result<bool, CallError> {
        let part = part.map_err(|error| unreadable(attempted(), error))?;
        let written = self.table.update(&part.key, part.schema, part.attributes, condition).await;
        let Err(error) = written else { return Ok(true) };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
            Some(_) | None => Err(call_error(attempted(), error)),
        }
    }
}

impl Routes for DynamoOutbox {
    async fn routes(&self) -> Result<BTreeMap<String, Route>, CallError> {
        let attempted = || "read the routes".to_owned();
        let mut routes = BTreeMap::new();
        let take = |item: Item| {
            let name = sort_key(&item).to_owned();
            routes.insert(name, read_route(item)?);
            Ok(())
        };
        self.table.each(attempted, self.table.query(ROUTE_PARTITION, None), take).await?;
        Ok(routes)
    }

    async fn take(&self, route: &str, lease: &Lease, now: Time) -> Result<bool, CallError> {
        let condition = Condition {
            expression: "attribute_not_exists(lease) OR lease.ends_at < :now OR lease.holder = :holder"
                .to_owned(),
            values: Item::from([
                (":now".to_owned(), text(now.to_string())),
                (":holder".to_owned(), text(&lease.holder)),
            ]),
        };
        let attempted = || format!("take the lease of the route {route}");
        self.write_part(attempted, write_lease(route, lease), Some(&condition)).await
    }

    async fn give_back(&self, route: &str, holder: &str, backoff: &Backoff) -> Result<(), CallError> {
        let condition = Condition {
            expression: "lease.holder = :holder".to_owned(),
            values: Item::from([(":holder".to_owned(), text(holder))]),
        };
        let attempted = || format!("give back the lease of the route {route}");
        self.write_part(attempted, write_backoff(route, backoff), Some(&condition)).await.map(drop)
    }

    async fn remember(&self, route: &str, subscriptions: &KnownSubscriptions) -> Result<(), CallError> {
        let attempted = || format!("store what is known of the subscriptions of the route {route}");
        self.write_part(attempted, write_subscriptions(route, subscriptions), None).await.map(drop)
    }
}
