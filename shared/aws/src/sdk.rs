//! The SDK's set-up: credentials and Region from the environment, as Lambda gives them, and
//! explicit limits on time and retries.
//!
//! Profiles are not read: a function on Lambda has none, and parsing them costs a cold start.

use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use aws_types::SdkConfig;
use aws_types::region::Region as SdkRegion;
use rollcall_core::region::Region;

use crate::connector::{http_client, loopback_client};
use crate::environment::Environment;

/// Pinned, so that an SDK update cannot change a default unnoticed.
pub const BEHAVIOR: fn() -> BehaviorVersion = BehaviorVersion::v2026_01_12;

/// Reads the environment. Endpoints follow `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>`.
pub fn load(region: &Region) -> SdkConfig {
    let credentials = EnvironmentVariableCredentialsProvider::new();
    let config = Environment(variable)
        .configure()
        .behavior_version(BEHAVIOR())
        .region(SdkRegion::new(region.as_str().to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http_client())
        .build();
    with_limits(config)
}

/// For what listens on this machine, as the account of `access_key` there. Retries failures at once.
pub fn loopback(endpoint: &str, region: &'static str, access_key: &str) -> SdkConfig {
    let credentials = Credentials::new(access_key, "loopback", None, None, "loopback");
    SdkConfig::builder()
        .behavior_version(BEHAVIOR())
        .region(SdkRegion::from_static(region))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(loopback_client())
        .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(1)))
        .build()
}

#[expect(clippy::disallowed_methods, reason = "as every AWS SDK reads it")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Sets the limits of every call. The caller may give up earlier.
pub fn with_limits(config: SdkConfig) -> SdkConfig {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(2))
        .operation_attempt_timeout(Duration::from_secs(3))
        .operation_timeout(Duration::from_secs(10))
        .build();
    // Standard retries wait for a random part (full jitter) of a doubling back-off.
    let retries = RetryConfig::standard()
        .with_max_attempts(3)
        .with_initial_backoff(Duration::from_millis(100))
        .with_max_backoff(Duration::from_secs(1));
    config.into_builder().timeout_config(timeouts).retry_config(retries).build()
}
