//! Our class of a status, and the verdict that follows from it.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Our class of a status, the best first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum Condition {
    /// As it should be.
    Healthy,
    /// The service is at work on it.
    Progressing,
    /// Not enrolled, or no longer there.
    Absent,
    /// The service waits for the customer.
    Waiting,
    /// A status in no table. Never taken as healthy.
    Unknown,
    /// The service is taking it away.
    Ending,
    /// Usable in part.
    Limited,
    /// Withdrawn.
    Suspended,
    /// Failed.
    Failed,
}

impl Condition {
    /// How much it matters: 0 for healthy, more for worse.
    pub const fn rank(self) -> usize {
        self as usize
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
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", const_into_str)]
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
    /// What is left of a verdict when nobody can see the enrollment, or nobody has looked for long:
    /// a problem stands until someone sees that it is over, and nothing else is known.
    pub const fn unseen(self) -> Self {
        match self {
            Self::NonCompliant => Self::NonCompliant,
            Self::NotApplicable | Self::Compliant | Self::InsufficientData => Self::InsufficientData,
        }
    }
}
