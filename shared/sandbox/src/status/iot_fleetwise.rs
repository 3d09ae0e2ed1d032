//! FleetWise's GetRegisterAccountStatus.

use super::answered::ComponentAnswer;
use super::row::{Members, Row, members, write_reason, write_status};
use super::setting::Setting;
use crate::api_error::ApiError;
use rollcall_core::identity::Target;

pub(super) static ROW: Row = Row {
    id: "iot-fleetwise",
    wire: "IoTAutobahnControlPlane",
    iam_prefix: "iotfleetwise",
    namespace: "com.amazonaws.iotfleetwise",
    denied: 400,
    throttled: 400,
    operation: "GetRegisterAccountStatus",
    organization: None,
    components: &[("account", HEALTHY), ("iam", HEALTHY), ("timestream", HEALTHY)],
    family: None,
    statuses_without_parts: &[NOT_REGISTERED],
    error_status: Some(NOT_REGISTERED),
    has_main_reason: false,
    answer,
};

const HEALTHY: &str = "REGISTRATION_SUCCESS";

/// Rollcall's own word for an account that FleetWise does not know.
const NOT_REGISTERED: &str = "NOT_REGISTERED";

/// When the account was registered, in epoch seconds; fixed, as in Compute Optimizer.
const REGISTERED: u64 = 1_767_225_600;

fn answer(setting: &Setting, target: &Target, _: &str) -> Result<Members, ApiError> {
    let account = target.account.as_str();
    let mut answer = members([
        ("customerAccountId", account.into()),
        ("creationTime", REGISTERED.into()),
        ("lastModificationTime", REGISTERED.into()),
    ]);
    for component in setting.answered() {
        match component.component.as_str() {
            "iam" => write_part(&mut answer, "iamRegistrationResponse", &component, iam_facts(target)),
            "timestream" => {
                write_part(
                    &mut answer,
                    "timestreamRegistrationResponse",
                    &component,
                    timestream_facts(target),
                );
            }
            _ if component.status.as_deref() == Some(NOT_REGISTERED) => {
                let message = format!("Account {account} is not registered");
                return Err(ApiError::new(400, "ResourceNotFoundException", message));
            }
            _ => write_status(&mut answer, "accountStatus", &component),
        }
    }
    Ok(answer)
}

/// Writes the facts with the component's status and reason under this name, unless it is left out.
fn write_part(answer: &mut Members, name: &str, component: &ComponentAnswer, mut facts: Members) {
    write_status(&mut facts, "registrationStatus", component);
    write_reason(&mut facts, "errorMessage", component);
    answer.extend(component.status.as_ref().map(|_| (name.to_owned(), facts.into())));
}

fn iam_facts(target: &Target) -> Members {
    let account = &target.account;
    members([("roleArn", format!("arn:aws:iam::{account}:role/service-role/IoTFleetWise").into())])
}

fn timestream_facts(target: &Target) -> Members {
    let Target { account, region } = target;
    let database = format!("arn:aws:timestream:{region}:{account}:database/IoTFleetWiseDB");
    members([
        ("timestreamDatabaseName", "IoTFleetWiseDB".into()),
        ("timestreamTableName", "VehicleSignal".into()),
        ("timestreamTableArn", format!("{database}/table/VehicleSignal").into()),
        ("timestreamDatabaseArn", database.into()),
    ])
}
