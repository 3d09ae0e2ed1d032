//! Our class of a status, and the verdict that follows from it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Our class of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// As it should be.
    Healthy,
    /// The service is at work on it.
    Progressing,
    /// The service is taking it away.
    Ending,
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
    /// All of them, the best first.
    pub const ALL: [Self; 9] = [
        Self::Healthy,
        Self::Progressing,
        Self::Absent,
        Self::Waiting,
        Self::Unknown,
        Self::Ending,
        Self::Limited,
        Self::Suspended,
        Self::Failed,
    ];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Progressing => "progressing",
            Self::Ending => "ending",
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

    /// How long a status of this condition may last, where neither the check nor the policy says
    /// otherwise. Only those that should pass by themselves, or wait for a person, have a deadline.
    pub const fn default_deadline(self) -> Option<Duration> {
        match self {
            Self::Progressing | Self::Ending => Some(Duration::from_secs(24 * 3600)),
            Self::Waiting => Some(Duration::from_secs(72 * 3600)),
            Self::Healthy | Self::Absent | Self::Unknown | Self::Limited | Self::Suspended | Self::Failed => {
                None
            }
        }
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
    /// Someone must act.
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

    /// What is left of a verdict when nobody can see the enrollment, or nobody has looked for long:
    /// a problem stands until someone sees that it is over, and nothing else is known.
    pub const fn unseen(self) -> Self {
        match self {
            Self::NonCompliant => Self::NonCompliant,
            Self::NotApplicable | Self::Compliant | Self::InsufficientData => Self::InsufficientData,
        }
    }
}
