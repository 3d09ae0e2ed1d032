//! Connects an SDK client to the database: an HTTP connector that works in process.
//!
//! It serves the calls that the adapters of `rollcall-aws` make on a table, and nothing else.

use std::fmt;
use std::path::Path;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_types::SdkConfig;
use aws_types::region::Region;
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::database::{Error, database, snapshot};
use crate::table::create_table;

/// The name of the table in a file.
pub const TABLE: &str = "rollcall";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads the content of this moment. Nothing is written, neither to the file nor beside it.
    ReadOnly,
    /// Creates a missing file.
    ReadWrite,
}

/// Opens a state file, with Rollcall's table in it, until the last client made from the result is dropped.
/// Without a file the data is in memory.
///
/// # Errors
/// When the file cannot be opened, or is not a database.
pub fn open(file: Option<&Path>, access: Access) -> Result<SdkConfig, Error> {
    let database = match (file, access) {
        (Some(file), Access::ReadOnly) => snapshot(file)?,
        (file, Access::ReadOnly | Access::ReadWrite) => database(file)?,
    };
    create_table(&database, TABLE)?;
    let connector = SharedHttpConnector::new(Connector { database, access });
    let credentials = Credentials::new("local", "local", None, None, "local");
    let sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::from_static("local"))
        .endpoint_url("http://local.invalid")
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http_client_fn(move |_, _| connector.clone()));
    Ok(sdk.build())
}

struct Connector {
    database: Database,
    access: Access,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(self.answer(&request))
    }
}

impl Connector {
    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let (_, operation) = target.split_once('.').unwrap_or_default();
        let body = request.body().bytes().unwrap_or_default();
        let (status, body) = match self.execute(operation, body) {
            Ok(body) => (200, body),
            Err(error) => (error.status_code(), error.to_json()),
        };
        let status = status.try_into().map_err(|error| ConnectorError::other(Box::new(error), None))?;
        Ok(HttpResponse::new(status, SdkBody::from(body)))
    }

    fn execute(&self, operation: &str, body: &[u8]) -> Result<String, DynoxideError> {
        let database = &self.database;
        match (operation, self.access) {
            ("GetItem", _) => call(body, |request| database.get_item(request)),
            ("Query", _) => call(body, |request| database.query(request)),
            (_, Access::ReadOnly) => {
                let message = format!("{operation} is refused: the file is open for reading only");
                Err(DynoxideError::AccessDeniedException(message))
            }
            ("PutItem", _) => call(body, |request| database.put_item(request)),
            ("UpdateItem", _) => call(body, |request| database.update_item(request)),
            ("DeleteItem", _) => call(body, |request| database.delete_item(request)),
            ("TransactWriteItems", _) => call(body, |request| database.transact_write_items(request)),
            (_, Access::ReadWrite) => Err(DynoxideError::UnsupportedCapability(operation.to_owned())),
        }
    }
}

fn call<Request: DeserializeOwned, Response: Serialize>(
    body: &[u8],
    run: impl FnOnce(Request) -> Result<Response, DynoxideError>,
) -> Result<String, DynoxideError> {
    let invalid = |error: serde_json::Error| DynoxideError::SerializationException(error.to_string());
    let response = run(serde_json::from_slice(body).map_err(invalid)?)?;
    serde_json::to_string(&response).map_err(invalid)
}

impl fmt::Debug for Connector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Connector").field("access", &self.access).finish_non_exhaustive()
    }
}
