//! The account of the credentials, for use when no ARN names it.

use aws_types::SdkConfig;
use rollcall_core::identity::AccountId;
use rollcall_core::ports::CallError;

use crate::call_error::{call_error, unreadable};

/// Asks STS `GetCallerIdentity`, which needs no permission.
///
/// # Errors
/// When STS does not answer, or answers without an account id.
pub async fn own_account(config: &SdkConfig) -> Result<AccountId, CallError> {
    let attempted = || "get the account of these credentials from STS".to_owned();
    let answer = aws_sdk_sts::Client::new(config).get_caller_identity().send().await;
    let answer = answer.map_err(|error| call_error(attempted(), error))?;
    answer.account().unwrap_or_default().parse().map_err(|error| unreadable(attempted(), error))
}
