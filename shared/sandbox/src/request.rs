//! What the sandbox says of a request: who asked for what, and what became of it.
//!
//! It never holds a body: bodies hold what must not be printed.

use std::sync::Arc;

use jiff::Timestamp;
use rollcall_core::identity::Target;
use serde::Serialize;

use crate::call::Call;
use crate::clock;
use crate::faults::FaultId;
use crate::service::Service;
use crate::sns::Message;

/// One request to a service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Request {
    /// From 1, in the order of arrival.
    pub sequence: u64,
    /// When it arrived.
    pub at: Timestamp,
    /// The service.
    pub service: Service,
    /// The operation.
    pub operation: String,
    /// The caller's account and the Region of its signature.
    #[serde(flatten)]
    pub target: Target,
    /// The size of its body.
    pub body_bytes: usize,
    /// Whether it took effect.
    pub executed: bool,
    /// The fault that struck it.
    pub fault: Option<FaultId>,
    /// The effect of that fault, in a word.
    pub effect: Option<&'static str>,
    /// What became of it so far.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// Not answered yet.
    Running,
    /// A fault holds it.
    Held,
    /// Answered with this HTTP status.
    Answered {
        /// The HTTP status.
        status: u16,
    },
    /// Its connection was cut by a fault.
    Cut,
    /// The client had gone before the answer.
    Abandoned,
}

/// Something that a person watching would want to see.
#[derive(Debug, Clone)]
pub enum Event {
    /// A request has its outcome, or is held by a fault.
    Request(Request),
    /// A message was published.
    Message(Arc<Message>),
}

impl Request {
    /// A call that has just arrived.
    pub(crate) fn arrived(sequence: u64, call: &Call) -> Self {
        Self {
            sequence,
            at: clock::now(),
            service: call.service,
            operation: call.operation.clone(),
            target: call.target.clone(),
            body_bytes: call.body.len(),
            executed: false,
            fault: None,
            effect: None,
            outcome: Outcome::Running,
        }
    }
}
