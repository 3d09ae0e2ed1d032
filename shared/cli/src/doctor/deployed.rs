//! Credentials and clock, the table, the topic.

use std::time::Duration;

use rollcall_aws::{SdkConfig, inspect};
use rollcall_channels::sns::Sns;
use rollcall_channels::topic::TopicArn;
use rollcall_core::identity::AccountId;
use rollcall_core::ports::CallErrorClass;
use rollcall_core::table::{PK, SK, TTL_ATTRIBUTE};
use rollcall_core::text::span;
use rollcall_core::time::Time;
use rollcall_report::terminal::count;

use super::finding::{Finding, Findings};
use crate::when;

/// AWS refuses signatures that are off by more than five minutes.
const SKEW_MAX: Duration = Duration::from_secs(5 * 60);

/// Checks the clock and the credentials; gives the account if there are credentials.
pub(super) async fn credentials(sdk: &SdkConfig, findings: &mut Findings) -> Option<AccountId> {
    let (identity, time) = inspect::identity(sdk).await;
    if let Some(time) = time {
        findings.add(clock(time, when::now()));
    }
    match identity {
        Ok(identity) => {
            findings.add(Finding::well("credentials", identity.arn));
            Some(identity.account)
        }
        Err(error) => {
            let fix = match error.class {
                CallErrorClass::Configuration | CallErrorClass::Unreadable => {
                    "aws sso login, or aws configure; AWS_PROFILE names another profile"
                }
                CallErrorClass::Unavailable => {
                    "is AWS reachable from here? AWS_ENDPOINT_URL, HTTPS_PROXY and the profile say where it is"
                }
            };
            findings.add(Finding::failed("credentials", &error, fix));
            None
        }
    }
}

fn clock(aws: Time, own: Time) -> Finding {
    // `since` is zero for a time that is later.
    let skew = own.since(aws).max(aws.since(own));
    let detail = format!("{} from AWS's", span(skew));
    if skew > SKEW_MAX {
        Finding::wrong("clock", detail, "sudo timedatectl set-ntp true")
    } else {
        Finding::well("clock", detail)
    }
}

/// Checks the table, its keys and its TTL.
pub(super) async fn table(sdk: &SdkConfig, table: &str) -> Finding {
    let what = format!("table {table}");
    let shape = match inspect::table(sdk, table).await {
        Ok(shape) => shape,
        Err(error) => {
            let fix = "deploy it (infra/README.md), or name another with --table; reading it needs \
                        dynamodb:DescribeTable and dynamodb:DescribeTimeToLive";
            return Finding::failed(what, &error, fix);
        }
    };
    let keys = (shape.partition_key.as_deref(), shape.sort_key.as_deref());
    if keys != (Some(PK), Some(SK)) {
        let detail = format!("its keys are {} and {}", keys.0.unwrap_or("none"), keys.1.unwrap_or("none"));
        return Finding::wrong(
            what,
            detail,
            format!("expected a table with the keys {PK} and {SK}: --table"),
        );
    }
    if !shape.is_active {
        return Finding::wrong(
            what,
            "it is not active",
            format!("aws dynamodb wait table-exists --table-name {table}"),
        );
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

/// Checks the topic and who it notifies.
pub(super) async fn topic(sdk: &SdkConfig, arn: &str) -> Finding {
    let what = format!("topic {arn}");
    let topic = match arn.parse::<TopicArn>() {
        Ok(topic) => topic,
        Err(error) => return Finding::wrong("topic", error.to_string(), "--topic, or ROLLCALL_TOPIC_ARN"),
    };
    match Sns::new(sdk, &topic).count().await {
        Err(error) => {
            let fix = "deploy it (infra/README.md), or name another with --topic";
            Finding::failed(what, &error, fix)
        }
        Ok(found) if found.confirmed == 0 => {
            let detail =
                format!("no one is notified: {} to be confirmed", count(found.pending, "subscription"));
            let fix = format!(
                "aws sns subscribe --topic-arn {arn} --protocol email --notification-endpoint YOU@EXAMPLE.COM, \
                 then confirm the e-mail"
            );
            Finding::wrong(what, detail, fix)
        }
        Ok(found) if found.pending > 0 => {
            let detail = format!("{} to be confirmed", count(found.pending, "subscription"));
            Finding::wrong(what, detail, "confirm the e-mail from AWS Notifications, or unsubscribe")
        }
        Ok(found) => Finding::well(what, format!("{} confirmed", count(found.confirmed, "subscription"))),
    }
}
