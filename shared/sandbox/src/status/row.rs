//! What the sandbox knows of a check, as one row.

use serde_json::{Map, Value};

use super::setting::{ComponentSetting, Setting};
use crate::api_error::ApiError;
use rollcall_core::identity::Target;

/// The members of an answer, or of an object in it.
pub(super) type Members = Map<String, Value>;

#[derive(Debug)]
pub(crate) struct Row {
    /// The check's id, and the service's name in faults and records.
    pub(crate) id: &'static str,
    /// The service's name in JSON targets and RPC v2 paths.
    pub(crate) wire: &'static str,
    /// What stands before the colon of its IAM actions.
    pub(crate) iam_prefix: &'static str,
    /// The prefix of its error names.
    pub(crate) namespace: &'static str,
    /// The HTTP status of a denied call.
    pub(crate) denied: u16,
    /// The HTTP status of a throttled call.
    pub(crate) throttled: u16,
    /// The one operation that is served.
    pub(super) operation: &'static str,
    /// The names of its components, the main one first. One in angle brackets stands for any name.
    pub(super) components: &'static [&'static str],
    /// Whether the answer has a place for the main component's reason.
    pub(super) has_main_reason: bool,
    /// Gives the API's answer at a target; the text is the secret in activation links.
    pub(super) answer: fn(&Setting, &Target, &str) -> Result<Members, ApiError>,
}

impl Row {
    /// The component that a setting's `status` and `reason` belong to.
    pub(super) fn main_component(&self) -> &'static str {
        self.components[0]
    }

    pub(super) fn has_component(&self, name: &str) -> bool {
        self.components.iter().any(|component| match component.split_once('<') {
            Some((before, _)) => name.strip_prefix(before).is_some_and(|rest| !rest.is_empty()),
            None => name == *component,
        })
    }
}

/// Writes a component's status under this name, unless it was removed.
pub(super) fn write_status(members: &mut Members, name: &str, component: &ComponentSetting, healthy: &str) {
    if !component.removed {
        members.insert(name.to_owned(), component.status.as_deref().unwrap_or(healthy).into());
    }
}

/// Writes a component's reason under this name, if it has one.
pub(super) fn write_reason(members: &mut Members, name: &str, component: &ComponentSetting) {
    members.extend(component.reason.as_deref().map(|reason| (name.to_owned(), reason.into())));
}

pub(super) fn members<const N: usize>(members: [(&str, Value); N]) -> Members {
    members.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}
