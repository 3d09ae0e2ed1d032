//! A check as data: its name, its components, and what each status means.
//!
//! The rows live in `shared/checks`, one file a service; the rules only read them.

use std::time::Duration;

use crate::condition::Condition;

/// The status of a component that has vanished from the answer.
pub const GONE: &str = "(gone)";
/// The status that a component which appears comes from.
pub const NONE: &str = "(none)";

/// One status we watch.
#[derive(Debug, PartialEq, Eq)]
pub struct CheckRules {
    /// Kebab-case id: also the name of the function, its event and its file.
    pub id: &'static str,
    /// The service's name for people.
    pub service: &'static str,
    /// The IAM action that the fetch needs.
    pub action: &'static str,
    /// Path and query of the service's page in the AWS console.
    pub console_path: &'static str,
    /// The service's own page about this status.
    pub runbook: &'static str,
    /// The components; the first is the main one.
    pub components: &'static [ComponentRules],
}

/// What the statuses of a component mean.
#[derive(Debug, PartialEq, Eq)]
pub struct ComponentRules {
    /// Its name; one that ends in `/` stands for all components whose names begin so.
    pub name: &'static str,
    /// Every status that the service's SDK lists.
    pub statuses: &'static [StatusRules],
    /// What to do about a condition, where there is more to say than "look at the console".
    pub remedies: &'static [(Condition, &'static str)],
}

/// What one status means.
#[derive(Debug, PartialEq, Eq)]
pub struct StatusRules {
    /// The service's own string.
    pub status: &'static str,
    /// Our class of it.
    pub condition: Condition,
    /// How long it may last before it is stuck.
    pub deadline: Option<Duration>,
}

impl StatusRules {
    /// A status without a deadline.
    pub const fn new(status: &'static str, condition: Condition) -> Self {
        Self { status, condition, deadline: None }
    }

    /// A status that may last for `hours`.
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
    /// The rules of a component, if the tables have it.
    pub fn component(&self, component: &str) -> Option<&'static ComponentRules> {
        self.components.iter().find(|rules| rules.covers(component))
    }

    /// The rules of a component's status, if the tables have it.
    pub fn status(&self, component: &str, status: &str) -> Option<&'static StatusRules> {
        self.component(component)?.statuses.iter().find(|rules| rules.status == status)
    }

    /// Whether any component has this status.
    pub fn knows_status(&self, status: &str) -> bool {
        let mut statuses = self.components.iter().flat_map(|component| component.statuses);
        statuses.any(|rules| rules.status == status)
    }
}
