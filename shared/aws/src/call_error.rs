//! Classifies what the SDK reports, once, into our own error of a port.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use rollcall_core::ports::{CallError, CallErrorClass};

/// Error codes that only a person can mend: a permission, a name, a key.
const CONFIGURATION: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "InvalidParameter",
    "InvalidParameterException",
    "InvalidParameterValueException",
    "InvalidSignatureException",
    "KMSAccessDeniedException",
    "KMSDisabledException",
    "KMSInvalidStateException",
    "KMSNotFoundException",
    "KMSOptInRequired",
    "MissingAuthenticationTokenException",
    "NotFound",
    "NotFoundException",
    "ResourceNotFoundException",
    "UnrecognizedClientException",
    "ValidationException",
];

/// The port's error for a failed SDK call.
pub(crate) fn call_error<E>(attempted: String, error: SdkError<E, HttpResponse>) -> CallError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    SdkError<E, HttpResponse>: RequestId,
{
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code).map(str::to_owned);
    let mendable = code.as_deref().is_some_and(|code| CONFIGURATION.contains(&code))
        || matches!(error, SdkError::ConstructionFailure(_));
    let request_id = error.request_id().map(str::to_owned);
    let class = if mendable { CallErrorClass::Configuration } else { CallErrorClass::Unavailable };
    let source = error.into_source().unwrap_or_else(|error| Box::new(error));
    CallError { attempted, class, code, request_id, source }
}

/// The port's error for an answer or a stored item that cannot be understood.
pub(crate) fn unreadable(
    attempted: String,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> CallError {
    let class = CallErrorClass::Configuration;
    CallError { attempted, class, code: None, request_id: None, source: source.into() }
}
