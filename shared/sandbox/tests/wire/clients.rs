//! SDK clients of a sandbox, and a bare HTTP client for what no SDK would send.

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_sts::config::{Credentials, Region};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{HeaderMap, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use rollcall_sandbox::{Options, Sandbox};
use serde_json::Value;

pub(crate) const ACCOUNT: &str = "111122223333";
pub(crate) const REGION: &str = "us-east-1";
pub(crate) const TOPIC: &str = "arn:aws:sns:us-east-1:111122223333:rollcall";

pub(crate) async fn sandbox() -> Sandbox {
    Sandbox::start(Options::default()).await.unwrap()
}

/// With an organization of so many accounts, its management account being the default account.
pub(crate) async fn organization(accounts: usize) -> Sandbox {
    Sandbox::start(Options { accounts, ..Options::default() }).await.unwrap()
}

/// What SDK clients are built from, for the sandbox's default account.
pub(crate) async fn config(sandbox: &Sandbox) -> SdkConfig {
    config_of(sandbox, "AKIASANDBOX", REGION).await
}

/// The same for another access key and Region.
pub(crate) async fn config_of(sandbox: &Sandbox, key: &str, region: &str) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(sandbox.url())
        .http_client(aws_smithy_http_client::Builder::new().build_http()) // past any proxy
        .region(Region::new(region.to_owned()))
        .credentials_provider(Credentials::new(key, "secret", None, None, "test"))
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::disabled())
        .load()
        .await
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

/// Sends `METHOD /path` with these headers and this body.
pub(crate) async fn send(
    sandbox: &Sandbox,
    line: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Result<Answer, hyper_util::client::legacy::Error> {
    let (method, path) = line.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(format!("{}{path}", sandbox.url()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let client = Client::builder(TokioExecutor::new()).build_http();
    let answer = client.request(request.body(Full::new(body.into())).unwrap()).await?;
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Ok(Answer { status: parts.status, headers: parts.headers, body })
}
