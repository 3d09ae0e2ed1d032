//! A fault's rule: which calls it strikes, how often, and with what effect.
//!
//! The same type serves the library, the control endpoint and the scenario file.

use serde::{Deserialize, Serialize};

use super::effect::{Effect, When};
use crate::call::Call;
use crate::scope;
use crate::service::Service;
use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;

/// Only the first fault that matches a call, in the order of injection, strikes it. A filter that is left
/// out matches every call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub service: Service,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Only calls whose raw body contains all of these, such as a table's name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contains: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// How many calls it strikes; without it, every call until the fault is cleared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    #[serde(default)]
    pub when: When,
    pub effect: Effect,
}

impl Fault {
    /// Strikes every call to `service`, before it takes effect, until it is cleared.
    pub fn new(service: Service, effect: Effect) -> Self {
        Self {
            service,
            operation: None,
            contains: Vec::new(),
            account: None,
            region: None,
            times: None,
            when: When::Before,
            effect,
        }
    }

    #[must_use]
    pub fn operation(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Only calls whose raw body contains this too.
    #[must_use]
    pub fn contains(mut self, text: impl Into<String>) -> Self {
        self.contains.push(text.into());
        self
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
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// The call takes effect first; then its answer is lost or replaced.
    #[must_use]
    pub fn after(mut self) -> Self {
        self.when = When::After;
        self
    }

    pub(super) fn matches(&self, call: &Call) -> bool {
        self.service == call.service
            && self.operation.as_ref().is_none_or(|wanted| *wanted == call.operation)
            && scope::holds(&call.target, self.account.as_ref(), self.region.as_ref())
            && self.contains.iter().all(|text| call.body_contains(text))
    }
}
