//! Our class of a status, and the verdict that follows from it.

use serde::{Deserialize, Serialize};

/// Our class of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// As it should be.
    Healthy,
    /// The service is at work on it.
    Progressing,
    /// The service waits for the customer.
    Waiting,
    /// Usable in part.
    Limited,
    /// Not enrolled, or no longer there.
    Absent,
    /// Withdrawn.
    Suspended,
    /// Failed.
    Failed,
    /// A status in no table. Never taken as healthy.
    Unknown,
}

impl Condition {
    /// All of them, the best first: the order in which people want to hear of them is the reverse.
    pub const ALL: [Self; 8] = [
        Self::Healthy,
        Self::Progressing,
        Self::Absent,
        Self::Waiting,
        Self::Unknown,
        Self::Limited,
        Self::Suspended,
        Self::Failed,
    ];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Progressing => "progressing",
            Self::Waiting => "waiting",
            Self::Limited => "limited",
            Self::Absent => "absent",
            Self::Suspended => "suspended",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// The condition with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|condition| condition.as_str() == name)
    }

    /// How much it matters: 0 for healthy, more for worse.
    pub fn rank(self) -> usize {
        Self::ALL.iter().position(|&condition| condition == self).unwrap_or(Self::ALL.len())
    }
}

/// AWS Config's four words, in the order in which one outweighs the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Compliance {
    /// Does not apply here.
    NotApplicable,
    /// As it should be.
    Compliant,
    /// Not known yet, or not any more.
    InsufficientData,
    /// Somebody has to act.
    NonCompliant,
}

impl Compliance {
    /// AWS Config's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotApplicable => "NOT_APPLICABLE",
            Self::Compliant => "COMPLIANT",
            Self::InsufficientData => "INSUFFICIENT_DATA",
            Self::NonCompliant => "NON_COMPLIANT",
        }
    }
}
