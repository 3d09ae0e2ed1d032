//! The deployed table: its keys, and its TTL.

use rollcall_aws::SdkConfig;
use rollcall_aws::inspect::{self, Identity, TableShape};
use rollcall_core::ports::{CallError, CallErrorClass};
use rollcall_core::table::{PK, SK, TTL_ATTRIBUTE};
use rollcall_report::finding::Finding;

use super::finding::{allow, failed, is_denied};
use super::stored::{self, Stored};
use crate::location::{LocationOptions, Opening};
use crate::shell::quoted;

/// What the command may do with the table: look at it, and read it.
const READ: [&str; 2] = ["dynamodb:Query", "dynamodb:GetItem"];
const DESCRIBE: [&str; 2] = ["dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive"];

/// Looks at a deployed table, and reads it; none if it cannot be read.
pub(super) async fn look(
    location: &LocationOptions,
    sdk: &SdkConfig,
    identity: &Identity,
    table: &str,
) -> (Vec<Finding>, Option<Stored>) {
    let arn = arn(table, identity, sdk);
    let shape = inspect::table(sdk, table).await;
    let mut findings = vec![finding(table, &arn, &shape)];
    let Ok(location) = location.open(Opening::Read).await else { return (findings, None) };
    let stored = stored::read(&location).await;
    // A table that is not there is one fault.
    if let (Err(error), Ok(_)) = (&stored, &shape) {
        findings.push(not_read(&arn, error));
    }
    (findings, stored.ok())
}

/// The table's ARN, in the account and partition of these credentials.
fn arn(table: &str, identity: &Identity, sdk: &SdkConfig) -> String {
    if table.starts_with("arn:") {
        return table.to_owned();
    }
    let partition = identity.arn.split(':').nth(1).unwrap_or("aws");
    let region = sdk.region().map_or("*", |region| region.as_ref());
    format!("arn:{partition}:dynamodb:{region}:{}:table/{table}", identity.account)
}

/// What is in the table could not be read.
fn not_read(arn: &str, error: &CallError) -> Finding {
    if is_denied(error) {
        failed("items", error, allow("", &READ, arn))
    } else if error.class == CallErrorClass::Unreadable {
        failed("items", error, "update Rollcall: another version has written what this one cannot read")
    } else {
        failed("items", error, "try again later: rollcall doctor")
    }
}

/// `arn` is the table's, for the permission that is missing.
fn finding(table: &str, arn: &str, shape: &Result<TableShape, CallError>) -> Finding {
    let what = format!("table {table}");
    let shape = match shape {
        Ok(shape) => shape,
        Err(error) if is_denied(error) => return failed(what, error, allow("", &DESCRIBE, arn)),
        Err(error) => {
            let fix = "deploy it (infra/README.md), or name another with --table";
            return failed(what, error, fix);
        }
    };
    let keys = (shape.partition_key.as_deref(), shape.sort_key.as_deref());
    if keys != (Some(PK), Some(SK)) {
        let detail = format!("its keys are {} and {}", keys.0.unwrap_or("none"), keys.1.unwrap_or("none"));
        let fix = format!("name a table with the keys {PK} and {SK}: --table NAME");
        return Finding::wrong(what, detail, fix);
    }
    let table = quoted(table);
    if !shape.is_active {
        let fix = format!("aws dynamodb wait table-exists --table-name {table}");
        return Finding::wrong(what, "it is not active", fix);
    }
    if shape.ttl_attribute.as_deref() != Some(TTL_ATTRIBUTE) {
        let fix = format!(
            "aws dynamodb update-time-to-live --table-name {table} \
             --time-to-live-specification Enabled=true,AttributeName={TTL_ATTRIBUTE}"
        );
        return Finding::wrong(what, "old history is never deleted: TTL is off", fix);
    }
    Finding::well(what, "its keys and its TTL are right")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:dynamodb:us-east-1:111122223333:table/rollcall";

    fn shape() -> TableShape {
        TableShape {
            partition_key: Some(PK.to_owned()),
            sort_key: Some(SK.to_owned()),
            is_active: true,
            ttl_attribute: Some(TTL_ATTRIBUTE.to_owned()),
        }
    }

    fn error(code: &str) -> CallError {
        let class = CallErrorClass::Configuration;
        let attempted = "describe the table rollcall".to_owned();
        CallError { attempted, class, code: Some(code.to_owned()), request_id: None, source: "no".into() }
    }

    #[track_caller]
    fn check(shape: Result<TableShape, CallError>, expected: Option<&str>) {
        let fix = finding("rollcall", ARN, &shape).fault.map(|fault| fault.fix);
        match expected {
            None => assert_eq!(fix, None),
            Some(expected) => assert!(fix.as_ref().is_some_and(|fix| fix.contains(expected)), "{fix:?}"),
        }
    }

    #[test]
    fn what_is_wrong_with_a_table_has_its_line() {
        check(Ok(shape()), None);
        check(Ok(TableShape { sort_key: None, ..shape() }), Some("the keys pk and sk"));
        check(
            Ok(TableShape { is_active: false, ..shape() }),
            Some("wait table-exists --table-name rollcall"),
        );
        check(
            Ok(TableShape { ttl_attribute: None, ..shape() }),
            Some("update-time-to-live --table-name rollcall"),
        );
        check(Err(error("ResourceNotFoundException")), Some("name another with --table"));
        check(
            Err(error("AccessDeniedException")),
            Some("\"dynamodb:DescribeTimeToLive\"], \"Resource\": \"arn:aws:"),
        );
    }
}
