//! A request as the sandbox understands it: service, operation, protocol and caller.
//!
//! Parsed once, on arrival; what no service serves is refused here.

use bytes::Bytes;
use hyper::HeaderMap;
use hyper::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api_error::ApiError;
use crate::credential::Credential;
use crate::protocol::{Protocol, query};
use crate::service::Service;
use rollcall_core::identity::{AccountId, Target};
use rollcall_core::region::Region;

#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) service: Service,
    pub(crate) operation: String,
    pub(crate) protocol: Protocol,
    pub(crate) target: Target,
    pub(crate) assumed_role: bool,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Which service and operation, in which protocol.
type Route = (Service, String, Protocol);

impl Call {
    /// None if the request is for no service of the sandbox.
    pub(crate) fn parse(parts: Parts, body: Bytes, home: &Target) -> Option<Self> {
        let (service, operation, protocol) = rpc_route(parts.uri.path())
            .or_else(|| json_route(&parts.headers))
            .or_else(|| query_route(&body))?;
        let credential = Credential::read(&parts.headers);
        let assumed_role = credential.as_ref().is_some_and(Credential::is_assumed_role);
        let target = target_of(credential.as_ref(), home);
        Some(Self { service, operation, protocol, target, assumed_role, headers: parts.headers, body })
    }

    /// The parameters, whatever the protocol.
    pub(crate) fn input(&self) -> Result<Value, ApiError> {
        self.protocol.decode(&self.body)
    }

    /// The parameters as a type; `code` is the service's name for those that are not of it.
    pub(crate) fn read<T: DeserializeOwned>(&self, code: &str) -> Result<T, ApiError> {
        serde_json::from_value(self.input()?)
            .map_err(|error| ApiError::new(400, code, format!("Invalid parameter: {error}")))
    }

    pub(crate) fn body_contains(&self, text: &str) -> bool {
        let wanted = text.as_bytes();
        wanted.is_empty() || self.body.windows(wanted.len()).any(|part| part == wanted)
    }

    /// The caller's ARN, as GetCallerIdentity and AWS's denials write it.
    pub(crate) fn caller_arn(&self) -> String {
        let account: &AccountId = &self.target.account;
        if self.assumed_role {
            format!("arn:aws:sts::{account}:assumed-role/sandbox/sandbox")
        } else {
            format!("arn:aws:iam::{account}:user/sandbox")
        }
    }
}

/// Smithy RPC v2: `/service/<name>/operation/<operation>`.
fn rpc_route(path: &str) -> Option<Route> {
    let (service, operation) = path.strip_prefix("/service/")?.split_once("/operation/")?;
    let service = Service::from_wire(service)?;
    Some((service, operation.to_owned(), Protocol::Cbor))
}

/// AWS JSON: the header `X-Amz-Target: <name>.<operation>`.
fn json_route(headers: &HeaderMap) -> Option<Route> {
    let target = headers.get("x-amz-target")?.to_str().ok()?;
    let (service, operation) = target.split_once('.')?;
    let service = Service::from_wire(service)?;
    Some((service, operation.to_owned(), Protocol::Json))
}

/// AWS Query: the form fields `Action` and `Version`.
fn query_route(body: &[u8]) -> Option<Route> {
    let service = Service::from_query_version(&query::field(body, "Version")?)?;
    Some((service, query::field(body, "Action")?, Protocol::Query))
}

fn target_of(credential: Option<&Credential<'_>>, home: &Target) -> Target {
    let account = credential.and_then(Credential::account);
    let region: Option<Region> = credential.and_then(|found| found.region.parse().ok());
    Target {
        account: account.unwrap_or_else(|| home.account.clone()),
        region: region.unwrap_or_else(|| home.region.clone()),
    }
}
