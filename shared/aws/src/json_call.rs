//! Calls of AWS services that speak JSON 1.1, as rows of data on the SDK's own runtime: signatures, retries,
//! timeouts and errors are those of every SDK client.
//!
//! A generated client of Organizations has 126,000 lines, for two operations. The runtime crates say that
//! they are not made to be used directly; so nothing but this file does.

use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::auth::{SigV4OperationSigningConfig, SigningOptions};
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::auth::{
    AuthSchemeOptionResolverParams, SharedAuthScheme, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::identity::SharedIdentityResolver;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::SigningName;
use aws_types::region::{Region, SigningRegion};
use aws_types::request_id::RequestId;
use aws_types::service_config::ServiceConfigKey;
use serde_json::Value;

use crate::sdk::BEHAVIOR;

/// A service that speaks JSON 1.1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JsonService {
    /// The SDK's id of the service, by which its own endpoint is configured.
    pub(crate) id: &'static str,
    /// What stands before the operation in the header `X-Amz-Target`.
    pub(crate) target: &'static str,
    /// The name that requests are signed for.
    pub(crate) signing_name: &'static str,
    /// The beginning of its host name.
    pub(crate) host: &'static str,
}

/// What a service refused.
#[derive(Debug)]
pub(crate) struct Refusal(ErrorMetadata);

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::error::Error for Refusal {}

impl ProvideErrorMetadata for Refusal {
    fn meta(&self) -> &ErrorMetadata {
        &self.0
    }
}

impl RequestId for Refusal {
    fn request_id(&self) -> Option<&str> {
        self.0.request_id()
    }
}

/// Calls an operation in a Region.
pub(crate) async fn call(
    config: &SdkConfig,
    service: JsonService,
    region: &'static str,
    operation: &'static str,
    input: Value,
) -> Result<Value, SdkError<Refusal, HttpResponse>> {
    let target = format!("{}.{operation}", service.target);
    let mut builder = Operation::builder()
        .service_name(service.id)
        .operation_name(operation)
        .behavior_version(BEHAVIOR())
        .endpoint_url(&endpoint(config, service, region))
        .runtime_plugin(signed(config, service, region))
        .standard_retry(config.retry_config().unwrap_or(&RetryConfig::standard()))
        .retry_classifier(aws_runtime::retries::classifiers::AwsErrorCodeClassifier::<Refusal>::new())
        .retry_classifier(TransientErrorClassifier::<Refusal>::new())
        .retry_classifier(HttpStatusCodeClassifier::default())
        .timeout_config(config.timeout_config().cloned().unwrap_or_else(TimeoutConfig::disabled));
    if let Some(http_client) = config.http_client() {
        builder = builder.http_client(http_client);
    }
    if let Some(sleep) = config.sleep_impl() {
        builder = builder.sleep_impl(sleep);
    }
    let operation = builder
        .serializer(move |input: Value| request(&target, &input))
        .deserializer(|response: &HttpResponse| read(response))
        .build();
    operation.invoke(input).await
}

/// The service's own endpoint comes before that of all services, as in every SDK.
fn endpoint(config: &SdkConfig, service: JsonService, region: &str) -> String {
    let key =
        ServiceConfigKey::builder().service_id(service.id).env("AWS_ENDPOINT_URL").profile("endpoint_url");
    let own = key.build().ok().zip(config.service_config()).and_then(|(key, load)| load.load_config(key));
    let configured = own.or_else(|| config.endpoint_url().map(str::to_owned));
    configured.unwrap_or_else(|| {
        let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        format!("https://{}.{region}.{domain}", service.host)
    })
}

fn signed(config: &SdkConfig, service: JsonService, region: &'static str) -> StaticRuntimePlugin {
    let mut layer = Layer::new("signing");
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    let mut signing_options = SigningOptions::default();
    signing_options.double_uri_encode = true;
    signing_options.normalize_uri_path = true;
    layer.store_put(SigV4OperationSigningConfig {
        region: Some(SigningRegion::from(Region::from_static(region))),
        name: Some(SigningName::from_static(service.signing_name)),
        signing_options,
        ..SigV4OperationSigningConfig::default()
    });
    let mut components = RuntimeComponentsBuilder::new("signing");
    components.set_auth_scheme_option_resolver(Some(SharedAuthSchemeOptionResolver::new(
        StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID]),
    )));
    components.push_auth_scheme(SharedAuthScheme::new(SigV4AuthScheme::new()));
    components.set_identity_cache(Some(IdentityCache::no_cache()));
    if let Some(credentials) = config.credentials_provider() {
        components.set_identity_resolver(SCHEME_ID, SharedIdentityResolver::new(credentials));
    }
    StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components)
}

fn request(target: &str, input: &Value) -> Result<HttpRequest, BoxError> {
    let mut request = HttpRequest::new(SdkBody::from(input.to_string()));
    request.set_method("POST")?;
    request.set_uri("/")?;
    request.headers_mut().insert("content-type", "application/x-amz-json-1.1");
    request.headers_mut().insert("x-amz-target", target.to_owned());
    Ok(request)
}

fn read(response: &HttpResponse) -> Result<Value, OrchestratorError<Refusal>> {
    let body = response.body().bytes().unwrap_or_default();
    if response.status().is_success() {
        return serde_json::from_slice(body).map_err(|error| OrchestratorError::response(error.into()));
    }
    Err(OrchestratorError::operation(refusal(response, body)))
}

/// The code stands in `__type`, after the namespace, or in a header; the message in `message` or `Message`.
fn refusal(response: &HttpResponse, body: &[u8]) -> Refusal {
    let fields: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
    let code = response.headers().get("x-amzn-errortype").map(str::to_owned).or_else(|| text("__type"));
    let code = code.map(|code| plain_code(&code).to_owned());
    let mut metadata = ErrorMetadata::builder();
    metadata = metadata.custom("aws_request_id", response.request_id().unwrap_or_default().to_owned());
    if let Some(code) = code {
        metadata = metadata.code(code);
    }
    if let Some(message) = text("message").or_else(|| text("Message")) {
        metadata = metadata.message(message);
    }
    Refusal(metadata.build())
}

/// `com.amazonaws.organizations#AccessDeniedException:http://…` without what stands around it.
fn plain_code(code: &str) -> &str {
    let code = code.rsplit_once('#').map_or(code, |(_, code)| code);
    code.split_once(':').map_or(code, |(code, _)| code)
}
