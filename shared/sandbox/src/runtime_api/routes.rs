//! The four paths of the Runtime API, version 2018-06-01.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::desk::Desk;
use super::{FunctionError, Invocation, Outcome};

const VERSION: &str = "/2018-06-01/runtime/";

type Reply = Response<Full<Bytes>>;

pub(super) async fn answer(desk: Arc<Desk>, request: Request<Incoming>) -> Result<Reply, Infallible> {
    let method = request.method().clone();
    let path = request.uri().path().strip_prefix(VERSION).unwrap_or_default().to_owned();
    let body = match request.into_body().collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => return Ok(status(StatusCode::BAD_REQUEST)),
    };
    let parts: Vec<&str> = path.split('/').collect();
    Ok(match (method, parts.as_slice()) {
        (Method::GET, ["invocation", "next"]) => next(&desk).await,
        (Method::POST, ["invocation", id, "response"]) => {
            accepted(desk.answer(id, Outcome::Response(read(&body))))
        }
        (Method::POST, ["invocation", id, "error"]) => {
            accepted(desk.answer(id, Outcome::Error(read_error(&body))))
        }
        (Method::POST, ["init", "error"]) => {
            desk.init_failed(read_error(&body));
            accepted(true)
        }
        _ => status(StatusCode::NOT_FOUND),
    })
}

async fn next(desk: &Desk) -> Reply {
    let Some(invocation) = desk.next().await else {
        return status(StatusCode::GONE);
    };
    let Invocation { event, deadline, function_arn, request_id } = invocation;
    let reply = Response::builder()
        .header("content-type", "application/json")
        .header("lambda-runtime-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0")
        .header("lambda-runtime-deadline-ms", deadline)
        .header("lambda-runtime-invoked-function-arn", function_arn)
        .header("lambda-runtime-aws-request-id", request_id)
        .body(Full::new(Bytes::from(event)));
    reply.unwrap_or_else(|_| status(StatusCode::INTERNAL_SERVER_ERROR))
}

/// An answer that is not JSON is kept as its text.
fn read(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(body).into_owned()))
}

fn read_error(body: &[u8]) -> FunctionError {
    let error = read(body);
    let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    FunctionError { error_type: text("errorType"), error_message: text("errorMessage") }
}

fn accepted(known: bool) -> Reply {
    if !known {
        return status(StatusCode::BAD_REQUEST);
    }
    let mut reply = Response::new(Full::new(Bytes::from(json!({"status": "OK"}).to_string())));
    *reply.status_mut() = StatusCode::ACCEPTED;
    reply
}

fn status(status: StatusCode) -> Reply {
    let mut reply = Response::new(Full::new(Bytes::new()));
    *reply.status_mut() = status;
    reply
}
