//! One HTTP connector for all clients: it parses the trust store once, and all share its connections.

use std::time::Duration;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::{Connector, tls};
use aws_smithy_runtime_api::client::http::{
    HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn,
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// The HTTP client of every SDK client.
pub fn http_client() -> SharedHttpClient {
    through(ProxyConfig::from_env())
}

/// The HTTP client for this machine. No proxy reaches this machine.
pub(crate) fn loopback_client() -> SharedHttpClient {
    through(ProxyConfig::disabled())
}

fn through(proxy: ProxyConfig) -> SharedHttpClient {
    let settings = HttpConnectorSettings::builder().connect_timeout(CONNECT_TIMEOUT).build();
    let connector = Connector::builder()
        .connector_settings(settings)
        .proxy_config(proxy)
        .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::AwsLc))
        .build();
    let connector = SharedHttpConnector::new(connector);
    http_client_fn(move |_, _| connector.clone())
}
