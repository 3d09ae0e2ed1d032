//! What makes an invocation fail, and how it is reported to Lambda: a stable type and the whole chain.

use std::fmt;

use lambda_runtime::Diagnostic;
use rollcall_core::policy::PolicyError;
use rollcall_core::ports::CallError;
use rollcall_engine::fault::{Fault, chain};
use rollcall_engine::organization::NoInventory;
use rollcall_engine::planner::NotPlanned;
use rollcall_engine::refused::Refused;

use crate::event::EventError;

/// The most faults that one message lists.
const FAULTS_MAX: usize = 10;

#[derive(Debug)]
pub(crate) enum Failure {
    Event(EventError),
    /// The own account could not be found.
    Identity(CallError),
    /// The stored policy cannot be read by this version.
    Policy {
        version: u64,
        error: PolicyError,
    },
    /// The organization cannot be listed, and nothing is known of it.
    Inventory(NoInventory),
    /// The run had faults. Everything that was stored and sent stays so.
    Faults(Vec<Fault>),
}

impl Failure {
    /// The stable type of the error, by which alarms and retries distinguish failures.
    pub(crate) fn error_type(&self) -> &'static str {
        match self {
            Self::Event(_) => "Rollcall.InvalidEvent",
            Self::Identity(_) => "Rollcall.IdentityFailed",
            Self::Inventory(_) => "Rollcall.InventoryFailed",
            Self::Policy { .. } => "Rollcall.InvalidPolicy",
            Self::Faults(faults) if faults.first().is_some_and(Fault::is_out_of_time) => "Rollcall.OutOfTime",
            Self::Faults(_) => "Rollcall.StoreFailed",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(error) => write!(formatter, "{error}"),
            Self::Identity(error) => write!(formatter, "{}", chain(error)),
            Self::Inventory(error) => write!(
                formatter,
                "could not list the accounts of the organization, and none is known yet: {error}"
            ),
            Self::Policy { version, error } => write!(
                formatter,
                "this version of Rollcall cannot read the stored policy, version {version}: {error}; \
                 update Rollcall, or apply another with `rollcall policy apply`"
            ),
            Self::Faults(faults) => {
                let listed: Vec<String> = faults.iter().take(FAULTS_MAX).map(ToString::to_string).collect();
                write!(formatter, "{} fault(s): {}", faults.len(), listed.join("; "))
            }
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Plan(error) => Self::Event(EventError { faults: vec![error.0] }),
            Refused::Run(_) => Self::Event(EventError { faults: vec![format!("run: {refused}")] }),
            Refused::Policy { version, error } => Self::Policy { version, error },
            Refused::Store(fault) => Self::Faults(vec![fault]),
        }
    }
}

impl From<NotPlanned> for Failure {
    fn from(error: NotPlanned) -> Self {
        match error {
            NotPlanned::Refused(refused) => refused.into(),
            NotPlanned::Inventory(error) => Self::Inventory(error),
        }
    }
}

impl From<Failure> for Diagnostic {
    fn from(failure: Failure) -> Self {
        Self { error_type: failure.error_type().to_owned(), error_message: failure.to_string() }
    }
}
