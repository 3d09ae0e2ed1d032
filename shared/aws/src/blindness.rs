//! Why an account or the organization could not be asked.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use rollcall_core::observation::{Blindness, Cause};
use rollcall_core::text::causes;

pub(crate) fn blindness<E>(error: &SdkError<E, HttpResponse>) -> Blindness
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    SdkError<E, HttpResponse>: RequestId,
{
    let cause = match error {
        SdkError::TimeoutError(_) => Cause::Timeout,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => Cause::Timeout,
        SdkError::ResponseError(_) => Cause::Malformed,
        SdkError::ServiceError(failure) => answered(error.code(), failure.raw().status().as_u16()),
        // The SDK may add kinds; none of them is an answer.
        SdkError::ConstructionFailure(_) | SdkError::DispatchFailure(_) | _ => Cause::Unavailable,
    };
    let said = error.message().map_or_else(|| causes(error), str::to_owned);
    Blindness::new(cause, error.code(), error.request_id(), &said)
}

/// An expired session of our own says nothing about the account: it is not a denial.
fn answered(code: Option<&str>, status: u16) -> Cause {
    match code.map(|code| code.strip_suffix("Exception").unwrap_or(code)) {
        Some("AccessDenied") => Cause::Denied,
        Some("Throttling" | "TooManyRequests" | "RequestLimitExceeded") => Cause::Throttled,
        Some(_) => Cause::Unavailable,
        None if status == 403 => Cause::Denied,
        None if status == 429 => Cause::Throttled,
        None => Cause::Unavailable,
    }
}

pub(crate) fn malformed(message: &str) -> Blindness {
    Blindness::new(Cause::Malformed, None, None, message)
}
