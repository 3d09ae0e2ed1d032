//! FleetWise's GetRegisterAccountStatus.

use serde_json::{Map, Value, json};

use super::setting::Setting;
use crate::api_error::ApiError;
use rollcall_core::identity::Target;

const HEALTHY: &str = "REGISTRATION_SUCCESS";

/// Rollcall's own word for an account that FleetWise does not know.
const NOT_REGISTERED: &str = "NOT_REGISTERED";

/// When the account was registered, in epoch seconds; it stands still, as in Compute Optimizer.
const REGISTERED: u64 = 1_767_225_600;

pub(super) fn answer(setting: &Setting, target: &Target) -> Result<Map<String, Value>, ApiError> {
    let account = setting.main();
    let status = account.status.unwrap_or_else(|| HEALTHY.to_owned());
    if status == NOT_REGISTERED {
        let message = format!("Account {} is not registered", target.account);
        return Err(ApiError::new(400, "ResourceNotFoundException", message));
    }
    let mut answer = Map::new();
    answer.insert("customerAccountId".to_owned(), target.account.as_str().into());
    if !account.removed {
        answer.insert("accountStatus".to_owned(), status.into());
    }
    let iam = registration(setting, "iam", iam_facts(target));
    answer.extend(iam.map(|part| ("iamRegistrationResponse".to_owned(), part)));
    let timestream = registration(setting, "timestream", timestream_facts(target));
    answer.extend(timestream.map(|part| ("timestreamRegistrationResponse".to_owned(), part)));
    answer.insert("creationTime".to_owned(), json!(REGISTERED));
    answer.insert("lastModificationTime".to_owned(), json!(REGISTERED));
    Ok(answer)
}

/// One of the two registrations, unless it was removed.
fn registration(setting: &Setting, name: &str, mut facts: Value) -> Option<Value> {
    let component = setting.components.get(name).cloned().unwrap_or_default();
    if component.removed {
        return None;
    }
    let status = component.status.unwrap_or_else(|| HEALTHY.to_owned());
    facts["registrationStatus"] = status.into();
    if let Some(reason) = component.reason {
        facts["errorMessage"] = reason.into();
    }
    Some(facts)
}

fn iam_facts(target: &Target) -> Value {
    let account = &target.account;
    json!({"roleArn": format!("arn:aws:iam::{account}:role/service-role/IoTFleetWise")})
}

fn timestream_facts(target: &Target) -> Value {
    let Target { account, region } = target;
    let database = format!("arn:aws:timestream:{region}:{account}:database/IoTFleetWiseDB");
    json!({
        "timestreamDatabaseName": "IoTFleetWiseDB",
        "timestreamTableName": "VehicleSignal",
        "timestreamTableArn": format!("{database}/table/VehicleSignal"),
        "timestreamDatabaseArn": database,
    })
}
