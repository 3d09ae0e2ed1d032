//! The Runtime API, driven as a function's runtime drives it.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{HeaderMap, Request};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use rollcall_sandbox::runtime_api::{FunctionError, Invocation, Outcome, RuntimeApi};
use serde_json::{Value, json};

const ARN: &str = "arn:aws:lambda:us-east-1:111122223333:function:odb";

fn invocation(id: &str) -> Invocation {
    Invocation::new(&json!({"id": id}), 1_800_000_000_000, ARN, id)
}

/// Calls as the function does.
async fn call(api: &RuntimeApi, line: &str, body: &str) -> (u16, HeaderMap, Bytes) {
    let (method, path) = line.split_once(' ').unwrap();
    let uri = format!("http://{}/2018-06-01/runtime/{path}", api.address());
    let request = Request::builder().method(method).uri(uri);
    let request = request.body(Full::new(Bytes::from(body.to_owned()))).unwrap();
    let client = Client::builder(TokioExecutor::new()).build_http();
    let (parts, body) = client.request(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (parts.status.as_u16(), parts.headers, body)
}

#[tokio::test]
async fn a_function_is_given_its_invocation_and_answers() {
    let api = RuntimeApi::start().await.unwrap();
    let outcome = api.invoke(invocation("one"));
    let (status, headers, body) = call(&api, "GET invocation/next", "").await;
    assert_eq!(status, 200);
    assert_eq!(headers["lambda-runtime-aws-request-id"], "one");
    assert_eq!(headers["lambda-runtime-deadline-ms"], "1800000000000");
    assert_eq!(headers["lambda-runtime-invoked-function-arn"], ARN);
    let event: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(event, json!({"id": "one"}));

    let (status, _, _) = call(&api, "POST invocation/one/response", "{\"observed\":1}").await;
    assert_eq!(status, 202);
    assert_eq!(outcome.await, Outcome::Response(json!({"observed": 1})));
    let (status, _, _) = call(&api, "POST invocation/one/response", "{}").await;
    assert_eq!(status, 400, "nobody waits any more");
}

#[tokio::test]
async fn a_function_waits_for_work_and_gets_it_in_order() {
    let api = RuntimeApi::start().await.unwrap();
    let invoke = async {
        api.polled().await.unwrap();
        drop(api.invoke(invocation("one")));
        drop(api.invoke(invocation("two")));
    };
    let ((_, headers, _), ()) = tokio::join!(call(&api, "GET invocation/next", ""), invoke);
    assert_eq!(headers["lambda-runtime-aws-request-id"], "one");
    let (_, headers, _) = call(&api, "GET invocation/next", "").await;
    assert_eq!(headers["lambda-runtime-aws-request-id"], "two");
}

#[tokio::test]
async fn a_failure_keeps_its_type() {
    let api = RuntimeApi::start().await.unwrap();
    let outcome = api.invoke(invocation("one"));
    call(&api, "GET invocation/next", "").await;
    let body = json!({"errorType": "Store", "errorMessage": "cannot store"}).to_string();
    call(&api, "POST invocation/one/error", &body).await;
    let error = FunctionError { error_type: "Store".into(), error_message: "cannot store".into() };
    assert_eq!(outcome.await, Outcome::Error(error));
}

#[tokio::test]
async fn a_failed_init_is_reported() {
    let api = RuntimeApi::start().await.unwrap();
    let body = json!({"errorType": "Config", "errorMessage": "no table"}).to_string();
    call(&api, "POST init/error", &body).await;
    assert_eq!(api.polled().await.unwrap_err().error_type, "Config");
}
