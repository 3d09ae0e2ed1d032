//! What a fault does to a call, and the waiting for it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::board::ActiveFault;
use crate::api_error::ApiError;
use crate::call::Call;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Effect {
    /// The service's own denial.
    AccessDenied,
    /// The service's own throttling.
    Throttling,
    /// The service's own failure, HTTP 500.
    InternalError,
    /// Any other error, in the protocol of the call.
    Error {
        /// As the service writes it.
        code: String,
        /// The HTTP status.
        status: u16,
        message: String,
    },
    /// The connection closes without an answer.
    Cut,
    /// No answer until the client has gone or the fault is cleared, which cuts the connection.
    Hang,
    /// A normal answer, but late.
    Latency { milliseconds: u64 },
}

/// Whether a call takes effect before the fault strikes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// The fault strikes first; unless it is a latency, the call never takes effect.
    #[default]
    Before,
    /// The call takes effect; then the fault strikes its answer.
    After,
}

/// What a fault leaves of a call.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Interruption {
    /// Nothing was lost: the call goes on.
    None,
    Error(ApiError),
    Cut,
}

impl Effect {
    /// A word for records and printing.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::AccessDenied => "access-denied",
            Self::Throttling => "throttling",
            Self::InternalError => "internal-error",
            Self::Error { .. } => "error",
            Self::Cut => "cut",
            Self::Hang => "hang",
            Self::Latency { .. } => "latency",
        }
    }
}

impl ActiveFault {
    /// Lets the fault strike `call`, waits if it must, and says what is left.
    pub(crate) async fn strike(&self, call: &Call) -> Interruption {
        match &self.fault.effect {
            Effect::AccessDenied => Interruption::Error(ApiError::access_denied(call)),
            Effect::Throttling => Interruption::Error(ApiError::throttling(call.service)),
            Effect::InternalError => Interruption::Error(ApiError::internal_error(call.service)),
            Effect::Error { code, status, message } => {
                Interruption::Error(ApiError::new(*status, code, message))
            }
            Effect::Cut => Interruption::Cut,
            Effect::Hang => {
                self.cleared().await;
                Interruption::Cut
            }
            Effect::Latency { milliseconds } => {
                tokio::time::sleep(Duration::from_millis(*milliseconds)).await;
                Interruption::None
            }
        }
    }
}
