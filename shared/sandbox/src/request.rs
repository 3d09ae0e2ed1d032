//! What the sandbox says about a request: who asked for what, and what became of it.
//!
//! It never holds a body: bodies hold secrets.

use std::sync::Arc;

use jiff::Timestamp;
use rollcall_core::identity::Target;
use serde::Serialize;

use crate::call::Call;
use crate::clock;
use crate::faults::FaultId;
use crate::service::Service;
use crate::sns::Message;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Request {
    /// From 1, in the order of arrival.
    pub sequence: u64,
    pub at: Timestamp,
    pub service: Service,
    pub operation: String,
    /// The caller's account and the Region of its signature.
    #[serde(flatten)]
    pub target: Target,
    pub body_bytes: usize,
    /// Whether it took effect.
    pub executed: bool,
    pub fault: Option<FaultId>,
    /// The effect of the fault, in a word.
    pub effect: Option<&'static str>,
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
    Answered { status: u16 },
    /// Its connection was cut by a fault.
    Cut,
    /// The client left before the answer.
    Abandoned,
}

/// What a person who watches the sandbox sees.
#[derive(Debug, Clone)]
pub enum Event {
    /// A request has its outcome, or is held by a fault.
    Request(Request),
    Message(Arc<Message>),
}

impl Request {
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
