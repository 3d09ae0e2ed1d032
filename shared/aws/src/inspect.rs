//! Inspects what is deployed, with read-only calls, and returns plain facts: who we are, and how the table
//! is built. The caller draws the conclusions.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::date_time::{DateTime, Format};
use aws_types::SdkConfig;
use rollcall_core::identity::AccountId;
use rollcall_core::ports::CallError;
use rollcall_core::time::Time;

use crate::call_error::{call_error, unreadable};

/// Whose credentials we use.
#[derive(Clone, Debug)]
pub struct Identity {
    pub account: AccountId,
    pub arn: String,
}

/// How a table is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableShape {
    /// The attribute's name.
    pub partition_key: Option<String>,
    /// The attribute's name.
    pub sort_key: Option<String>,
    /// Whether it can be read and written now.
    pub is_active: bool,
    /// The attribute by which items expire, if TTL is on.
    pub ttl_attribute: Option<String>,
}

/// Asks STS who we are, and its time, to the second. A refusal has the time too: a wrong clock may be
/// its cause.
pub async fn identity(config: &SdkConfig) -> (Result<Identity, CallError>, Option<Time>) {
    let attempted = || "get the identity of these credentials from STS".to_owned();
    let date = DateHeader::default();
    let call = aws_sdk_sts::Client::new(config).get_caller_identity().customize().interceptor(date.clone());
    let answer = call.send().await.map_err(|error| call_error(attempted(), error));
    let identity = answer.and_then(|answer| {
        let account = answer.account().unwrap_or_default().parse();
        let account = account.map_err(|error| unreadable(attempted(), error))?;
        Ok(Identity { account, arn: answer.arn().unwrap_or_default().to_owned() })
    });
    (identity, date.time())
}

/// Asks DynamoDB how a table is built.
///
/// # Errors
/// When the table does not exist, or we may not describe it.
pub async fn table(config: &SdkConfig, table: &str) -> Result<TableShape, CallError> {
    let client = aws_sdk_dynamodb::Client::new(config);
    let described = client.describe_table().table_name(table).send().await;
    let described = described.map_err(|error| call_error(format!("describe the table {table}"), error))?;
    let ttl = client.describe_time_to_live().table_name(table).send().await;
    let ttl = ttl.map_err(|error| call_error(format!("describe the TTL of the table {table}"), error))?;
    let described = described.table();
    let key = |kind: &str| {
        let mut keys = described.into_iter().flat_map(|table| table.key_schema());
        let found = keys.find(|key| key.key_type().as_str() == kind);
        found.map(|key| key.attribute_name().to_owned())
    };
    let ttl = ttl.time_to_live_description();
    let is_on = ttl
        .and_then(|ttl| ttl.time_to_live_status())
        .is_some_and(|status| matches!(status.as_str(), "ENABLED" | "ENABLING"));
    Ok(TableShape {
        partition_key: key("HASH"),
        sort_key: key("RANGE"),
        is_active: described
            .and_then(|table| table.table_status())
            .is_some_and(|status| matches!(status.as_str(), "ACTIVE" | "UPDATING")),
        ttl_attribute: ttl.filter(|_| is_on).and_then(|ttl| ttl.attribute_name()).map(str::to_owned),
    })
}

/// Keeps the `Date` header of an answer.
#[derive(Clone, Debug, Default)]
struct DateHeader(Arc<Mutex<Option<String>>>);

impl DateHeader {
    fn time(&self) -> Option<Time> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        let date = DateTime::from_str(&kept, Format::HttpDate).ok()?;
        let since_epoch = SystemTime::try_from(date).ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        i64::try_from(since_epoch.as_millis()).ok().map(Time::from_epoch_millis)
    }
}

impl Intercept for DateHeader {
    fn name(&self) -> &'static str {
        "DateHeader"
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let date = context.response().headers().get("date").map(str::to_owned);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = date;
        Ok(())
    }
}
