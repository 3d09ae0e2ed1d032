//! DynamoDB, by `dynoxide`: an engine of its own behind a listener of its own.
//!
//! Its router is private, so calls take one more hop over loopback, on connections that are
//! kept open. Nothing here knows what a table holds.

mod hop;

use std::fmt;
use std::net::Ipv4Addr;
use std::path::Path;

use rollcall_local::Database;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::api_error::ApiError;
use crate::call::Call;
use crate::error::SandboxError;
use crate::protocol::Reply;
use crate::server::stopped;

pub(crate) struct Engine {
    database: Database,
    hop: hop::Hop,
}

/// The task that serves the database until it is stopped.
pub(crate) type Serving = JoinHandle<Result<(), String>>;

impl Engine {
    /// Opens the database and serves it until `stop` says so.
    pub(crate) async fn start(
        data: Option<&Path>,
        stop: watch::Receiver<bool>,
    ) -> Result<(Self, Serving), SandboxError> {
        let database = rollcall_local::database(data)?;
        let unlistenable = |source| SandboxError::listen(0, source);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(unlistenable)?;
        let address = listener.local_addr().map_err(unlistenable)?;
        let served = dynoxide::server::serve_with_shutdown(listener, database.clone(), stopped(stop));
        let hop = hop::Hop::to(address);
        Ok((Self { database, hop }, tokio::spawn(served)))
    }

    /// Creates Rollcall's table under this name, unless there is one.
    pub(crate) fn create_table(&self, name: &str) -> Result<(), SandboxError> {
        Ok(rollcall_local::create_table(&self.database, name)?)
    }

    pub(crate) async fn answer(&self, call: &Call) -> Result<Reply, ApiError> {
        self.hop.forward(call).await
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("hop", &self.hop).finish_non_exhaustive()
    }
}
