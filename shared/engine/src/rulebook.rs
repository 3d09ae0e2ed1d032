//! What is asked for, and by which policy it is judged.

use rollcall_core::check::CheckRules;
use rollcall_core::policy::Policy;
use rollcall_core::ports::{SettingsStore, StoredPolicy};

use crate::deadline::Deadline;
use crate::refused::Refused;

#[derive(Clone, Debug)]
pub struct Rulebook {
    /// The checks that are asked for.
    pub checks: &'static [&'static CheckRules],
    /// Every check that a policy may name.
    pub known: &'static [&'static CheckRules],
    /// The policy to use unless one is stored.
    pub policy: Policy,
    /// Whether a stored policy replaces `policy`.
    pub takes_stored_policy: bool,
}

impl Rulebook {
    /// The policy that decides now.
    pub(crate) async fn policy_in_force(
        &self,
        store: &impl SettingsStore,
        deadline: Deadline,
    ) -> Result<Policy, Refused> {
        if !self.takes_stored_policy {
            return Ok(self.policy.clone());
        }
        match deadline.port(|| "load the settings".to_owned(), store.policy()).await? {
            None => Ok(self.policy.clone()),
            Some(StoredPolicy { version, toml, .. }) => {
                Policy::parse(&toml, self.known).map_err(|error| Refused::Policy { version, error })
            }
        }
    }
}
