//! A connector that answers every request with one canned reply, and a client configuration for it.

use std::sync::{Arc, Mutex};

use aws_sdk_odb::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::sdk_config::Builder;
use rollcall_checks::Services;
use rollcall_core::check::CheckRules;
use rollcall_core::identity::{Enrollment, Target};
use rollcall_core::observation::{Blindness, Observation, Snapshot};
use rollcall_core::ports::StatusSource as _;

/// What comes back from the network.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// An HTTP answer: status, headers, body.
    Answer(u16, Vec<(&'static str, String)>, Vec<u8>),
    Failure(fn() -> ConnectorError),
    /// Never an answer.
    Silence,
}

/// A network with one reply. It notes what it was asked.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    reply: Reply,
    asked: Arc<Mutex<Vec<HttpRequest>>>,
}

impl HttpConnector for Network {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.asked.lock().expect("no test panics while it holds the lock").push(request);
        match &self.reply {
            Reply::Answer(status, headers, body) => {
                let status = (*status).try_into().expect("a valid HTTP status");
                let mut answer = HttpResponse::new(status, SdkBody::from(body.clone()));
                for (name, value) in headers {
                    answer.headers_mut().insert(*name, value.clone());
                }
                HttpConnectorFuture::ready(Ok(answer))
            }
            Reply::Failure(failure) => HttpConnectorFuture::ready(Err(failure())),
            Reply::Silence => HttpConnectorFuture::new(std::future::pending()),
        }
    }
}

impl Network {
    pub(crate) fn new(reply: Reply) -> Self {
        Self { reply, asked: Arc::default() }
    }

    /// A configuration for us-east-1 on this network, without retries.
    pub(crate) fn configuration(&self) -> Builder {
        let connector = SharedHttpConnector::new(self.clone());
        let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(RetryConfig::disabled())
            .http_client(http_client_fn(move |_, _| connector.clone()))
    }

    /// The host and one header of the only request.
    pub(crate) fn asked(&self, header: &str) -> (String, String) {
        let asked = self.asked.lock().expect("no test panics while it holds the lock");
        let [request] = &asked[..] else { panic!("{} requests", asked.len()) };
        (request.uri().to_owned(), request.headers().get(header).unwrap_or_default().to_owned())
    }
}

pub(crate) fn target(region: &str) -> Target {
    let key: Enrollment = format!("odb/111122223333/{region}").parse().expect("a valid key");
    key.target
}

/// What a check observes from a reply.
pub(crate) async fn observe(check: &'static CheckRules, reply: Reply) -> Observation {
    let network = Network::new(reply);
    ask(&network.configuration().build(), check, "us-east-1").await
}

/// What a check observes in a Region under a configuration.
pub(crate) async fn ask(config: &SdkConfig, check: &'static CheckRules, region: &str) -> Observation {
    Services::new(config).fetch(check, &target(region)).await
}

pub(crate) fn seen(observation: Observation) -> Snapshot {
    match observation {
        Observation::Observed(snapshot) => snapshot,
        Observation::NotApplicable | Observation::Blind(_) => panic!("{observation:?}"),
    }
}

pub(crate) fn blind(observation: Observation) -> Blindness {
    match observation {
        Observation::Blind(blindness) => blindness,
        Observation::NotApplicable | Observation::Observed(_) => panic!("{observation:?}"),
    }
}

/// `onboarding=ACTIVE identity-domain=FAILED(quota)`.
pub(crate) fn components(snapshot: &Snapshot) -> String {
    let shown = |(name, reading): (&String, &rollcall_core::observation::Reading)| {
        let reason = reading.reason.as_ref().map(|reason| format!("({reason})")).unwrap_or_default();
        format!("{name}={}{reason}", reading.status)
    };
    snapshot.components().iter().map(shown).collect::<Vec<_>>().join(" ")
}

/// `created=… role-arn=…`.
pub(crate) fn facts(snapshot: &Snapshot) -> String {
    let shown = |(name, fact): (&String, &String)| format!("{name}={fact}");
    snapshot.facts().iter().map(shown).collect::<Vec<_>>().join("\n")
}

/// A JSON 1.0 answer with status 200.
pub(crate) fn json(body: &serde_json::Value) -> Reply {
    Reply::Answer(200, headers("application/x-amz-json-1.0"), body.to_string().into_bytes())
}

pub(crate) fn headers(content_type: &str) -> Vec<(&'static str, String)> {
    vec![("content-type", content_type.to_owned()), ("x-amzn-requestid", "0f1e2d3c".to_owned())]
}
