//! What can go wrong with a call, and the class of each failure. All services are classed alike; here
//! one of them shows it.

use std::error::Error;
use std::io;
use std::time::Duration;

use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::timeout::TimeoutConfig;
use rollcall_checks::odb::RULES;
use rollcall_core::observation::{Blindness, Cause, Observation};
use serde_json::json;

use crate::replay::{Network, Reply, ask, blind, headers, observe};

fn error(status: u16, code: &str, message: &str) -> Reply {
    let body = json!({"__type": format!("com.amazonaws.odb#{code}"), "message": message});
    Reply::Answer(status, headers("application/x-amz-json-1.0"), body.to_string().into_bytes())
}

async fn failed(reply: Reply) -> Blindness {
    blind(observe(&RULES, reply).await)
}

#[tokio::test]
async fn an_error_is_classed_by_its_code() {
    let denied = [
        "AccessDeniedException",
        "AccessDenied",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "UnrecognizedClientException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "IncompleteSignature",
        "ExpiredToken",
        "ExpiredTokenException",
        "OptInRequired",
    ];
    let throttled =
        ["ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown"];
    let unavailable =
        ["InternalServerException", "ValidationException", "ServiceUnavailableException", "Whatever"];
    let of = |cause, codes: &[&'static str]| codes.iter().map(|&code| (code, cause)).collect::<Vec<_>>();
    let cases =
        [of(Cause::Denied, &denied), of(Cause::Throttled, &throttled), of(Cause::Unavailable, &unavailable)];
    for (code, cause) in cases.concat() {
        let blindness = failed(error(400, code, "so it is")).await;
        assert_eq!((blindness.cause, blindness.code.as_deref()), (cause, Some(code)));
        assert!(blindness.message.starts_with("so it is"), "{}", blindness.message);
        assert_eq!(blindness.request_id.as_deref(), Some("0f1e2d3c"));
    }
}

#[tokio::test]
async fn an_error_without_a_known_code_is_classed_by_its_http_status() {
    let cases = [
        (401, Cause::Denied),
        (403, Cause::Denied),
        (429, Cause::Throttled),
        (404, Cause::Unavailable),
        (500, Cause::Unavailable),
        (502, Cause::Unavailable),
        (503, Cause::Unavailable),
    ];
    for (status, cause) in cases {
        for body in ["<html>proxy</html>", "", "{}"] {
            let reply = Reply::Answer(status, headers("text/html"), body.as_bytes().to_vec());
            let blindness = failed(reply).await;
            assert_eq!(blindness.cause, cause, "{status} {body:?}: {blindness:?}");
            assert!(!blindness.message.is_empty() && blindness.message != "service error", "{blindness:?}");
        }
        assert_eq!(failed(error(status, "Whatever", "m")).await.cause, cause, "{status}");
    }
}

#[tokio::test]
async fn a_denial_by_a_service_control_policy_keeps_its_words() {
    let message = "User: arn:x is not authorized to perform: odb:GetOciOnboardingStatus with an explicit deny in a service control policy";
    assert_eq!(failed(error(400, "AccessDeniedException", message)).await.message, message);
}

#[tokio::test]
async fn good_credentials_in_a_disabled_region_are_hinted_at() {
    let message =
        failed(error(400, "UnrecognizedClientException", "The security token is invalid.")).await.message;
    let expected = "The security token is invalid. (if the credentials are valid, this Region is not enabled for the account)";
    assert_eq!(message, expected);
}

#[tokio::test]
async fn of_a_link_in_an_error_the_host_stays() {
    let links = [
        "https://cloud.oracle.com/link?token=s3cr3t",
        "https:\\/\\/cloud.oracle.com\\/link\\/s3cr3t",
        "\"https://cloud.oracle.com/link/s3cr3t\",\n",
        "https%3A%2F%2Fcloud.oracle.com%2Fs3cr3t",
        "https://cloud.oracle.com/?a=s3cr3t&amp;b=c",
    ];
    for link in links {
        let message = format!("Activate at {link} first.");
        let shown = failed(error(400, "ValidationException", &message)).await.message;
        let words: Vec<&str> = shown.split_whitespace().collect();
        assert_eq!(words, ["Activate", "at", "https://cloud.oracle.com/[hidden]", "first."], "{link}");
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_malformed() {
    for body in ["", "[]", "<html>", "{\"status\":", "{\"status\":7}"] {
        let blindness =
            failed(Reply::Answer(200, headers("application/json"), body.as_bytes().to_vec())).await;
        assert_eq!(blindness.cause, Cause::Malformed, "{body:?}: {blindness:?}");
    }
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let network = Network::new(Reply::Silence);
    let timeouts = TimeoutConfig::builder().operation_timeout(Duration::from_millis(5)).build();
    let config = network.configuration().timeout_config(timeouts).build();
    let blindness = blind(ask(&config, &RULES, "us-east-1").await);
    assert_eq!(blindness.cause, Cause::Timeout);
    assert!(blindness.message.contains("timeout"), "{}", blindness.message);
}

#[tokio::test]
async fn a_connection_that_times_out_is_a_timeout() {
    let failure = || ConnectorError::timeout("HTTP connect timeout occurred after 1s".into());
    assert_eq!(failed(Reply::Failure(failure)).await.cause, Cause::Timeout);
}

/// An error with a cause, as the HTTP stack nests them.
#[derive(Debug)]
struct Nested(&'static str, io::Error);

impl std::fmt::Display for Nested {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.0)
    }
}

impl Error for Nested {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.1)
    }
}

fn connection(cause: &'static str) -> ConnectorError {
    ConnectorError::io(Box::new(Nested("client error (Connect)", io::Error::other(cause))))
}

#[tokio::test]
async fn a_failed_connection_reports_its_whole_cause() {
    let blindness =
        failed(Reply::Failure(|| connection("tcp connect error:\n Connection refused (os error 111)"))).await;
    assert_eq!(blindness.cause, Cause::Unavailable);
    let expected = "tcp connect error: Connection refused (os error 111)";
    assert!(blindness.message.ends_with(expected), "{}", blindness.message);
}

const NO_SUCH_HOST: fn() -> ConnectorError =
    || connection("dns error: failed to lookup address information: Name or service not known");

#[tokio::test]
async fn a_host_that_does_not_exist_means_that_the_service_is_not_offered_there() {
    assert_eq!(observe(&RULES, Reply::Failure(NO_SUCH_HOST)).await, Observation::NotApplicable);
}

#[tokio::test]
async fn a_resolver_that_fails_says_nothing_of_the_service() {
    let failure = || {
        connection("dns error: failed to lookup address information: Temporary failure in name resolution")
    };
    assert_eq!(failed(Reply::Failure(failure)).await.cause, Cause::Unavailable);
}

#[tokio::test]
async fn a_configured_endpoint_that_does_not_exist_is_unavailable() {
    let network = Network::new(Reply::Failure(NO_SUCH_HOST));
    let config = network.configuration().endpoint_url("http://emulator.invalid:4566").build();
    for region in ["us-east-1", "eu-west-1"] {
        assert_eq!(blind(ask(&config, &RULES, region).await).cause, Cause::Unavailable);
    }
}

#[tokio::test]
async fn an_operation_or_region_that_is_refused_as_such_is_not_applicable() {
    for (code, message) in [
        ("UnknownOperationException", ""),
        ("AccessDeniedException", "Oracle Database@AWS is not available in this Region."),
        ("ValidationException", "The operation is not supported in region eu-north-1"),
    ] {
        assert_eq!(observe(&RULES, error(400, code, message)).await, Observation::NotApplicable, "{code}");
    }
}

#[tokio::test]
async fn no_credentials_is_a_denial() {
    let network = Network::new(Reply::Silence);
    let mut configuration = network.configuration();
    configuration.set_credentials_provider(None);
    let blindness = blind(ask(&configuration.build(), &RULES, "us-east-1").await);
    assert_eq!(blindness.cause, Cause::Denied, "{blindness:?}");
}
