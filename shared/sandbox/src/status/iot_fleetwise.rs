//! FleetWise's GetRegisterAccountStatus.

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
    components: &["account", "iam", "timestream"],
    has_main_reason: false,
    answer,
};

const HEALTHY: &str = "REGISTRATION_SUCCESS";

/// Rollcall's own word for an account that FleetWise does not know.
const NOT_REGISTERED: &str = "NOT_REGISTERED";

/// When the account was registered, in epoch seconds; fixed, as in Compute Optimizer.
const REGISTERED: u64 = 1_767_225_600;

fn answer(setting: &Setting, target: &Target, _: &str) -> Result<Members, ApiError> {
    let (main, account) = (setting.main(), target.account.as_str());
    if main.status.as_deref() == Some(NOT_REGISTERED) {
        let message = format!("Account {account} is not registered");
        return Err(ApiError::new(400, "ResourceNotFoundException", message));
    }
    let mut answer = members([
        ("customerAccountId", account.into()),
        ("creationTime", REGISTERED.into()),
        ("lastModificationTime", REGISTERED.into()),
    ]);
    write_status(&mut answer, "accountStatus", &main, HEALTHY);
    for (name, member, mut facts) in [
        ("iam", "iamRegistrationResponse", iam_facts(target)),
        ("timestream", "timestreamRegistrationResponse", timestream_facts(target)),
    ] {
        let component = setting.components.get(name).cloned().unwrap_or_default();
        if !component.removed {
            write_status(&mut facts, "registrationStatus", &component, HEALTHY);
            write_reason(&mut facts, "errorMessage", &component);
            answer.insert(member.to_owned(), facts.into());
        }
    }
    Ok(answer)
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
