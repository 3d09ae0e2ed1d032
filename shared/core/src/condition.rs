//! Our class of a status, and the compliance that follows from it.

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
    Healthy,
    /// The service is working on it.
    Progressing,
    /// Not enrolled, or no longer there.
    Absent,
    /// The service waits for the customer.
    Waiting,
    /// A status that no table lists. Never treated as healthy.
    Unknown,
    /// The service is removing it.
    Ending,
    /// Partly usable.
    Limited,
    /// Withdrawn.
    Suspended,
    Failed,
}

impl Condition {
    /// 0 for healthy; higher is worse.
    pub const fn rank(self) -> usize {
        self as usize
    }

    /// How long a status of this condition may last, unless the check or the policy says otherwise.
    /// Only conditions that should pass by themselves, or wait for a person, have a deadline.
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

/// AWS Config's four words. A later one outweighs an earlier one.
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
    NotApplicable,
    Compliant,
    /// Not known yet, or no longer known.
    InsufficientData,
    /// Someone must act.
    NonCompliant,
}

impl Compliance {
    /// The compliance of an enrollment that is blind or stale: a problem stands until a look shows that
    /// it is over, and nothing else is known.
    pub const fn unseen(self) -> Self {
        match self {
            Self::NonCompliant => Self::NonCompliant,
            Self::NotApplicable | Self::Compliant | Self::InsufficientData => Self::InsufficientData,
        }
    }
}
