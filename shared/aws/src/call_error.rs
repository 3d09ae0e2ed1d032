//! Classifies the SDK's errors, once, as our own error of a port.

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use rollcall_core::links;
use rollcall_core::ports::{CallError, CallErrorClass};
use rollcall_core::text;

/// Error codes that only a person can fix: a permission, a name, a key.
const CONFIGURATION: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
    "ExpiredToken",
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
    "RequestExpired",
    "ResourceNotFoundException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
    "ValidationException",
];

pub(crate) fn call_error<E>(attempted: String, error: SdkError<E, HttpResponse>) -> CallError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    SdkError<E, HttpResponse>: RequestId,
{
    let said = error.as_service_error();
    let code = said.and_then(ProvideErrorMetadata::code).map(str::to_owned);
    let message = said.and_then(ProvideErrorMetadata::message).map(links::hide).map(BoxError::from);
    let was_called = !matches!(error, SdkError::ConstructionFailure(_));
    let was_reached = !matches!(error, SdkError::DispatchFailure(_));
    let request_id = error.request_id().map(str::to_owned);
    // For errors without a type of their own, the SDK prints its own struct.
    let source = match message {
        Some(message) => message,
        None => cause(error.into_source().unwrap_or_else(|error| Box::new(error))),
    };
    let class = match &code {
        Some(code) if CONFIGURATION.contains(&code.as_str()) => CallErrorClass::Configuration,
        None if !was_called || source.is::<CredentialsError>() || shows_request(&source.to_string()) => {
            CallErrorClass::Configuration
        }
        Some(_) | None => CallErrorClass::Unavailable,
    };
    CallError { attempted, class, code, request_id, source: plain(source, was_reached) }
}

/// In our words, where the SDK prints its own structs, or the last of many places that it has looked in.
fn plain(source: BoxError, was_reached: bool) -> BoxError {
    let causes = std::iter::successors(Some(&*source as &dyn std::error::Error), |&cause| cause.source());
    let texts: Vec<String> = causes.map(ToString::to_string).collect();
    if source.is::<CredentialsError>() && texts.iter().any(|text| text.contains("IMDS")) {
        return "no credentials were found: no variables, no profile of that name that has any, no role of \
                this machine"
            .into();
    }
    match &texts[..] {
        [first, .., last] if shows_request(first) => format!("{last} (see AWS_ENDPOINT_URL)").into(),
        _ if was_reached || source.is::<CredentialsError>() => source,
        _ => format!("AWS was not reached: {}", text::causes(&*source)).into(),
    }
}

/// Whether the SDK could not make a request of its settings: it prints the whole request then.
fn shows_request(text: &str) -> bool {
    text.contains("SdkBody")
}

/// What a connector's "other" wraps: "other" itself says nothing.
fn cause(source: BoxError) -> BoxError {
    match source.downcast::<ConnectorError>() {
        Ok(error) if error.is_other() => error.into_source(),
        Ok(error) => error,
        Err(source) => source,
    }
}

/// The port's error for an answer or a stored item that cannot be read.
pub(crate) fn unreadable(
    attempted: String,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> CallError {
    let class = CallErrorClass::Unreadable;
    CallError { attempted, class, code: None, request_id: None, source: source.into() }
}
