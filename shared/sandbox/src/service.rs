//! The services that the sandbox speaks for, and the names they go by on the wire.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::status::Check;

/// A service of the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    /// Amazon DynamoDB, and DynamoDB Streams.
    Dynamodb,
    /// Amazon SNS.
    Sns,
    /// AWS STS.
    Sts,
    /// AWS Compute Optimizer.
    ComputeOptimizer,
    /// AWS IoT FleetWise.
    IotFleetwise,
    /// Oracle Database@AWS.
    Odb,
}

impl Service {
    /// Every service.
    pub const ALL: [Self; 6] =
        [Self::Dynamodb, Self::Sns, Self::Sts, Self::ComputeOptimizer, Self::IotFleetwise, Self::Odb];

    /// The name that settings, faults and records use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dynamodb => "dynamodb",
            Self::Sns => "sns",
            Self::Sts => "sts",
            Self::ComputeOptimizer => "compute-optimizer",
            Self::IotFleetwise => "iot-fleetwise",
            Self::Odb => "odb",
        }
    }

    /// The service of a JSON target prefix, which is also its name in an RPC v2 path.
    pub(crate) fn from_wire(name: &str) -> Option<Self> {
        match name {
            "DynamoDB_20120810" | "DynamoDBStreams_20120810" => Some(Self::Dynamodb),
            "AmazonSimpleNotificationService" => Some(Self::Sns),
            "AWSSecurityTokenServiceV20110615" => Some(Self::Sts),
            "ComputeOptimizerService" => Some(Self::ComputeOptimizer),
            "IoTAutobahnControlPlane" => Some(Self::IotFleetwise),
            "Odb" => Some(Self::Odb),
            _ => None,
        }
    }

    /// The service of an AWS Query API version.
    pub(crate) fn from_query_version(version: &str) -> Option<Self> {
        match version {
            "2010-03-31" => Some(Self::Sns),
            "2011-06-15" => Some(Self::Sts),
            _ => None,
        }
    }

    /// What stands before the colon of this service's IAM actions.
    pub(crate) fn iam_prefix(self) -> &'static str {
        match self {
            Self::IotFleetwise => "iotfleetwise",
            Self::Dynamodb | Self::Sns | Self::Sts | Self::ComputeOptimizer | Self::Odb => self.as_str(),
        }
    }

    /// The check that this service answers, if it is one of the status APIs.
    pub(crate) fn check(self) -> Option<Check> {
        match self {
            Self::ComputeOptimizer => Some(Check::ComputeOptimizer),
            Self::IotFleetwise => Some(Check::IotFleetwise),
            Self::Odb => Some(Check::Odb),
            Self::Dynamodb | Self::Sns | Self::Sts => None,
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Service {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|one| one.as_str() == text);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join(", ");
            format!("{text:?} is not a service of the sandbox; write one of {names}")
        })
    }
}
