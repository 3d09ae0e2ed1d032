//! A check as data: its name, its components, and what each status means.
//!
//! The rows live in `shared/checks`, one file a service; the rules only read them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::condition::Condition;

/// The status of a component that is no longer in the answer.
pub const GONE: &str = "(gone)";
/// The status before a component was first seen.
pub const NONE: &str = "(none)";

/// One status we watch.
#[derive(Debug, PartialEq, Eq)]
pub struct CheckRules {
    /// Kebab-case id: also the name of its event and its file.
    pub id: &'static str,
    /// The service's name for people.
    pub service: &'static str,
    pub scope: Scope,
    /// The IAM action that the fetch needs.
    pub action: &'static str,
    /// The IAM action that gives the status of all accounts of an organization at once, if the service has one.
    pub organization_action: Option<&'static str>,
    /// Path and query of the service's page in the AWS console.
    pub console_path: &'static str,
    /// The URL of the service's documentation of this status.
    pub docs: &'static str,
    /// The first is the main one.
    pub components: &'static [ComponentRules],
}

/// What has the status that a check watches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The account as a whole. Asking in any one Region is enough.
    Account,
    /// The account in each Region.
    #[default]
    Regional,
}

impl Scope {
    /// Whether each Region has a status of its own.
    pub fn is_regional(&self) -> bool {
        *self == Self::Regional
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct ComponentRules {
    /// A name that ends in `/` stands for all components whose names begin with it.
    pub name: &'static str,
    /// Every status that the service's SDK lists.
    pub statuses: &'static [StatusRules],
    /// What to do about a condition, if there is more to say than "look at the console".
    pub remedies: &'static [(Condition, &'static str)],
    /// What to do if the reason contains a text, rather than what the condition says.
    pub reasons: &'static [(&'static str, &'static str)],
}

#[derive(Debug, PartialEq, Eq)]
pub struct StatusRules {
    /// The service's own string.
    pub status: &'static str,
    pub condition: Condition,
    /// How long it may last, if not its condition's default.
    pub deadline: Option<Duration>,
}

impl StatusRules {
    /// A status with its condition's default deadline.
    pub const fn new(status: &'static str, condition: Condition) -> Self {
        Self { status, condition, deadline: None }
    }

    pub const fn within_hours(status: &'static str, condition: Condition, hours: u64) -> Self {
        Self { status, condition, deadline: Some(Duration::from_secs(hours * 3600)) }
    }
}

impl ComponentRules {
    fn covers(&self, component: &str) -> bool {
        if self.name.ends_with('/') { component.starts_with(self.name) } else { component == self.name }
    }
}

impl CheckRules {
    pub fn component(&self, component: &str) -> Option<&'static ComponentRules> {
        self.components.iter().find(|rules| rules.covers(component))
    }

    pub fn status(&self, component: &str, status: &str) -> Option<&'static StatusRules> {
        self.component(component)?.statuses.iter().find(|rules| rules.status == status)
    }

    pub fn main_component(&self) -> &'static str {
        self.components.first().map_or("", |component| component.name)
    }

    /// The sort key of a component: the order of the tables, then the name.
    pub fn place<'a>(&self, component: &'a str) -> (usize, &'a str) {
        let row = self.components.iter().position(|rules| rules.covers(component));
        (row.unwrap_or(self.components.len()), component)
    }
}
