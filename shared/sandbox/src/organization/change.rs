//! A change to an account of the organization.
//!
//! The same type serves the library, the control endpoint and the scenario file. One that is read back from
//! the sandbox names every field.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::account::{Account, AccountRole, AccountState};
use super::unit::OrganizationalUnit;
use rollcall_core::identity::AccountId;

/// What is left out stays as it is. An account that is not known yet joins: active and trusted, directly
/// below the root, now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OrganizationAccount {
    pub id: AccountId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<AccountState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organizational_unit: Option<OrganizationalUnit>,
    /// The value of its tag `owner`; an empty one removes the tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<Timestamp>,
    /// What AssumeRole says for its member role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<AccountRole>,
    /// Whether ListAccounts has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<bool>,
    /// Whether `GetEnrollmentStatusesForOrganization` has it while it is active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<bool>,
}

impl OrganizationAccount {
    /// Changes nothing, or lets the account join.
    pub fn new(id: AccountId) -> Self {
        Self {
            id,
            name: None,
            state: None,
            organizational_unit: None,
            owner: None,
            joined: None,
            role: None,
            listed: None,
            answered: None,
        }
    }

    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    #[must_use]
    pub fn state(mut self, state: AccountState) -> Self {
        self.state = Some(state);
        self
    }

    #[must_use]
    pub fn organizational_unit(mut self, unit: OrganizationalUnit) -> Self {
        self.organizational_unit = Some(unit);
        self
    }

    /// An empty one removes the tag.
    #[must_use]
    pub fn owner(mut self, owner: impl Into<String>) -> Self {
        self.owner = Some(owner.into());
        self
    }

    #[must_use]
    pub fn joined(mut self, joined: Timestamp) -> Self {
        self.joined = Some(joined);
        self
    }

    #[must_use]
    pub fn role(mut self, role: AccountRole) -> Self {
        self.role = Some(role);
        self
    }

    #[must_use]
    pub fn listed(mut self, listed: bool) -> Self {
        self.listed = Some(listed);
        self
    }

    #[must_use]
    pub fn answered(mut self, answered: bool) -> Self {
        self.answered = Some(answered);
        self
    }

    /// Merges it into `account`, which has the same id.
    pub(super) fn apply(self, account: &mut Account) {
        let Self { id: _, name, state, organizational_unit, owner, joined, role, listed, answered } = self;
        replace(&mut account.name, name);
        replace(&mut account.state, state);
        replace(&mut account.organizational_unit, organizational_unit);
        let owner = owner.map(|owner| Some(owner).filter(|owner| !owner.is_empty()));
        replace(&mut account.owner, owner);
        replace(&mut account.joined, joined);
        replace(&mut account.role, role);
        replace(&mut account.listed, listed);
        replace(&mut account.answered, answered);
    }
}

fn replace<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

impl From<&Account> for OrganizationAccount {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id.clone(),
            name: Some(account.name.clone()),
            state: Some(account.state),
            organizational_unit: Some(account.organizational_unit.clone()),
            owner: account.owner.clone(),
            joined: Some(account.joined),
            role: Some(account.role),
            listed: Some(account.listed),
            answered: Some(account.answered),
        }
    }
}
