//! Sessions in other accounts: short, for a few actions, in memory only.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_sts::Client;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use rollcall_core::identity::AccountId;
use rollcall_core::observation::Blindness;
use rollcall_core::ports::{Accounts, Session, StatusSource};
use rollcall_core::region::Region;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::blindness::{blindness, malformed};

/// The shortest that STS gives, in seconds; a run ends within it.
const SESSION_SECONDS: i32 = 900;
/// STS takes some 600 calls a second from an account and Region, all callers together, and a partition of the table
/// 1,000 write units; even if all of an account changes, that is 24 (tests/benches/README.md).
const CALLS_A_SECOND: u32 = 40;
const ATTEMPTS_MAX: u32 = 5;

/// The role to assume in other accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRole {
    pub name: RoleName,
    pub external_id: Option<String>,
}

/// The name of a role, with its path if it has one. An ARN would name the role of one account only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleName(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not the name that IAM takes: expected the name of a role, such as rollcall-member or path/rollcall-member"
)]
pub struct RoleNameError(String);

impl FromStr for RoleName {
    type Err = RoleNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_in_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-/".contains(&byte);
        let is_name = !text.is_empty() && text.bytes().all(is_in_name) && !text.starts_with('/');
        if is_name { Ok(Self(text.to_owned())) } else { Err(RoleNameError(text.to_owned())) }
    }
}

/// Enters accounts by their role, and asks there with what `source` makes of a configuration.
#[derive(Clone, Debug)]
pub struct Sessions<A> {
    config: SdkConfig,
    role: Option<MemberRole>,
    region: Region,
    source: fn(&SdkConfig) -> A,
    pace: Arc<Pace>,
}

impl<A> Sessions<A> {
    /// Without a role only the own account can be asked.
    pub fn new(
        config: &SdkConfig,
        region: &Region,
        role: Option<MemberRole>,
        source: fn(&SdkConfig) -> A,
    ) -> Self {
        let pace = Arc::new(Pace::new(CALLS_A_SECOND));
        Self { config: config.clone(), role, region: region.clone(), source, pace }
    }
}

impl<A: StatusSource> Accounts for Sessions<A> {
    type Source = A;

    fn own(&self) -> A {
        (self.source)(&self.config)
    }

    async fn enter(&self, account: &AccountId, session: &Session) -> Result<A, Blindness> {
        let Some(MemberRole { name, external_id }) = &self.role else {
            return Err(malformed("there is no role to assume in other accounts"));
        };
        let role = format!("arn:{}:iam::{account}:role/{}", self.region.partition(), name.0);
        self.pace.turn().await;
        let config = assume(&self.config, &role, external_id.as_deref(), session).await?;
        Ok((self.source)(&config))
    }
}

/// The configuration with the credentials of a role.
///
/// # Errors
/// When STS refuses, or does not answer.
pub(crate) async fn assume(
    config: &SdkConfig,
    role: &str,
    external_id: Option<&str>,
    session: &Session,
) -> Result<SdkConfig, Blindness> {
    let call = Client::new(config)
        .assume_role()
        .role_arn(role)
        .role_session_name(&session.name)
        .set_external_id(external_id.map(str::to_owned))
        .duration_seconds(SESSION_SECONDS)
        .policy(policy(&session.actions))
        .customize()
        .config_override(aws_sdk_sts::config::Builder::new().retry_config(patient(config)));
    let answer = call.send().await.map_err(|error| blindness(&error))?;
    let given = answer.credentials().ok_or_else(|| malformed("STS gave no credentials"))?;
    let credentials = Credentials::new(
        given.access_key_id(),
        given.secret_access_key(),
        Some(given.session_token().to_owned()),
        None,
        "rollcall",
    );
    Ok(config.to_builder().credentials_provider(SharedCredentialsProvider::new(credentials)).build())
}

fn patient(config: &SdkConfig) -> RetryConfig {
    config.retry_config().cloned().unwrap_or_else(RetryConfig::standard).with_max_attempts(ATTEMPTS_MAX)
}

/// A session policy: what the session may do at most, whatever its role may.
fn policy(actions: &[&str]) -> String {
    let statement = serde_json::json!({"Effect": "Allow", "Action": actions, "Resource": "*"});
    serde_json::json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

/// Spreads calls evenly over time.
#[derive(Debug)]
struct Pace {
    every: Duration,
    next: Mutex<Instant>,
}

impl Pace {
    fn new(calls_a_second: u32) -> Self {
        Self { every: Duration::from_secs(1) / calls_a_second, next: Mutex::new(Instant::now()) }
    }

    /// Waits for the next turn. The others wait behind it, so that a process which was held up does not make
    /// up for it all at once.
    async fn turn(&self) {
        let mut next = self.next.lock().await;
        let at = (*next).max(Instant::now());
        tokio::time::sleep_until(at).await;
        *next = (at + self.every).max(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn calls_are_spread_over_time() {
        let pace = Pace::new(100);
        let began = Instant::now();
        for _ in 0..101 {
            pace.turn().await;
        }
        assert_eq!(began.elapsed().as_millis(), 1000);
        tokio::time::sleep(Duration::from_secs(60)).await;
        let began = Instant::now();
        for _ in 0..11 {
            pace.turn().await;
        }
        assert_eq!(began.elapsed().as_millis(), 100, "unused turns are not saved up");
    }

    #[test]
    fn a_session_may_do_what_is_needed_and_no_more() {
        assert_eq!(
            policy(&["odb:GetOciOnboardingStatus"]),
            r#"{"Statement":[{"Action":["odb:GetOciOnboardingStatus"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}"#
        );
    }
}
