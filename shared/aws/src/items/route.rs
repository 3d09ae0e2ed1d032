//! The route item: who is sending on the route, and how its channel does.

use rollcall_core::deliver::Route;

use super::{Item, ItemError, Key, read, write};

const SCHEMA: &str = "rollcall.route/1";

pub(crate) const ROUTE_PARTITION: &str = "ROUTE";

pub(crate) fn write_route(name: &str, route: &Route) -> Result<Item, ItemError> {
    write(&Key { pk: ROUTE_PARTITION.to_owned(), sk: name.to_owned() }, SCHEMA, route)
}

pub(crate) fn read_route(item: Item) -> Result<Route, ItemError> {
    read(SCHEMA, item)
}
