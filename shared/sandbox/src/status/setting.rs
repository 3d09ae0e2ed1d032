//! A setting: what a status API answers at some or all targets.
//!
//! The same type serves the library, the control endpoint and the scenario file. It holds any
//! string as a status: the sandbox must be able to say what no SDK has heard of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::registry::Check;
use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;

/// What a check answers within an account and a Region, each of which may be left open.
///
/// It replaces the setting of the same check, account and Region as a whole: what it does not
/// name is healthy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The check.
    pub check: Check,
    /// Only for this account; for all where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// Only in this Region; in all where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// The status of the check's main component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The reason of the check's main component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Components by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub components: BTreeMap<String, ComponentSetting>,
    /// Merged over the API's answer, member by member; null takes a member away.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub answer: Map<String, Value>,
}

/// What a component says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentSetting {
    /// Its status; healthy where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Its reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether the answer leaves the component out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

/// Why a setting cannot be answered by its API.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// The check has no such component.
    #[error("{check} has no component {name:?}; it has {}", check.row().components.join(", "))]
    Component {
        /// The check.
        check: Check,
        /// The name that was given.
        name: String,
    },
    /// The main component is set twice.
    #[error("{check}: `status` and `reason` are those of the component {name}; set them once", name = check.row().main_component())]
    Twice {
        /// The check.
        check: Check,
    },
    /// The answer has no place for the main component's reason.
    #[error("{check} gives no reason for the component {name}; set that of another", name = check.row().main_component())]
    MainReason {
        /// The check.
        check: Check,
    },
}

impl Setting {
    /// Everything healthy, everywhere.
    pub fn new(check: Check) -> Self {
        Self {
            check,
            account: None,
            region: None,
            status: None,
            reason: None,
            components: BTreeMap::new(),
            answer: Map::new(),
        }
    }

    /// Only for this account.
    #[must_use]
    pub fn account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// Only in this Region.
    #[must_use]
    pub fn region(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    /// The main component's status.
    #[must_use]
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.status = Some(status.into());
        self
    }

    /// The main component's reason.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// The status of a component.
    #[must_use]
    pub fn component(mut self, name: impl Into<String>, status: impl Into<String>) -> Self {
        self.components.entry(name.into()).or_default().status = Some(status.into());
        self
    }

    /// The reason of a component.
    #[must_use]
    pub fn component_reason(mut self, name: impl Into<String>, reason: impl Into<String>) -> Self {
        self.components.entry(name.into()).or_default().reason = Some(reason.into());
        self
    }

    /// Leaves a component out of the answer.
    #[must_use]
    pub fn without(mut self, name: impl Into<String>) -> Self {
        self.components.entry(name.into()).or_default().removed = true;
        self
    }

    /// Sets a member of the API's own answer; null takes it away.
    #[must_use]
    pub fn answer(mut self, member: impl Into<String>, value: Value) -> Self {
        self.answer.insert(member.into(), value);
        self
    }

    /// Whether the check's API can answer this.
    pub fn validate(&self) -> Result<(), SettingError> {
        let (check, row) = (self.check, self.check.row());
        if let Some(name) = self.components.keys().find(|name| !row.has_component(name)) {
            let name = name.clone();
            return Err(SettingError::Component { check, name });
        }
        let main = self.components.get(row.main_component());
        if main.is_some() && (self.status.is_some() || self.reason.is_some()) {
            return Err(SettingError::Twice { check });
        }
        let reason = self.reason.as_ref().or(main.and_then(|component| component.reason.as_ref()));
        if reason.is_some() && !row.has_main_reason {
            return Err(SettingError::MainReason { check });
        }
        Ok(())
    }

    /// The main component, wherever it was set.
    pub(super) fn main(&self) -> ComponentSetting {
        let set = self.components.get(self.check.row().main_component());
        set.cloned().unwrap_or_else(|| ComponentSetting {
            status: self.status.clone(),
            reason: self.reason.clone(),
            removed: false,
        })
    }
}
