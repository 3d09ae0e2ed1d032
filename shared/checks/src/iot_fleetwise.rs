//! IoT FleetWise: whether the account is registered, and its IAM role and Timestream table
//! with it.
//!
//! For an account that was never registered the service gives an error. `NOT_REGISTERED` is the only
//! status in the tables that is our own word.

use rollcall_core::check::{CheckRules, ComponentRules, Scope, StatusRules};
use rollcall_core::condition::Condition::{Absent, Failed, Healthy, Progressing};

/// Our own word for ResourceNotFoundException: the account was never registered.
pub const NOT_REGISTERED: &str = "NOT_REGISTERED";

pub static RULES: CheckRules = CheckRules {
    id: "iot-fleetwise",
    service: "AWS IoT FleetWise",
    scope: Scope::Regional,
    action: "iotfleetwise:GetRegisterAccountStatus",
    organization_action: None,
    console_path: "iotfleetwise/home?region={region}",
    docs: "https://docs.aws.amazon.com/iot-fleetwise/latest/APIReference/API_GetRegisterAccountStatus.html",
    components: &[
        ComponentRules {
            name: "account",
            statuses: &[
                StatusRules::new("REGISTRATION_SUCCESS", Healthy),
                StatusRules::within_hours("REGISTRATION_PENDING", Progressing, 1),
                StatusRules::new(NOT_REGISTERED, Absent),
                StatusRules::new("REGISTRATION_FAILURE", Failed),
            ],
            remedies: &[
                (
                    Progressing,
                    "Registration takes about five minutes. Register the account again (RegisterAccount); if it stays \
                     pending, open a case with AWS Support.",
                ),
                (
                    Absent,
                    "Register the account in this Region (RegisterAccount, or Settings in the FleetWise console). \
                     Since 30 April 2026 only accounts that used FleetWise before are let in: if that is refused, ask AWS Support.",
                ),
                (
                    Failed,
                    "See which of iam and timestream failed too, and fix that first. Then register the account again \
                     (RegisterAccount); campaigns send no data until it succeeds.",
                ),
            ],
            reasons: &[],
        },
        ComponentRules {
            name: "iam",
            statuses: &[
                StatusRules::new("REGISTRATION_SUCCESS", Healthy),
                StatusRules::within_hours("REGISTRATION_PENDING", Progressing, 1),
                StatusRules::new("REGISTRATION_FAILURE", Failed),
            ],
            remedies: &[
                (
                    Progressing,
                    "Registration takes about five minutes. Register the account again (RegisterAccount) with the same role.",
                ),
                (
                    Absent,
                    "FleetWise no longer names a role. See whether someone registered the account again without one, as AWS now advises.",
                ),
                (
                    Failed,
                    "See that the role exists, that iotfleetwise.amazonaws.com may assume it, and that it may write to the \
                     Timestream table. Then register the account again (RegisterAccount).",
                ),
            ],
            reasons: &[],
        },
        ComponentRules {
            name: "timestream",
            statuses: &[
                StatusRules::new("REGISTRATION_SUCCESS", Healthy),
                StatusRules::within_hours("REGISTRATION_PENDING", Progressing, 1),
                StatusRules::new("REGISTRATION_FAILURE", Failed),
            ],
            remedies: &[
                (
                    Progressing,
                    "Registration takes about five minutes. Register the account again (RegisterAccount) with the same database and table.",
                ),
                (
                    Absent,
                    "FleetWise no longer names a Timestream table. If someone registered the account again without one, \
                     as AWS now advises, see that each campaign names its own destination.",
                ),
                (
                    Failed,
                    "See that the database and the table exist in this Region under the registered names, and that the \
                     registered role may write to them. Then register the account again (RegisterAccount).",
                ),
            ],
            reasons: &[],
        },
    ],
};

#[cfg(feature = "fetch")]
pub(crate) use fetch::fetch;

#[cfg(feature = "fetch")]
mod fetch {
    use aws_sdk_iotfleetwise::Client;
    use aws_sdk_iotfleetwise::operation::RequestId;
    use aws_sdk_iotfleetwise::operation::get_register_account_status::GetRegisterAccountStatusOutput;
    use aws_sdk_iotfleetwise::types::{
        IamRegistrationResponse, RegistrationStatus, TimestreamRegistrationResponse,
    };
    use aws_types::SdkConfig;
    use rollcall_core::observation::Observation;

    use super::{NOT_REGISTERED, RULES};
    use crate::answer::Answer;
    use crate::blind::{self, Endpoint};

    /// What the SDK puts in place of a missing required status.
    const NO_STATUS: &str = "no value was set";

    pub(crate) async fn fetch(config: SdkConfig) -> Observation {
        match Client::new(&config).get_register_account_status().send().await {
            Ok(answer) => read(&answer),
            Err(error) if error.as_service_error().is_some_and(|it| it.is_resource_not_found_exception()) => {
                not_registered()
            }
            Err(error) => blind::observation(&error, Endpoint::of(&config, "IoTFleetWise")),
        }
    }

    fn not_registered() -> Observation {
        let mut answer = Answer::new(&RULES);
        answer.component("account", Some(NOT_REGISTERED), None);
        answer.observation(None)
    }

    fn read(output: &GetRegisterAccountStatusOutput) -> Observation {
        let mut answer = Answer::new(&RULES);
        answer.component("account", status(output.account_status()), None);
        answer.fact("customer-account-id", Some(output.customer_account_id()));
        answer.fact("created", Some(output.creation_time()));
        answer.fact("last-modified", Some(output.last_modification_time()));
        if let Some(iam) = output.iam_registration_response().filter(|iam| names_role(iam)) {
            answer.component("iam", status(iam.registration_status()), iam.error_message());
            answer.fact("role-arn", Some(iam.role_arn()));
        }
        let timestream = output.timestream_registration_response();
        if let Some(timestream) = timestream.filter(|timestream| names_table(timestream)) {
            answer.component(
                "timestream",
                status(timestream.registration_status()),
                timestream.error_message(),
            );
            answer.fact("timestream-database-name", Some(timestream.timestream_database_name()));
            answer.fact("timestream-database-arn", timestream.timestream_database_arn());
            answer.fact("timestream-table-name", Some(timestream.timestream_table_name()));
            answer.fact("timestream-table-arn", timestream.timestream_table_arn());
        }
        answer.observation(output.request_id())
    }

    /// Whether the answer has the role. If not, the SDK makes up an empty one.
    fn names_role(iam: &IamRegistrationResponse) -> bool {
        let is_empty = iam.role_arn().is_empty() && iam.error_message().is_none();
        !is_empty || status(iam.registration_status()).is_some()
    }

    /// As [`names_role`].
    fn names_table(timestream: &TimestreamRegistrationResponse) -> bool {
        let names = [timestream.timestream_database_name(), timestream.timestream_table_name()];
        let is_empty = names.iter().all(|name| name.is_empty()) && timestream.error_message().is_none();
        !is_empty || status(timestream.registration_status()).is_some()
    }

    fn status(status: &RegistrationStatus) -> Option<&str> {
        Some(status.as_str()).filter(|&status| status != NO_STATUS)
    }
}
