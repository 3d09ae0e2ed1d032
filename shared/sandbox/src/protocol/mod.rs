//! The wire protocols of AWS: one answer in, three forms out.
//!
//! A service answers with a JSON value and knows nothing of the protocol it was asked in.

mod cbor;
mod json;
pub(crate) mod query;
mod xml;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::Value;

use crate::api_error::ApiError;
use crate::call::Call;

/// Complete, ready to be sent.
pub(crate) type Reply = Response<Full<Bytes>>;

pub(crate) type Answer = Result<Value, ApiError>;

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// How a request and its answer are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// AWS JSON 1.0 or 1.1.
    Json,
    /// Smithy RPC v2 CBOR.
    Cbor,
    /// AWS Query: a form in, XML out.
    Query,
}

impl Protocol {
    pub(crate) fn decode(self, body: &[u8]) -> Answer {
        match self {
            Self::Json => json::decode(body),
            Self::Cbor => cbor::decode(body),
            Self::Query => Ok(query::decode(body)),
        }
    }

    pub(crate) fn encode(self, call: &Call, answer: &Answer, request_id: &str) -> Reply {
        let (content_type, body) = match self {
            Self::Json => (json::content_type(call.service), json::encode(call.service, answer)),
            Self::Cbor => (cbor::CONTENT_TYPE, cbor::encode(call.service, answer)),
            Self::Query => (xml::CONTENT_TYPE, xml::encode(call, answer, request_id)),
        };
        let mut reply = Response::new(Full::new(Bytes::from(body)));
        let headers = reply.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        insert(headers, REQUEST_ID, request_id);
        if self == Self::Cbor {
            headers.insert("smithy-protocol", HeaderValue::from_static(cbor::PROTOCOL));
        }
        if let Err(error) = answer {
            insert(headers, HeaderName::from_static("x-amzn-errortype"), &error.code);
            *reply.status_mut() =
                StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        }
        reply
    }
}

/// Inserts a header, unless HTTP forbids its value.
fn insert(headers: &mut hyper::HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
