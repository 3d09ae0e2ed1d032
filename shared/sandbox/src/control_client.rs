//! The client of the control endpoint: what the command line asks of a running sandbox.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::control::PREFIX;
use crate::faults::{Fault, FaultId, FaultInForce};
use crate::organization::OrganizationAccount;
use crate::sns::TopicMessages;
use crate::status::{Setting, StatusAnswer};
use rollcall_core::identity::AccountId;

/// Talks to a sandbox in another process on this machine.
#[derive(Debug)]
pub struct ControlClient {
    client: Client<HttpConnector, Full<Bytes>>,
    port: u16,
}

/// What a sandbox answers.
#[derive(Debug, Serialize)]
pub struct Overview {
    /// Each check's answer everywhere first, and then where it is set otherwise.
    pub status: Vec<StatusAnswer>,
    /// Those of the organization, by id, with all their fields; none if there is no organization.
    pub accounts: Vec<OrganizationAccount>,
    /// In the order in which they are tried.
    pub faults: Vec<FaultInForce>,
    pub topics: Vec<TopicMessages>,
    /// The name of the table that was created at the start.
    pub table: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    #[error(
        "no sandbox listens on 127.0.0.1:{port}; start one with `rollcall sandbox --port {port}`, or give the port of yours with --port"
    )]
    Absent { port: u16 },
    /// Something other than a sandbox listens, or the connection broke.
    #[error("what listens on 127.0.0.1:{port} is not a Rollcall sandbox")]
    Garbled { port: u16, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("{0}")]
    Refused(String),
}

impl ControlClient {
    pub fn new(port: u16) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { client, port }
    }

    /// Sets what a status API answers, and gives what it answers now.
    ///
    /// # Errors
    /// When no sandbox answers, or it refuses.
    pub async fn set(&self, setting: &Setting) -> Result<StatusAnswer, ControlError> {
        let body = serde_json::to_vec(setting).map_err(|error| self.garbled(error))?;
        let answer = self.ask(Method::PUT, "status", body).await?;
        serde_json::from_value(answer).map_err(|error| self.garbled(error))
    }

    /// Changes an account of the organization, or lets it join, and gives it with all its fields.
    ///
    /// # Errors
    /// When no sandbox answers, or it refuses.
    pub async fn set_account(
        &self,
        change: &OrganizationAccount,
    ) -> Result<OrganizationAccount, ControlError> {
        let body = serde_json::to_vec(change).map_err(|error| self.garbled(error))?;
        let mut answer = self.ask(Method::PUT, "accounts", body).await?;
        serde_json::from_value(answer["accounts"][0].take()).map_err(|error| self.garbled(error))
    }

    /// The account has left the organization.
    ///
    /// # Errors
    /// When no sandbox answers, or it has no such account, or this is the management account.
    pub async fn remove_account(&self, account: &AccountId) -> Result<(), ControlError> {
        self.ask(Method::DELETE, &format!("accounts/{account}"), Vec::new()).await?;
        Ok(())
    }

    /// What it answers now, and where.
    ///
    /// # Errors
    /// When no sandbox answers.
    pub async fn overview(&self) -> Result<Overview, ControlError> {
        Ok(Overview {
            status: self.read("status").await?,
            accounts: self.read("accounts").await?,
            faults: self.read("faults").await?,
            topics: self.read("topics").await?,
            table: self.read("table").await?,
        })
    }

    /// Injects a fault.
    ///
    /// # Errors
    /// When no sandbox answers, or it refuses.
    pub async fn inject(&self, fault: &Fault) -> Result<FaultId, ControlError> {
        let body = serde_json::to_vec(fault).map_err(|error| self.garbled(error))?;
        let mut answer = self.ask(Method::POST, "faults", body).await?;
        serde_json::from_value(answer["id"].take()).map_err(|error| self.garbled(error))
    }

    /// Clears all faults, and says how many there were.
    ///
    /// # Errors
    /// When no sandbox answers, or it refuses.
    pub async fn clear_faults(&self) -> Result<usize, ControlError> {
        let mut answer = self.ask(Method::DELETE, "faults", Vec::new()).await?;
        serde_json::from_value(answer["cleared"].take()).map_err(|error| self.garbled(error))
    }

    /// Gets a path, whose answer has one member of the same name.
    async fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, ControlError> {
        let mut answer = self.ask(Method::GET, path, Vec::new()).await?;
        serde_json::from_value(answer[path].take()).map_err(|error| self.garbled(error))
    }

    async fn ask(&self, method: Method, path: &str, body: Vec<u8>) -> Result<Value, ControlError> {
        let request = Request::builder()
            .method(method)
            .uri(format!("http://127.0.0.1:{}{PREFIX}{path}", self.port))
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| self.garbled(error))?;
        let answer = self.client.request(request).await.map_err(|error| {
            let port = self.port;
            if error.is_connect() { ControlError::Absent { port } } else { self.garbled(error) }
        })?;
        let succeeded = answer.status().is_success();
        let body = answer.into_body().collect().await.map_err(|error| self.garbled(error))?;
        let value: Value = serde_json::from_slice(&body.to_bytes()).map_err(|error| self.garbled(error))?;
        match value["error"].as_str() {
            Some(refusal) => Err(ControlError::Refused(refusal.to_owned())),
            None if succeeded => Ok(value),
            None => Err(self.garbled("an error without its message")),
        }
    }

    fn garbled(&self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ControlError {
        ControlError::Garbled { port: self.port, source: source.into() }
    }
}
