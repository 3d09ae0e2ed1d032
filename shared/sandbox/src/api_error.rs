//! A service's error, before a protocol encodes it.
//!
//! The codes and statuses of the shorthands are the services' own: an SDK must classify the sandbox's
//! errors exactly like the real ones.

use crate::call::Call;
use crate::service::Service;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl ApiError {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into() }
    }

    pub(crate) fn access_denied(call: &Call) -> Self {
        let (status, code) = match call.service {
            Service::Sns => (403, "AuthorizationError"),
            Service::Sts => (403, "AccessDenied"),
            Service::Dynamodb | Service::Organizations | Service::Tagging => (400, "AccessDeniedException"),
            Service::Status(check) => (check.row().denied, "AccessDeniedException"),
        };
        let message = format!(
            "User: {} is not authorized to perform: {}:{} because no identity-based policy \
             allows the {}:{} action",
            call.caller_arn(),
            call.service.iam_prefix(),
            call.operation,
            call.service.iam_prefix(),
            call.operation,
        );
        Self::new(status, code, message)
    }

    pub(crate) fn throttling(service: Service) -> Self {
        let (status, code) = match service {
            Service::Sns => (429, "Throttled"),
            Service::Sts => (400, "Throttling"),
            Service::Dynamodb => (400, "ThrottlingException"),
            Service::Organizations => (400, "TooManyRequestsException"),
            Service::Tagging => (400, "ThrottledException"),
            Service::Status(check) => (check.row().throttled, "ThrottlingException"),
        };
        Self::new(status, code, "Rate exceeded")
    }

    pub(crate) fn internal_error(service: Service) -> Self {
        let code = match service {
            Service::Dynamodb => "InternalServerError",
            Service::Sns => "InternalError",
            Service::Sts => "InternalFailure",
            Service::Organizations => "ServiceException",
            Service::Tagging => "InternalServiceException",
            Service::Status(_) => "InternalServerException",
        };
        Self::new(500, code, "Internal server error")
    }

    pub(crate) fn unknown_operation(service: Service, operation: &str) -> Self {
        let message = format!("the sandbox does not serve {service} {operation}");
        Self::new(400, "UnknownOperationException", message)
    }

    /// The member of an error that holds its message.
    pub(crate) fn message_member(service: Service) -> &'static str {
        match service {
            Service::Organizations | Service::Tagging => "Message",
            Service::Dynamodb | Service::Sns | Service::Sts | Service::Status(_) => "message",
        }
    }

    /// The error's `__type`: its shape id with the namespace that the service uses.
    pub(crate) fn shape_id(&self, service: Service) -> String {
        if self.code.contains('#') {
            return self.code.clone();
        }
        let namespace = match service {
            Service::Dynamodb => dynamodb_namespace(&self.code),
            Service::Sns => "com.amazonaws.sns",
            Service::Sts => "com.amazonaws.sts",
            Service::Organizations => "com.amazonaws.organizations.v20161128",
            Service::Tagging => "com.amazonaws.resourcegroupstaggingapi",
            Service::Status(check) => check.row().namespace,
        };
        format!("{namespace}#{}", self.code)
    }
}

/// DynamoDB's front end answers some errors itself, under names of its own.
fn dynamodb_namespace(code: &str) -> &'static str {
    match code {
        "ThrottlingException" => "com.amazon.coral.availability",
        "AccessDeniedException"
        | "ExpiredTokenException"
        | "IncompleteSignatureException"
        | "InvalidSignatureException"
        | "MissingAuthenticationTokenException"
        | "SerializationException"
        | "UnknownOperationException"
        | "UnrecognizedClientException"
        | "ValidationException" => "com.amazon.coral.service",
        _ => "com.amazonaws.dynamodb.v20120810",
    }
}
