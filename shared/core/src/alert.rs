//! An alert: a message to people, independent of the channel that carries it.
//!
//! Its JSON is the public contract `rollcall.alert/1`; it is also what the outbox stores.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::condition::{Compliance, Condition};
use crate::identity::{AccountId, Enrollment};
use crate::region::Region;
use crate::time::Time;

/// The name of the alert's JSON contract.
pub const ALERT_SCHEMA: &str = "rollcall.alert/1";

/// How much an alert matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Needs a person in the coming days.
    Warning,
    /// Needs a person now.
    Critical,
}

impl Severity {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }

    /// The severity with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Info, Self::Warning, Self::Critical].into_iter().find(|severity| severity.as_str() == name)
    }
}

/// What an alert is about, the least severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Any other transition.
    Progress,
    /// The open problem is over, or a blind enrollment is seen again.
    Recovery,
    /// A problem is still open.
    Reminder,
    /// The enrollment could not be seen several times in a row.
    Blind,
    /// A status has lasted for longer than its deadline.
    Stuck,
    /// A component waits for the customer.
    ActionRequired,
    /// A component has a status in no table.
    UnknownStatus,
    /// A component became limited, or absent after it was healthy.
    Degradation,
    /// A component became failed or suspended.
    Failure,
}

impl Kind {
    /// All of them, the least severe first.
    pub const ALL: [Self; 9] = [
        Self::Progress,
        Self::Recovery,
        Self::Reminder,
        Self::Blind,
        Self::Stuck,
        Self::ActionRequired,
        Self::UnknownStatus,
        Self::Degradation,
        Self::Failure,
    ];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Progress => "progress",
            Self::Recovery => "recovery",
            Self::Reminder => "reminder",
            Self::Blind => "blind",
            Self::Stuck => "stuck",
            Self::ActionRequired => "action-required",
            Self::UnknownStatus => "unknown-status",
            Self::Degradation => "degradation",
            Self::Failure => "failure",
        }
    }
}

/// An alert's id: it never changes on a retry, and no other alert has it.
///
/// `odb.111122223333.us-east-1.00000007.20261121T032913412Z`: the enrollment, the version of
/// its state that the alert was committed with, and when. Ids of one enrollment sort by version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AlertId(String);

impl AlertId {
    /// The id of the alert that is committed with `version` of the enrollment's state.
    pub fn new(enrollment: &Enrollment, version: u64, at: Time) -> Self {
        let Enrollment { check, target } = enrollment;
        Self(format!("{check}.{}.{}.{version:08}.{}", target.account, target.region, at.compact()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AlertId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A component's move from one status to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// The component.
    pub component: String,
    /// The status before; `(none)` for a component that was not there.
    pub from: String,
    /// The status now; `(gone)` for a component that is not there any more.
    pub to: String,
    /// Our class of the status now.
    pub condition: Condition,
    /// The service's explanation.
    pub reason: Option<String>,
    /// Since when it has the status, as far as we saw.
    pub since: Time,
    /// How long the status before had lasted; none for `(none)`.
    pub previous_seconds: Option<u64>,
}

/// The verdict before and now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplianceChange {
    /// Before; `INSUFFICIENT_DATA` where nothing was known.
    pub from: Compliance,
    /// Now.
    pub to: Compliance,
}

/// Where to look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The service's page in the AWS console.
    pub console: String,
    /// The service's own page about this status.
    pub runbook: String,
}

/// A message to people. Serialized, it is the contract `rollcall.alert/1`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Always [`ALERT_SCHEMA`].
    pub schema: String,
    /// The id.
    pub id: AlertId,
    /// What it is about.
    pub kind: Kind,
    /// How much it matters.
    pub severity: Severity,
    /// The check's id.
    pub check: String,
    /// The service's name.
    pub service: String,
    /// The account.
    pub account: AccountId,
    /// The Region.
    pub region: Region,
    /// The enrollment's key.
    pub enrollment: Enrollment,
    /// What happened, in a few words on one line.
    pub title: String,
    /// What happened, in a sentence or three.
    pub summary: String,
    /// The verdict before and now.
    pub compliance: ComplianceChange,
    /// Every transition of the observation.
    pub transitions: Vec<Transition>,
    /// When it was observed; also the time of its history entry.
    pub observed_at: Time,
    /// When what it is about was first seen: the start of the open problem or of the blindness.
    pub first_seen: Time,
    /// Where to look.
    pub links: Links,
    /// What to do.
    pub remedy: String,
}
