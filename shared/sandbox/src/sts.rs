//! STS: who am I, and the credentials of a role.
//!
//! The credentials of a role carry its account in the access key, the only part that the sandbox reads:
//! calls with them are calls of that account.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::call::Call;
use crate::clock;
use crate::protocol::Answer;
use crate::service::Service;
use rollcall_core::identity::AccountId;

const SESSION_SECONDS: i64 = 3_600;

pub(crate) fn answer(call: &Call) -> Answer {
    match call.operation.as_str() {
        "GetCallerIdentity" => Ok(identity(call)),
        "AssumeRole" => assume_role(&call.input()?, clock::now()),
        operation => Err(ApiError::unknown_operation(Service::Sts, operation)),
    }
}

fn identity(call: &Call) -> Value {
    let account = call.target.account.as_str();
    json!({"Arn": call.caller_arn(), "UserId": "AIDASANDBOX", "Account": account})
}

fn assume_role(input: &Value, now: Timestamp) -> Answer {
    let role_arn = required(input, "RoleArn")?;
    let session = required(input, "RoleSessionName")?;
    let (account, role) = read_role_arn(role_arn)
        .ok_or_else(|| ApiError::new(400, "ValidationError", format!("{role_arn} is invalid")))?;
    let role_id = format!("AROA{account}ROLL");
    Ok(json!({
        "Credentials": {
            "AccessKeyId": format!("ASIA{account}ROLL"),
            "SecretAccessKey": "sandbox",
            "SessionToken": "sandbox",
            "Expiration": (now + duration(input)).strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        },
        "AssumedRoleUser": {
            "AssumedRoleId": format!("{role_id}:{session}"),
            "Arn": format!("arn:aws:sts::{account}:assumed-role/{role}/{session}"),
        },
    }))
}

fn required<'a>(input: &'a Value, name: &str) -> Result<&'a str, ApiError> {
    let value = input.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    value.ok_or_else(|| {
        let message = format!("1 validation error detected: Value at '{name}' must not be null");
        ApiError::new(400, "ValidationError", message)
    })
}

/// The account and the name in `arn:aws:iam::111122223333:role/path/name`.
fn read_role_arn(arn: &str) -> Option<(AccountId, &str)> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, "iam", "", account, resource] = parts.as_slice() else {
        return None;
    };
    let name = resource.strip_prefix("role/")?.rsplit('/').next()?;
    Some((account.parse().ok()?, name))
}

/// `DurationSeconds`, which Query writes as text and JSON as a number.
fn duration(input: &Value) -> SignedDuration {
    let seconds = match input.get("DurationSeconds") {
        Some(Value::String(text)) => text.parse().ok(),
        Some(value) => value.as_i64(),
        None => None,
    };
    let seconds = seconds.filter(|seconds| (900..=43_200).contains(seconds));
    SignedDuration::from_secs(seconds.unwrap_or(SESSION_SECONDS))
}
