//! Classifies a failed call: why an enrollment could not be observed, or that the service is not
//! offered in that Region.
//!
//! Never prints an SDK error with `{:?}`: it may hold the whole answer.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::SdkConfig;
use aws_types::request_id::RequestId;
use aws_types::service_config::ServiceConfigKey;
use rollcall_core::observation::{Blindness, Cause, Observation};
use rollcall_core::text::causes;

/// Who chose a service's endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// The SDK, from the Region.
    Derived,
    /// The configuration, by an endpoint URL.
    Configured,
}

impl Endpoint {
    /// `service_id` is the SDK's id for a service's own endpoint URL.
    pub(crate) fn of(config: &SdkConfig, service_id: &str) -> Self {
        let key = ServiceConfigKey::builder()
            .service_id(service_id)
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build();
        let own = key.ok().zip(config.service_config()).and_then(|(key, load)| load.load_config(key));
        if config.endpoint_url().or(own.as_deref()).is_some() { Self::Configured } else { Self::Derived }
    }
}

pub(crate) fn observation<E>(error: &SdkError<E, HttpResponse>, endpoint: Endpoint) -> Observation
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let causes = causes(error);
    if is_not_offered(error, &causes, endpoint) {
        return Observation::NotApplicable;
    }
    Observation::Blind(blindness_of(error, &causes))
}

/// Why nothing was answered, wherever the service is offered.
pub(crate) fn blindness<E>(error: &SdkError<E, HttpResponse>) -> Blindness
where
    E: ProvideErrorMetadata + Error + 'static,
{
    blindness_of(error, &causes(error))
}

fn blindness_of<E>(error: &SdkError<E, HttpResponse>, causes: &str) -> Blindness
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let message = match (error.message(), error.code()) {
        (Some(message), code) => explained(message, code),
        (None, Some(code)) => format!("the service answered {code} and no message"),
        (None, None) => causes.to_owned(),
    };
    Blindness::new(cause(error, causes), error.code(), error.request_id(), &message)
}

fn cause<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>, causes: &str) -> Cause {
    match error {
        SdkError::TimeoutError(_) => Cause::Timeout,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => Cause::Timeout,
        SdkError::DispatchFailure(failure) if failure.is_io() => Cause::Unavailable,
        SdkError::ConstructionFailure(_) | SdkError::DispatchFailure(_) => before_sending(causes),
        SdkError::ResponseError(_) => Cause::Malformed,
        SdkError::ServiceError(failure) => answered(error.code(), failure.raw().status().as_u16()),
        // The SDK may add kinds; none of them is an answer.
        _ => Cause::Unavailable,
    }
}

/// The class of a call that failed before anything was sent.
fn before_sending(causes: &str) -> Cause {
    let causes = causes.to_ascii_lowercase();
    if causes.contains("timed out") {
        Cause::Timeout
    } else if causes.contains("credentials")
        || causes.contains("credential provider")
        || causes.contains("auth scheme")
    {
        Cause::Denied
    } else {
        Cause::Unavailable
    }
}

/// The class of a service's error: by its code, else by its HTTP status.
fn answered(code: Option<&str>, status: u16) -> Cause {
    let Some(code) = code else { return without_code(status) };
    match code.strip_suffix("Exception").unwrap_or(code) {
        "AccessDenied"
        | "MissingAuthenticationToken"
        | "UnrecognizedClient"
        | "InvalidClientTokenId"
        | "InvalidSignature"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "ExpiredToken"
        | "RequestExpired"
        | "OptInRequired" => Cause::Denied,
        "Throttling"
        | "Throttled"
        | "RequestThrottled"
        | "TooManyRequests"
        | "RequestLimitExceeded"
        | "SlowDown" => Cause::Throttled,
        _ if status >= 400 => match without_code(status) {
            cause @ (Cause::Denied | Cause::Throttled) => cause,
            Cause::NoAccess | Cause::Unavailable | Cause::Timeout | Cause::Malformed => Cause::Unavailable,
        },
        _ => Cause::Unavailable,
    }
}

fn without_code(status: u16) -> Cause {
    match status {
        200..=299 => Cause::Malformed,
        401 | 403 => Cause::Denied,
        429 => Cause::Throttled,
        _ => Cause::Unavailable,
    }
}

/// A host name that AWS does not have, an operation that the endpoint does not know, or a refusal that
/// names the Region as its reason. If the endpoint is configured, an unknown host name says nothing
/// about the Region.
fn is_not_offered<E: ProvideErrorMetadata>(
    error: &SdkError<E, HttpResponse>,
    causes: &str,
    endpoint: Endpoint,
) -> bool {
    match error {
        SdkError::ServiceError(_) => match error.code() {
            Some("UnknownOperationException") => true,
            Some("AccessDeniedException" | "AccessDenied" | "ValidationException" | "ValidationError") => {
                error.message().is_some_and(blames_region)
            }
            Some(_) | None => false,
        },
        SdkError::DispatchFailure(_) => endpoint == Endpoint::Derived && names_no_host(causes),
        SdkError::ConstructionFailure(_) | SdkError::TimeoutError(_) | SdkError::ResponseError(_) => false,
        _ => false,
    }
}

fn blames_region(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    let refused = ["not available", "not supported", "not offered", "unsupported", "unavailable"];
    message.contains("region") && refused.iter().any(|words| message.contains(words))
}

/// What resolvers say about a name that does not exist (EAI_NONAME: glibc, musl, macOS); a resolver
/// that failed says something else.
fn names_no_host(causes: &str) -> bool {
    let words = ["Name or service not known", "Name does not resolve", "nodename nor servname provided"];
    words.iter().any(|words| causes.contains(words))
}

/// The service's message, with what it leaves out.
fn explained(message: &str, code: Option<&str>) -> String {
    match code {
        Some("UnrecognizedClientException" | "InvalidClientTokenId") => {
            format!("{message} (if the credentials are valid, this Region is not enabled for the account)")
        }
        Some(_) | None => message.to_owned(),
    }
}
