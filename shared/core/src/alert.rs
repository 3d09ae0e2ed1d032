//! An alert: a message about one enrollment, independent of the channel that carries it.
//!
//! Its JSON is the public contract `rollcall.alert/1`; it is also what the outbox stores.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::check::Scope;
use crate::condition::{Compliance, Condition};
use crate::identity::{AccountId, Enrollment, Target};
use crate::region::Region;
use crate::time::Time;

pub const ALERT_SCHEMA: &str = "rollcall.alert/1";

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Someone must act in the coming days.
    Warning,
    /// Someone must act now.
    Critical,
}

/// What an alert is about. If several kinds apply, the alert has the last one in this order.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum Kind {
    /// Any other transition.
    Progress,
    /// An enrollment with a reported problem is no longer watched.
    Retired,
    /// A reported problem or blindness goes on.
    Reminder,
    /// A reported problem or blindness is over.
    Recovery,
    /// The enrollment cannot be observed.
    Blind,
    /// A status has lasted longer than its deadline.
    Stuck,
    /// A component waits for the customer.
    ActionRequired,
    /// A component has a status that no table lists.
    UnknownStatus,
    /// A component became limited, is ending, or is lost.
    Degradation,
    /// A component became failed or suspended.
    Failure,
    /// A component became a problem again and again.
    Flapping,
}

/// Why news is not reported yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum Hold {
    /// It is less severe than the policy's `notify_at`.
    BelowNotifyAt,
    /// The component has been a problem for less than the policy's `notify_after`.
    TooYoung,
    Flapping,
}

/// What a recovery ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ends {
    Problem,
    /// A problem may still be open.
    Blindness,
}

/// An alert's id: unique, and the same on every retry.
///
/// `odb.111122223333.us-east-1.00000007.20261121T032913412Z`: the enrollment, the version of its state,
/// and the time of the commit. Ids of one enrollment sort by version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct AlertId(String);

impl AlertId {
    /// The id of the alert that is committed with `version` of the enrollment's state.
    pub fn new(enrollment: &Enrollment, version: u64, at: Time) -> Self {
        let Enrollment { check, target } = enrollment;
        Self(format!("{check}.{}.{}.{version:08}.{}", target.account, target.region, at.compact()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The enrollment, the version of its state, and the time of its history entry.
    pub fn parts(&self) -> (Enrollment, u64, Time) {
        parts(&self.0).expect("an id is made from its parts, or was read with them")
    }
}

fn parts(id: &str) -> Option<(Enrollment, u64, Time)> {
    let [check, account, region, version, at] = id.split('.').collect::<Vec<_>>()[..] else { return None };
    let target = Target { account: account.parse().ok()?, region: region.parse().ok()? };
    let enrollment = Enrollment { check: check.to_owned(), target };
    Some((enrollment, version.parse().ok()?, Time::from_compact(at)?))
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the id of an alert, such as odb.111122223333.us-east-1.00000007.20261121T032913412Z")]
pub struct AlertIdError(String);

impl FromStr for AlertId {
    type Err = AlertIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for AlertId {
    type Error = AlertIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if parts(&text).is_some() { Ok(Self(text)) } else { Err(AlertIdError(text)) }
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
    pub component: String,
    /// The status before; `(none)` for a component that was not there.
    pub from: String,
    /// The status now; `(gone)` for a component that is no longer there.
    pub to: String,
    /// The class of `to`.
    pub condition: Condition,
    /// The service's explanation.
    pub reason: Option<String>,
    /// When this status was first observed.
    pub since: Time,
    /// How long the previous status lasted; none for `(none)`.
    pub previous_seconds: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplianceChange {
    /// `INSUFFICIENT_DATA` if nothing was known.
    pub from: Compliance,
    pub to: Compliance,
}

/// A component as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertComponent {
    pub component: String,
    /// The service's own string, or `(gone)`.
    pub status: String,
    pub condition: Condition,
    /// When this status was first observed.
    pub since: Time,
    pub reason: Option<String>,
    /// Whether the status has lasted longer than its deadline.
    pub overdue: bool,
    /// Whether no earlier alert reported it like this.
    pub news: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertProblem {
    pub opened_at: Time,
    /// When it was last reported, this alert included; none if all of it is held.
    pub reported_at: Option<Time>,
}

/// What comes next if nothing changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// When a component passes its deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Time>,
    /// When the problem is reported again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder: Option<Time>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The service's page in the AWS console.
    pub console: String,
    /// The service's documentation of this status.
    pub docs: String,
}

/// A message about one enrollment. Serialized, it is the contract `rollcall.alert/1`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Always [`ALERT_SCHEMA`].
    pub schema: String,
    pub id: AlertId,
    /// The version of the state that it was committed with.
    pub version: u64,
    /// The hash of the history entry that it was committed with.
    pub head: String,
    pub kind: Kind,
    pub severity: Severity,
    /// The check's id.
    pub check: String,
    pub service: String,
    pub account: AccountId,
    /// As the inventory knows the account; none of the three if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_name: Option<String>,
    /// The names of the organizational units from the root down: `/prod/data`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organizational_unit: Option<String>,
    /// The value of the account's tag `owner`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    pub region: Region,
    /// Not written if it is `Regional`.
    #[serde(default, skip_serializing_if = "Scope::is_regional")]
    pub scope: Scope,
    pub enrollment: Enrollment,
    /// What happened, in a few words on one line.
    pub title: String,
    /// What happened, in one or a few sentences.
    pub summary: String,
    pub compliance: ComplianceChange,
    /// Every component, the main one first.
    pub components: Vec<AlertComponent>,
    /// Every transition of the observation.
    pub transitions: Vec<Transition>,
    /// Only in a recovery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Ends>,
    /// The problem that is open, or that ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<AlertProblem>,
    /// When it was observed; also the time of its history entry.
    pub observed_at: Time,
    /// The start of the status, of the problem or of the blindness.
    pub first_seen: Time,
    pub next: Next,
    pub links: Links,
    pub remedy: String,
}
