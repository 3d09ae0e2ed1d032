//! The parameters of AssumeRole, and what STS refuses in them before it looks at any role.

use serde_json::Value;

use crate::api_error::ApiError;
use rollcall_core::identity::AccountId;

const SECONDS_DEFAULT: i64 = 3_600;

/// The limit of a session policy; what STS counts is its plain text.
const POLICY_CHARACTERS_MAX: usize = 2_048;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct AssumeRole {
    pub(super) role_arn: String,
    /// The account in the ARN.
    pub(super) account: AccountId,
    /// The name in the ARN, without its path.
    pub(super) role: String,
    pub(super) session: String,
    pub(super) external_id: Option<String>,
    /// How long the session lasts.
    pub(super) seconds: i64,
}

impl AssumeRole {
    pub(super) fn read(input: &Value) -> Result<Self, ApiError> {
        let role_arn = required(input, "RoleArn")?;
        let session = session_name(required(input, "RoleSessionName")?)?;
        let (account, role) =
            read_role_arn(role_arn).ok_or_else(|| invalid(format!("{role_arn} is invalid")))?;
        check_policy(input)?;
        Ok(Self {
            role_arn: role_arn.to_owned(),
            account,
            role: role.to_owned(),
            session: session.to_owned(),
            external_id: input["ExternalId"].as_str().map(str::to_owned),
            seconds: seconds(input)?,
        })
    }
}

fn required<'a>(input: &'a Value, name: &str) -> Result<&'a str, ApiError> {
    let value = input.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    value.ok_or_else(|| constraint(&format!("Value at '{name}'"), "must not be null"))
}

/// `[\w+=,.@-]{2,64}`.
fn session_name(name: &str) -> Result<&str, ApiError> {
    let is_allowed = |character: char| character.is_ascii_alphanumeric() || "_+=,.@-".contains(character);
    if (2..=64).contains(&name.len()) && name.chars().all(is_allowed) {
        return Ok(name);
    }
    let pattern = "failed to satisfy constraint: Member must have 2 to 64 characters and satisfy regular \
                   expression pattern: [\\w+=,.@-]*";
    Err(constraint(&format!("Value '{name}' at 'roleSessionName'"), pattern))
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

fn check_policy(input: &Value) -> Result<(), ApiError> {
    let policy = input["Policy"].as_str().unwrap_or_default();
    if policy.chars().count() <= POLICY_CHARACTERS_MAX {
        return Ok(());
    }
    let length = "failed to satisfy constraint: Member must have length less than or equal to 2048";
    Err(constraint("Value at 'policy'", length))
}

/// `DurationSeconds`, which Query writes as text and JSON as a number.
fn seconds(input: &Value) -> Result<i64, ApiError> {
    let seconds = match input.get("DurationSeconds") {
        None => Some(SECONDS_DEFAULT),
        Some(Value::String(text)) => text.parse().ok(),
        Some(value) => value.as_i64(),
    };
    seconds.filter(|seconds| (900..=43_200).contains(seconds)).ok_or_else(|| {
        let range = "failed to satisfy constraint: Member must have value between 900 and 43200";
        constraint(&format!("Value {} at 'durationSeconds'", input["DurationSeconds"]), range)
    })
}

fn constraint(what: &str, broken: &str) -> ApiError {
    invalid(format!("1 validation error detected: {what} {broken}"))
}

fn invalid(message: String) -> ApiError {
    ApiError::new(400, "ValidationError", message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ROLE: &str = "arn:aws:iam::444455556666:role/watch/rollcall-member";

    /// The member that is changed, and what then is refused.
    fn check(member: &str, value: Value, expected: Option<&str>) {
        let mut input = json!({"RoleArn": ROLE, "RoleSessionName": "rollcall-run"});
        input[member] = value;
        let refused = AssumeRole::read(&input).err();
        assert_eq!(refused.as_ref().map(|error| error.code.as_str()), expected.map(|_| "ValidationError"));
        let message = refused.map(|error| error.message).unwrap_or_default();
        assert!(message.contains(expected.unwrap_or_default()), "{message}");
    }

    #[test]
    fn what_sts_refuses_is_refused() {
        check("RoleArn", "rollcall-member".into(), Some("rollcall-member is invalid"));
        check("RoleArn", Value::Null, Some("'RoleArn' must not be null"));
        check("RoleArn", ROLE.into(), None);
        for name in ["a", "a b", "a/b", "é-é-é", &"a".repeat(65)] {
            check("RoleSessionName", name.into(), Some("roleSessionName"));
        }
        for name in ["ab", "_+=,.@-", &"a".repeat(64)] {
            check("RoleSessionName", name.into(), None);
        }
        for seconds in [json!(899), json!(43_201), json!("43201"), json!("soon"), json!(-1)] {
            check("DurationSeconds", seconds, Some("durationSeconds"));
        }
        for seconds in [json!(900), json!("43200")] {
            check("DurationSeconds", seconds, None);
        }
        check("Policy", "é".repeat(2_048).into(), None);
        check("Policy", "p".repeat(2_049).into(), Some("'policy'"));
    }

    #[test]
    fn a_role_is_read_from_its_arn() {
        let asked = AssumeRole::read(&json!({"RoleArn": ROLE, "RoleSessionName": "run", "ExternalId": "x"}));
        let expected = AssumeRole {
            role_arn: ROLE.to_owned(),
            account: "444455556666".parse().unwrap(),
            role: "rollcall-member".to_owned(),
            session: "run".to_owned(),
            external_id: Some("x".to_owned()),
            seconds: 3_600,
        };
        assert_eq!(asked, Ok(expected));
    }
}
