//! One HTTP connector for all clients: it parses the trust store once, keeps the connections
//! for all, and ends every attempt in time for the invocation's deadline.

use std::time::{Duration, Instant};

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::{Connector, tls};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
    http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;

use crate::deadline::Deadline;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// The HTTP client of every SDK client.
pub fn http_client(deadline: &Deadline) -> SharedHttpClient {
    through(ProxyConfig::from_env(), deadline)
}

/// The HTTP client for this machine, which no proxy reaches.
pub(crate) fn loopback_client() -> SharedHttpClient {
    through(ProxyConfig::disabled(), &Deadline::default())
}

fn through(proxy: ProxyConfig, deadline: &Deadline) -> SharedHttpClient {
    let settings = HttpConnectorSettings::builder().connect_timeout(CONNECT_TIMEOUT).build();
    let inner = Connector::builder()
        .connector_settings(settings)
        .proxy_config(proxy)
        .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::AwsLc))
        .build();
    let bounded = Bounded { inner: SharedHttpConnector::new(inner), deadline: deadline.clone() };
    let connector = SharedHttpConnector::new(bounded);
    http_client_fn(move |_, _| connector.clone())
}

/// Ends a call when the deadline's share for it is over.
#[derive(Debug)]
struct Bounded {
    inner: SharedHttpConnector,
    deadline: Deadline,
}

impl HttpConnector for Bounded {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let limit = self.deadline.attempt(Instant::now());
        let call = self.inner.call(request);
        HttpConnectorFuture::new(async move {
            let answer = tokio::time::timeout(limit, call).await;
            answer.unwrap_or_else(|_| Err(ConnectorError::timeout(TookTooLong(limit).into())))
        })
    }
}

#[derive(Debug, thiserror::Error)]
#[error("no answer within {} ms, all that the invocation's deadline leaves for one attempt", .0.as_millis())]
struct TookTooLong(Duration);
