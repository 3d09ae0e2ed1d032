//! The route item: who is sending on the route, how its channel does, and what is known of its
//! subscriptions. Each of the three is written by itself.

use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_core::deliver::{Backoff, KnownSubscriptions, Lease, Route};

use super::{Item, ItemError, Key, read, write};

pub(crate) const ROUTE_PARTITION: &str = "ROUTE";

const SCHEMA: &str = "rollcall.route/1";
const LEASE: &[&str] = &["lease"];
const BACKOFF: &[&str] = &["lease", "failures", "retry_at", "last_error"];
const SUBSCRIPTIONS: &[&str] = &["subscriptions"];

/// A part of a route's item: its attributes, each with its value or none.
#[derive(Debug)]
pub(crate) struct RoutePart {
    pub(crate) key: Key,
    pub(crate) schema: &'static str,
    pub(crate) attributes: Vec<(&'static str, Option<AttributeValue>)>,
}

pub(crate) fn write_lease(name: &str, lease: &Lease) -> Result<RoutePart, ItemError> {
    part(name, &Route { lease: Some(lease.clone()), ..Route::default() }, LEASE)
}

/// Without a lease.
pub(crate) fn write_backoff(name: &str, backoff: &Backoff) -> Result<RoutePart, ItemError> {
    part(name, &Route { backoff: backoff.clone(), ..Route::default() }, BACKOFF)
}

pub(crate) fn write_subscriptions(name: &str, known: &KnownSubscriptions) -> Result<RoutePart, ItemError> {
    part(name, &Route { subscriptions: Some(*known), ..Route::default() }, SUBSCRIPTIONS)
}

fn part(name: &str, route: &Route, attributes: &[&'static str]) -> Result<RoutePart, ItemError> {
    let key = Key { pk: ROUTE_PARTITION.to_owned(), sk: name.to_owned() };
    let mut item = write(&key, SCHEMA, route)?;
    let attributes = attributes.iter().map(|&attribute| (attribute, item.remove(attribute))).collect();
    Ok(RoutePart { key, schema: SCHEMA, attributes })
}

pub(crate) fn read_route(item: Item) -> Result<Route, ItemError> {
    read(SCHEMA, item)
}
