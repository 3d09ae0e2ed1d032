//! An account as the inventory describes it.

use serde::{Deserialize, Serialize};

use crate::identity::AccountId;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    /// As its owner wrote it: it may hold anything, and needs [`one_line`](crate::text::one_line) to be
    /// shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}
