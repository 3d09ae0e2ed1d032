//! The operations of STS.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::assume_role::AssumeRole;
use super::trust;
use crate::api_error::ApiError;
use crate::call::Call;
use crate::clock;
use crate::cloud::Cloud;
use crate::protocol::Answer;
use crate::service::Service;

pub(crate) fn answer(cloud: &Cloud, call: &Call) -> Answer {
    match call.operation.as_str() {
        "GetCallerIdentity" => Ok(identity(call)),
        "AssumeRole" => {
            let asked = AssumeRole::read(&call.input()?)?;
            trust::admit(cloud, call, &asked)?;
            Ok(session(&asked, clock::now()))
        }
        operation => Err(ApiError::unknown_operation(Service::Sts, operation)),
    }
}

fn identity(call: &Call) -> Value {
    let account = call.target.account.as_str();
    json!({"Arn": call.caller_arn(), "UserId": "AIDASANDBOX", "Account": account})
}

fn session(asked: &AssumeRole, now: Timestamp) -> Value {
    let AssumeRole { account, role, session, seconds, .. } = asked;
    let role_id = format!("AROA{account}ROLL");
    let expiration = now + SignedDuration::from_secs(*seconds);
    json!({
        "Credentials": {
            "AccessKeyId": format!("ASIA{account}ROLL"),
            "SecretAccessKey": "sandbox",
            "SessionToken": "sandbox",
            "Expiration": expiration.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        },
        "AssumedRoleUser": {
            "AssumedRoleId": format!("{role_id}:{session}"),
            "Arn": format!("arn:aws:sts::{account}:assumed-role/{role}/{session}"),
        },
    })
}
