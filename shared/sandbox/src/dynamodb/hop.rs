//! The hop from the sandbox's port to the database engine's own.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use hyper::{HeaderMap, Request, Response, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::api_error::ApiError;
use crate::call::Call;
use crate::protocol::{REQUEST_ID, Reply};

/// What the engine reads.
const FORWARDED: [HeaderName; 4] = [
    AUTHORIZATION,
    CONTENT_TYPE,
    HeaderName::from_static("x-amz-date"),
    HeaderName::from_static("x-amz-target"),
];

/// What the client needs of the engine's answer.
const RETURNED: [HeaderName; 3] = [CONTENT_TYPE, REQUEST_ID, HeaderName::from_static("x-amz-crc32")];

/// A pool of connections to the engine.
#[derive(Debug)]
pub(super) struct Hop {
    client: Client<HttpConnector, Full<Bytes>>,
    uri: Uri,
}

impl Hop {
    pub(super) fn to(address: SocketAddr) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let uri = Uri::builder()
            .scheme("http")
            .authority(address.to_string())
            .path_and_query("/")
            .build()
            .unwrap_or_default();
        Self { client: Client::builder(TokioExecutor::new()).build(connector), uri }
    }

    /// Asks the engine, and waits for its answer even if the client has gone: a call takes effect as a
    /// whole or not at all.
    pub(super) async fn forward(&self, call: &Call) -> Result<Reply, ApiError> {
        let mut request = Request::post(self.uri.clone());
        if let Some(headers) = request.headers_mut() {
            copy(&call.headers, headers, &FORWARDED);
        }
        let request = request.body(Full::new(call.body.clone())).map_err(unreachable)?;
        let answered = self.client.request(request);
        let heard = tokio::spawn(async move {
            let (parts, body) = answered.await.map_err(unreachable)?.into_parts();
            let body = body.collect().await.map_err(unreachable)?.to_bytes();
            Ok((parts, body))
        });
        let (parts, body) = heard.await.map_err(unreachable)??;
        let mut reply = Response::new(Full::new(body));
        *reply.status_mut() = parts.status;
        copy(&parts.headers, reply.headers_mut(), &RETURNED);
        Ok(reply)
    }
}

fn copy(from: &HeaderMap, to: &mut HeaderMap, names: &[HeaderName]) {
    for name in names {
        if let Some(value) = from.get(name) {
            to.insert(name, value.clone());
        }
    }
}

/// The engine cannot be asked: it is stopping, or it panicked.
fn unreachable(error: impl std::fmt::Display) -> ApiError {
    let message = format!("the sandbox's database did not answer: {error}");
    ApiError::new(500, "InternalServerError", message)
}
