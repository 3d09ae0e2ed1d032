//! Why nothing was done at all.

use rollcall_core::plan::PlanError;
use rollcall_core::policy::{Policy, PolicyError};
use rollcall_core::ports::{CallError, SettingsStore, StoredPolicy};

use crate::deadline::Deadline;
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
    Run(rollcall_core::organization::unit::RunId),
}

impl From<CallError> for Refused {
    fn from(error: CallError) -> Self {
        Self::Store(error.into())
    }
}

/// The policy that stands above the given one: the stored one, if there is one and it is wanted.
pub(crate) async fn policy_in_force(
    store: &impl SettingsStore,
    given: &Policy,
    takes_stored: bool,
    checks: &[&'static rollcall_core::check::CheckRules],
    deadline: Deadline,
) -> Result<Policy, Refused> {
    if !takes_stored {
        return Ok(given.clone());
    }
    match deadline.port(|| "load the settings".to_owned(), store.policy()).await? {
        None => Ok(given.clone()),
        Some(StoredPolicy { version, toml, .. }) => {
            Policy::parse(&toml, checks).map_err(|error| Refused::Policy { version, error })
        }
    }
}
