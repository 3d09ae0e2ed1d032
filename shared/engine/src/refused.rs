//! Why nothing was done at all.

use rollcall_core::organization::unit::RunId;
use rollcall_core::plan::PlanError;
use rollcall_core::policy::PolicyError;
use rollcall_core::ports::CallError;

use crate::fault::Fault;

#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Plan(PlanError),
    /// The stored policy cannot be read by this version.
    #[error("{error}")]
    Policy {
        /// Counts all policies that were ever applied, from 1.
        version: u64,
        error: PolicyError,
    },
    /// The stored states, settings, accounts or runs could not be loaded.
    #[error("{0}")]
    Store(Fault),
    /// The unit belongs to no run that was planned.
    #[error("the run {0} is not in the ledger: the planner makes runs, and they are kept for 90 days")]
    Run(RunId),
}

impl From<CallError> for Refused {
    fn from(error: CallError) -> Self {
        Self::Store(error.into())
    }
}
