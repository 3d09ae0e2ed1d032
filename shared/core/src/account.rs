//! An account as the inventory knows it, and whether it is watched.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::identity::AccountId;
use crate::observation::Snapshot;
use crate::time::Time;

/// An account of the organization. Texts are as their owner wrote them: they may hold anything, and need
/// [`one_line`](crate::text::one_line) to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The names of its organizational units from the root down: `/prod/data`, or `/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organizational_unit: Option<String>,
    /// The value of its tag `owner`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default)]
    pub state: AccountState,
    /// When it joined the organization, as Organizations says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<Time>,
    /// When a listing first had it as one to ask: from then on its role is waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_at: Option<Time>,
    /// How many complete listings in a row lack it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub absences: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Time>,
    /// What the organization last answered for it, by check.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, Snapshot>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// The state of an account as Organizations says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum AccountState {
    PendingActivation,
    #[default]
    Active,
    Suspended,
    PendingClosure,
    Closed,
    /// A state that this version does not know, verbatim.
    Unknown(String),
}

impl AccountState {
    /// Organizations' own word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::PendingActivation => "PENDING_ACTIVATION",
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::PendingClosure => "PENDING_CLOSURE",
            Self::Closed => "CLOSED",
            Self::Unknown(state) => state,
        }
    }
}

impl From<String> for AccountState {
    fn from(state: String) -> Self {
        match state.as_str() {
            "PENDING_ACTIVATION" => Self::PendingActivation,
            "ACTIVE" => Self::Active,
            "SUSPENDED" => Self::Suspended,
            "PENDING_CLOSURE" => Self::PendingClosure,
            "CLOSED" => Self::Closed,
            _ => Self::Unknown(state),
        }
    }
}

impl From<AccountState> for String {
    fn from(state: AccountState) -> Self {
        state.as_str().to_owned()
    }
}

/// How an account is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    /// Its services are asked.
    Asked,
    /// Its services are not asked, since AWS suspended it; what is known stands.
    Suspended,
    /// Nothing is expected of it yet.
    NotYet,
    Retired,
}

impl Account {
    pub fn new(id: AccountId) -> Self {
        Self {
            id,
            name: None,
            organizational_unit: None,
            owner: None,
            state: AccountState::Active,
            joined_at: None,
            found_at: None,
            absences: 0,
            retired_at: None,
            answers: BTreeMap::new(),
        }
    }

    /// An account that is about to be retired, but not yet, is asked as before; so is one in a state that this
    /// version does not know.
    pub fn watch(&self) -> Watch {
        if self.retired_at.is_some() {
            return Watch::Retired;
        }
        match self.state {
            AccountState::PendingActivation => Watch::NotYet,
            AccountState::Suspended => Watch::Suspended,
            AccountState::Active
            | AccountState::PendingClosure
            | AccountState::Closed
            | AccountState::Unknown(_) => Watch::Asked,
        }
    }

    /// Whether it is or was in an organization, and not only a name for an account.
    pub fn is_listed(&self) -> bool {
        self.joined_at.is_some() || self.found_at.is_some()
    }
}
