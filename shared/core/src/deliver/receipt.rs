//! How an alert left a route's queue.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::alert::AlertId;
use crate::time::Time;

/// What a channel answered: the proof that a notification was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The kind of channel, such as `sns`.
    pub channel: String,
    /// The channel's own id of the notification.
    pub message_id: String,
}

/// How an alert left a route's queue, and when. Kept in history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub at: Time,
    #[serde(flatten)]
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Outcome {
    /// The channel took it.
    Sent(Receipt),
    /// It was a reminder, and a later alert of its enrollment waited behind it.
    Superseded {
        /// The later alert.
        by: AlertId,
    },
    /// A person removed it.
    Dropped {
        /// Who: an ARN.
        by: String,
        reason: String,
    },
}

impl Settled {
    pub fn receipt(&self) -> Option<&Receipt> {
        match &self.outcome {
            Outcome::Sent(receipt) => Some(receipt),
            Outcome::Superseded { .. } | Outcome::Dropped { .. } => None,
        }
    }

    /// `sent`, `superseded` or `dropped`.
    pub fn word(&self) -> &'static str {
        (&self.outcome).into()
    }
}
