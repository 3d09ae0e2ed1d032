//! The services of the sandbox, and their names on the wire.

use crate::named::named;
use crate::status::Check;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    Dynamodb,
    Sns,
    Sts,
    Organizations,
    /// The Resource Groups Tagging API.
    Tagging,
    /// The service that a check asks.
    Status(Check),
}

named!(Service, "a service of the sandbox");

impl Service {
    /// The name that settings, faults and records use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dynamodb => "dynamodb",
            Self::Sns => "sns",
            Self::Sts => "sts",
            Self::Organizations => "organizations",
            Self::Tagging => "tagging",
            Self::Status(check) => check.as_str(),
        }
    }

    /// The service of a JSON target prefix, which is also its name in an RPC v2 path.
    pub(crate) fn from_wire(name: &str) -> Option<Self> {
        match name {
            "DynamoDB_20120810" => Some(Self::Dynamodb),
            "AmazonSimpleNotificationService" => Some(Self::Sns),
            "AWSSecurityTokenServiceV20110615" => Some(Self::Sts),
            "AWSOrganizationsV20161128" => Some(Self::Organizations),
            "ResourceGroupsTaggingAPI_20170126" => Some(Self::Tagging),
            _ => Check::ALL.into_iter().find(|check| check.row().wire == name).map(Self::Status),
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
            Self::Status(check) => check.row().iam_prefix,
            Self::Tagging => "tag",
            Self::Dynamodb | Self::Sns | Self::Sts | Self::Organizations => self.as_str(),
        }
    }
}
