//! A setting: what a status API answers at some or all targets.
//!
//! The same type serves the library, the control endpoint and the scenario file. Any string may be a
//! status: the sandbox must be able to answer what no SDK knows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::registry::Check;
use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;

/// What a check answers within an account and a Region; either may be left out.
///
/// It replaces the setting of the same check, account and Region as a whole: what it does not name is
/// healthy. Only an account that does not use the service yet, by the status of the main component, has no
/// other components than those named here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    pub check: Check,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// Of the main component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Of the main component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub components: BTreeMap<String, ComponentSetting>,
    /// Merged over the API's answer, member by member; null removes a member.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub answer: Map<String, Value>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentSetting {
    /// Healthy if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether the answer leaves the component out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    #[error("{check} has no component {name:?}; it has {}", check.row().names())]
    Component { check: Check, name: String },
    #[error("{check}: `status` and `reason` are those of the component {name}; set them once", name = check.row().main_component())]
    Twice { check: Check },
    #[error("{check} gives no reason for the component {name}; set that of another", name = check.row().main_component())]
    MainReason { check: Check },
    #[error("{check} answers {status} with an error, which says nothing else; set {status} alone")]
    ErrorStatus { check: Check, status: &'static str },
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

    #[must_use]
    pub fn account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    #[must_use]
    pub fn region(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    #[must_use]
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.status = Some(status.into());
        self
    }

    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    #[must_use]
    pub fn component(mut self, name: impl Into<String>, status: impl Into<String>) -> Self {
        self.components.entry(name.into()).or_default().status = Some(status.into());
        self
    }

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

    /// Sets a member of the API's own answer; null removes it.
    #[must_use]
    pub fn answer(mut self, member: impl Into<String>, value: Value) -> Self {
        self.answer.insert(member.into(), value);
        self
    }

    /// Whether the check's API can answer this.
    pub fn validate(&self) -> Result<(), SettingError> {
        let (check, row) = (self.check, self.check.row());
        if let Some(name) = self.components.keys().find(|name| row.healthy(name).is_none()) {
            let name = name.clone();
            return Err(SettingError::Component { check, name });
        }
        let is_main_in_components = self.components.contains_key(row.main_component());
        if is_main_in_components && (self.status.is_some() || self.reason.is_some()) {
            return Err(SettingError::Twice { check });
        }
        let main = self.main();
        if main.reason.is_some() && !row.has_main_reason {
            return Err(SettingError::MainReason { check });
        }
        let has_parts = self.components.len() > usize::from(is_main_in_components);
        match row.error_status.filter(|status| main.status.as_deref() == Some(status)) {
            Some(status) if has_parts || !self.answer.is_empty() => {
                Err(SettingError::ErrorStatus { check, status })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The main component, from wherever it was set.
    pub(super) fn main(&self) -> ComponentSetting {
        let set = self.components.get(self.check.row().main_component());
        set.cloned().unwrap_or_else(|| ComponentSetting {
            status: self.status.clone(),
            reason: self.reason.clone(),
            removed: false,
        })
    }
}
