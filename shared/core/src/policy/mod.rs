//! The policy: what an operator decides, and how a status is classed under it.

mod parse;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::alert::Severity;
use crate::check::{CheckRules, GONE};
use crate::condition::{Compliance, Condition};

pub use parse::PolicyError;

/// What an operator decides. The default is the design's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Alerts below this are dropped.
    pub notify_at: Severity,
    /// How long after the last alert an open problem is told again.
    pub remind_every: Duration,
    /// Blind runs in a row before people are told.
    pub blind_after: u32,
    /// Days that history is kept.
    pub history_days: u32,
    /// What is decided for single checks, by id.
    pub checks: BTreeMap<String, CheckPolicy>,
}

/// What an operator decides for one check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckPolicy {
    /// Not being enrolled is fine.
    pub optional: bool,
    /// How long a status may last, instead of the default.
    pub deadlines: BTreeMap<String, Duration>,
    /// Statuses taken as healthy.
    pub accept: BTreeSet<String>,
    /// Classes of statuses that this build does not know, or knows otherwise.
    pub statuses: BTreeMap<String, Condition>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            notify_at: Severity::Warning,
            remind_every: Duration::from_secs(24 * 3600),
            blind_after: 3,
            history_days: 400,
            checks: BTreeMap::new(),
        }
    }
}

/// A check's rules under a policy: the one place that says what a status means.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The check.
    pub check: &'static CheckRules,
    /// The policy.
    pub policy: &'a Policy,
}

impl Rules<'_> {
    fn own(&self) -> Option<&CheckPolicy> {
        self.policy.checks.get(self.check.id)
    }

    /// The class of a status: the policy's word first, then the tables', else unknown.
    pub fn condition(&self, component: &str, status: &str) -> Condition {
        let accepted = self.own().is_some_and(|own| own.accept.contains(status));
        let classed = self.own().and_then(|own| own.statuses.get(status)).copied();
        if accepted {
            Condition::Healthy
        } else if let Some(condition) = classed {
            condition
        } else if status == GONE {
            Condition::Absent
        } else {
            self.check.status(component, status).map_or(Condition::Unknown, |rules| rules.condition)
        }
    }

    /// How long a status may last. Only progressing and waiting ones have a deadline.
    pub fn deadline(&self, component: &str, status: &str) -> Option<Duration> {
        if !matches!(self.condition(component, status), Condition::Progressing | Condition::Waiting) {
            return None;
        }
        let decided = self.own().and_then(|own| own.deadlines.get(status)).copied();
        decided.or_else(|| self.check.status(component, status)?.deadline)
    }

    /// Whether a condition is no problem: healthy, or absent where that is optional.
    pub fn is_fine(&self, condition: Condition) -> bool {
        match condition {
            Condition::Healthy => true,
            Condition::Absent => self.own().is_some_and(|own| own.optional),
            Condition::Progressing
            | Condition::Waiting
            | Condition::Limited
            | Condition::Suspended
            | Condition::Failed
            | Condition::Unknown => false,
        }
    }

    /// The verdict on a component whose status has lasted for `age`.
    pub fn compliance(&self, component: &str, status: &str, age: Duration) -> Compliance {
        let condition = self.condition(component, status);
        match condition {
            Condition::Healthy => Compliance::Compliant,
            Condition::Absent if self.is_fine(condition) => Compliance::NotApplicable,
            Condition::Progressing if !self.is_overdue(component, status, age) => {
                Compliance::InsufficientData
            }
            Condition::Unknown => Compliance::InsufficientData,
            Condition::Progressing
            | Condition::Absent
            | Condition::Waiting
            | Condition::Limited
            | Condition::Suspended
            | Condition::Failed => Compliance::NonCompliant,
        }
    }

    /// Whether a status has lasted for longer than its deadline.
    pub fn is_overdue(&self, component: &str, status: &str, age: Duration) -> bool {
        self.deadline(component, status).is_some_and(|deadline| age > deadline)
    }
}
