//! The Lambda Runtime API on loopback: real function binaries run against it unmodified.
//!
//! One instance serves one function process, which gets the invocations from `/next`, one at a time and in
//! order. Nothing here sleeps or polls.

mod desk;
mod routes;

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::error::SandboxError;
use crate::server;
use desk::Desk;

/// A Runtime API, until it is dropped.
#[derive(Debug)]
pub struct RuntimeApi {
    desk: Arc<Desk>,
    port: u16,
    accepting: JoinHandle<()>,
    /// Held so that the connections last as long as this value.
    _stop: watch::Sender<bool>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Invocation {
    /// The event as it is sent: JSON, or deliberately not.
    pub event: String,
    /// When the function must have answered, in epoch milliseconds.
    pub deadline: u64,
    /// The ARN that the function was invoked by.
    pub function_arn: String,
    /// Distinct for each invocation.
    pub request_id: String,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Response(Value),
    Error(FunctionError),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error_type}: {error_message}")]
pub struct FunctionError {
    /// Such as `Rollcall.StoreFailed`.
    pub error_type: String,
    pub error_message: String,
}

impl Invocation {
    pub fn new(event: &Value, deadline: u64, function_arn: &str, request_id: &str) -> Self {
        Self {
            event: event.to_string(),
            deadline,
            function_arn: function_arn.to_owned(),
            request_id: request_id.to_owned(),
        }
    }
}

impl RuntimeApi {
    /// Starts it on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When no port can be listened on.
    pub async fn start() -> Result<Self, SandboxError> {
        let (listener, port) = server::listen(0).await?;
        let desk = Arc::new(Desk::new());
        let stop = watch::Sender::new(false);
        let served = Arc::clone(&desk);
        let handler = move |request| routes::answer(Arc::clone(&served), request);
        let accepting = tokio::spawn(server::accept(listener, handler, stop.subscribe()));
        Ok(Self { desk, port, accepting, _stop: stop })
    }

    /// What to set `AWS_LAMBDA_RUNTIME_API` to: host and port.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Queues an invocation at once, and resolves to the function's answer. If the process dies first, this
    /// never resolves: wait for the process too.
    pub fn invoke(&self, invocation: Invocation) -> impl Future<Output = Outcome> + Send + 'static {
        self.desk.invoke(invocation)
    }

    /// Resolves once the function has asked for work for the first time, which is the end of
    /// its init.
    ///
    /// # Errors
    /// When it reported that its init failed.
    pub async fn polled(&self) -> Result<(), FunctionError> {
        self.desk.polled().await
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}
