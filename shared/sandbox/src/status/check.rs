//! The checks: which components each has, and what each is when nothing was set.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::setting::Setting;
use super::{compute_optimizer, iot_fleetwise, odb};
use crate::api_error::ApiError;
use crate::protocol::Answer;
use rollcall_core::identity::Target;

/// One status API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// AWS Compute Optimizer, `GetEnrollmentStatus`.
    ComputeOptimizer,
    /// AWS IoT FleetWise, `GetRegisterAccountStatus`.
    IotFleetwise,
    /// Oracle Database@AWS, `GetOciOnboardingStatus`.
    Odb,
}

impl Check {
    /// Every check.
    pub const ALL: [Self; 3] = [Self::ComputeOptimizer, Self::IotFleetwise, Self::Odb];

    /// The check's id.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ComputeOptimizer => "compute-optimizer",
            Self::IotFleetwise => "iot-fleetwise",
            Self::Odb => "odb",
        }
    }

    /// The one operation that is served.
    pub fn operation(self) -> &'static str {
        match self {
            Self::ComputeOptimizer => "GetEnrollmentStatus",
            Self::IotFleetwise => "GetRegisterAccountStatus",
            Self::Odb => "GetOciOnboardingStatus",
        }
    }

    /// The component that a setting's `status` and `reason` are of.
    pub fn main_component(self) -> &'static str {
        match self {
            Self::ComputeOptimizer => "enrollment",
            Self::IotFleetwise => "account",
            Self::Odb => "onboarding",
        }
    }

    /// Whether the check can have this component.
    pub(super) fn has_component(self, name: &str) -> bool {
        match self {
            Self::ComputeOptimizer => name == "enrollment",
            Self::IotFleetwise => matches!(name, "account" | "iam" | "timestream"),
            Self::Odb => matches!(name, "onboarding" | "identity-domain") || is_iam_role(name),
        }
    }

    /// The components, for an error that lists them.
    pub(super) fn component_names(self) -> &'static str {
        match self {
            Self::ComputeOptimizer => "enrollment",
            Self::IotFleetwise => "account, iam, timestream",
            Self::Odb => "onboarding, identity-domain, iam-role/<awsIntegration>",
        }
    }

    /// The API's answer at `target`, as `setting` has it.
    pub(super) fn answer(self, setting: &Setting, target: &Target, secret: &str) -> Answer {
        let mut answer: Map<String, Value> = match self {
            Self::ComputeOptimizer => compute_optimizer::answer(setting),
            Self::IotFleetwise => iot_fleetwise::answer(setting, target)?,
            Self::Odb => odb::answer(setting, target, secret),
        };
        for (name, value) in &setting.answer {
            if value.is_null() {
                answer.remove(name);
            } else {
                answer.insert(name.clone(), value.clone());
            }
        }
        Ok(Value::Object(answer))
    }
}

/// What an operation that no status API of the sandbox has is answered with.
pub(super) fn wrong_operation(check: Check, operation: &str) -> Option<ApiError> {
    let message = format!("the sandbox serves only {} of {check}", check.operation());
    (operation != check.operation()).then(|| ApiError::new(400, "UnknownOperationException", message))
}

fn is_iam_role(name: &str) -> bool {
    name.strip_prefix(odb::IAM_ROLE).is_some_and(|role| !role.is_empty())
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Check {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|one| one.as_str() == text);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join(", ");
            format!("{text:?} is not a check; write one of {names}")
        })
    }
}
