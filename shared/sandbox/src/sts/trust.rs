//! Which roles can be assumed, and who may assume them.
//!
//! STS says the same for a role that is not there, one that does not trust its caller and a wrong external
//! id: a caller must not learn which.

use super::assume_role::AssumeRole;
use crate::api_error::ApiError;
use crate::call::Call;
use crate::cloud::Cloud;
use crate::organization::{Account, AccountRole, AccountState, Organization};

/// What the trust policy of the member role demands; None: anything.
#[derive(Debug, Default)]
pub(crate) struct Trust {
    pub(crate) member_role: Option<String>,
    pub(crate) external_id: Option<String>,
}

/// Why a role is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    Denied,
    /// By a service control policy, which is said.
    DeniedByScp,
    Throttled,
}

/// Refuses what STS would refuse this caller.
pub(super) fn admit(cloud: &Cloud, call: &Call, asked: &AssumeRole) -> Result<(), ApiError> {
    let decided = decide(&cloud.organization, &cloud.trust, asked);
    decided.map_err(|refusal| refusal.error(call, asked))
}

fn decide(organization: &Organization, trust: &Trust, asked: &AssumeRole) -> Result<(), Refusal> {
    // The management account has other roles too, each with a trust of its own.
    if organization.is_home(&asked.account) && !trust.is_member_role(asked) {
        return Ok(());
    }
    match organization.get(&asked.account) {
        Some(account) => given(&account)?,
        None if organization.is_in_use() => return Err(Refusal::Denied),
        None => {}
    }
    let holds = trust.is_member_role(asked) && trust.is_external_id(asked);
    if holds { Ok(()) } else { Err(Refusal::Denied) }
}

/// Whether an account gives its member role to those that it trusts.
fn given(account: &Account) -> Result<(), Refusal> {
    match account.role {
        AccountRole::Throttled => return Err(Refusal::Throttled),
        AccountRole::ClosedByScp => return Err(Refusal::DeniedByScp),
        AccountRole::Missing => return Err(Refusal::Denied),
        AccountRole::Trusted => {}
    }
    match account.state {
        AccountState::Active | AccountState::PendingActivation => Ok(()),
        AccountState::Suspended | AccountState::PendingClosure | AccountState::Closed => Err(Refusal::Denied),
    }
}

impl Trust {
    fn is_member_role(&self, asked: &AssumeRole) -> bool {
        self.member_role.as_ref().is_none_or(|name| *name == asked.role)
    }

    fn is_external_id(&self, asked: &AssumeRole) -> bool {
        self.external_id.is_none() || self.external_id == asked.external_id
    }
}

impl Refusal {
    fn error(self, call: &Call, asked: &AssumeRole) -> ApiError {
        let caller = call.caller_arn();
        let role = &asked.role_arn;
        let denied =
            format!("User: {caller} is not authorized to perform: sts:AssumeRole on resource: {role}");
        match self {
            Self::Denied => ApiError::new(403, "AccessDenied", denied),
            Self::DeniedByScp => {
                let message = format!("{denied} with an explicit deny in a service control policy");
                ApiError::new(403, "AccessDenied", message)
            }
            Self::Throttled => ApiError::throttling(call.service),
        }
    }
}
