//! Reads all that is stored, for the subjects to judge.

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, TryStreamExt as _};
use rollcall_core::alert::AlertId;
use rollcall_core::deliver::{DEFAULT_ROUTE, PendingAlert, Route};
use rollcall_core::ports::{
    CallError, CallErrorClass, Outbox as _, Routes as _, SettingsStore as _, States, StoredPolicy,
};
use rollcall_engine::fault::chain;

use crate::location::Location;
use crate::source::READ_AT_ONCE;

#[derive(Debug, Default)]
pub(super) struct Stored {
    pub(super) states: States,
    /// None if none is stored.
    pub(super) policy: Option<StoredPolicy>,
    pub(super) routes: BTreeMap<String, StoredRoute>,
}

#[derive(Debug, Default)]
pub(super) struct StoredRoute {
    pub(super) route: Route,
    pub(super) pending: Vec<PendingAlert>,
    pub(super) unreadable: Vec<UnreadableAlert>,
}

/// An item of a queue that this version cannot read.
#[derive(Debug)]
pub(super) struct UnreadableAlert {
    /// None if its key is no id.
    pub(super) id: Option<AlertId>,
    pub(super) error: String,
}

pub(super) async fn read(location: &Location) -> Result<Stored, CallError> {
    let (reader, store, outbox) = (location.reader(), location.store(), location.outbox());
    let (states, policy, routes) = tokio::try_join!(reader.all_states(), store.policy(), outbox.routes())?;
    let mut stored = Stored { states, policy, routes: BTreeMap::new() };
    let mut routes: BTreeMap<String, Route> = routes;
    // Alerts wait there even if no courier has made its item yet.
    routes.entry(DEFAULT_ROUTE.to_owned()).or_default();
    for (name, route) in routes {
        let queue = read_queue(location, &name).await?;
        stored.routes.insert(name, StoredRoute { route, ..queue });
    }
    Ok(stored)
}

async fn read_queue(location: &Location, route: &str) -> Result<StoredRoute, CallError> {
    let outbox = location.outbox();
    let queue = outbox.waiting(route).await?;
    let nameless = queue.unreadable.iter().map(|error| UnreadableAlert { id: None, error: chain(error) });
    let mut read = StoredRoute { unreadable: nameless.collect(), ..StoredRoute::default() };
    let ids = queue.alerts.into_iter().map(|waiting| waiting.id);
    let alerts = futures_util::stream::iter(ids).map(async |id| match outbox.read(route, &id).await {
        Err(error) if error.class == CallErrorClass::Unreadable => {
            Ok(Some(Err(UnreadableAlert { id: Some(id), error: chain(&error) })))
        }
        read => read.map(|pending| pending.map(Ok)),
    });
    let alerts: Vec<Option<Result<PendingAlert, UnreadableAlert>>> =
        alerts.buffered(READ_AT_ONCE).try_collect().await?;
    for alert in alerts.into_iter().flatten() {
        match alert {
            Ok(pending) => read.pending.push(pending),
            Err(unreadable) => read.unreadable.push(unreadable),
        }
    }
    Ok(read)
}
