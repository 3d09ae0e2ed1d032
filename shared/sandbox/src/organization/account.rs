//! An account of the organization, complete.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::unit::OrganizationalUnit;
use crate::named::named;
use rollcall_core::identity::AccountId;

/// As Organizations writes it; its older name for it, `Status`, was retired.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccountState {
    PendingActivation,
    #[default]
    Active,
    Suspended,
    PendingClosure,
    Closed,
}

named!(AccountState, "the state of an account");

impl AccountState {
    pub const ALL: [Self; 5] =
        [Self::PendingActivation, Self::Active, Self::Suspended, Self::PendingClosure, Self::Closed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::PendingActivation => "PENDING_ACTIVATION",
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::PendingClosure => "PENDING_CLOSURE",
            Self::Closed => "CLOSED",
        }
    }
}

/// What AssumeRole says for the member role of an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccountRole {
    /// It is there, and trusts its callers.
    #[default]
    Trusted,
    /// AWS says the same for a role that is not there and for one that does not trust its caller.
    Missing,
    /// Denied by a service control policy.
    ClosedByScp,
    /// Every call is throttled.
    Throttled,
}

named!(AccountRole, "what becomes of a role");

impl AccountRole {
    pub const ALL: [Self; 4] = [Self::Trusted, Self::Missing, Self::ClosedByScp, Self::Throttled];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Missing => "missing",
            Self::ClosedByScp => "closed-by-scp",
            Self::Throttled => "throttled",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    pub(crate) name: String,
    pub(crate) state: AccountState,
    pub(crate) organizational_unit: OrganizationalUnit,
    /// The value of its tag `owner`.
    pub(crate) owner: Option<String>,
    pub(crate) joined: Timestamp,
    pub(crate) role: AccountRole,
    /// Whether ListAccounts has it.
    pub(crate) listed: bool,
    /// Whether answers for the whole organization have it.
    pub(crate) answered: bool,
}

impl Account {
    /// As it joins: active and trusted, directly below the root.
    pub(crate) fn joined(id: AccountId, now: Timestamp) -> Self {
        Self {
            name: format!("account-{id}"),
            id,
            state: AccountState::default(),
            organizational_unit: OrganizationalUnit::root(),
            owner: None,
            joined: now,
            role: AccountRole::default(),
            listed: true,
            answered: true,
        }
    }

    pub(super) fn email(id: &AccountId) -> String {
        format!("aws+{id}@example.com")
    }

    /// As Organizations and the tagging API write them.
    pub(super) fn tags(&self) -> Vec<Value> {
        self.owner.iter().map(|owner| json!({"Key": "owner", "Value": owner})).collect()
    }

    /// Whether organization-wide answers of a service have it.
    pub(crate) fn is_answered(&self) -> bool {
        self.answered && self.state == AccountState::Active
    }
}
