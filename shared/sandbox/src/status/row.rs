//! What the sandbox knows of a check, as one row.

use serde_json::{Map, Value};

use super::answered::ComponentAnswer;
use super::setting::Setting;
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
    /// The operation that answers for the account that calls.
    pub(super) operation: &'static str,
    /// The operation that answers for all accounts of an organization, if there is one.
    pub(super) organization: Option<OrganizationOperation>,
    /// The components of an account in use, the main one first: name and healthy status.
    pub(super) components: &'static [(&'static str, &'static str)],
    /// The prefix of the names of more components, whose healthy status is that of the last one above.
    pub(super) family: Option<&'static str>,
    /// The statuses of the main component at which an account has no other yet.
    pub(super) statuses_without_parts: &'static [&'static str],
    /// The status of the main component that stands for an error of the API.
    pub(super) error_status: Option<&'static str>,
    /// Whether the answer has a place for the main component's reason.
    pub(super) has_main_reason: bool,
    /// Gives the API's answer at a target; the text is the secret in activation links.
    pub(super) answer: fn(&Setting, &Target, &str) -> Result<Members, ApiError>,
}

/// An operation whose answer is a list with an entry for each account, in pages.
#[derive(Debug)]
pub(super) struct OrganizationOperation {
    pub(super) operation: &'static str,
    /// The name of the list.
    pub(super) list: &'static str,
    /// The member of an entry that names the account.
    pub(super) account: &'static str,
    /// The members of an account's own answer that its entry repeats.
    pub(super) members: &'static [&'static str],
}

impl Row {
    /// The component that a setting's `status` and `reason` belong to.
    pub(super) fn main_component(&self) -> &'static str {
        self.components[0].0
    }

    /// The healthy status of a component; None if the check has no such component.
    pub(super) fn healthy(&self, name: &str) -> Option<&'static str> {
        let found = self.components.iter().find(|(component, _)| *component == name);
        let in_family = || {
            let is_named = !name.strip_prefix(self.family?)?.is_empty();
            self.components.last().filter(|_| is_named)
        };
        found.or_else(in_family).map(|(_, healthy)| *healthy)
    }

    /// The components' names, for people.
    pub(super) fn names(&self) -> String {
        let names: Vec<&str> = self.components.iter().map(|(name, _)| *name).collect();
        let family = self.family.map(|prefix| format!(", {prefix}…"));
        names.join(", ") + &family.unwrap_or_default()
    }
}

/// Writes a component's status under this name, unless the answer leaves it out.
pub(super) fn write_status(members: &mut Members, name: &str, component: &ComponentAnswer) {
    members.extend(component.status.as_deref().map(|status| (name.to_owned(), status.into())));
}

/// Writes a component's reason under this name, if it has one.
pub(super) fn write_reason(members: &mut Members, name: &str, component: &ComponentAnswer) {
    members.extend(component.reason.as_deref().map(|reason| (name.to_owned(), reason.into())));
}

pub(super) fn members<const N: usize>(members: [(&str, Value); N]) -> Members {
    members.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}
