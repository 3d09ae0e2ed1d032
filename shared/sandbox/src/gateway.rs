//! The path of a request through the sandbox: record, fault, effect, fault, answer.
//!
//! The one place that owns this order. A fault before the effect prevents it; a fault after the effect
//! counts as reached only when the effect is done.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Body;
use hyper::{Request, Response, StatusCode};
use uuid::Uuid;

use crate::call::Call;
use crate::cloud::Cloud;
use crate::control;
use crate::faults::{ActiveFault, Interruption, When};
use crate::journal::Entry;
use crate::protocol::{Answer, REQUEST_ID, Reply};
use crate::request::Outcome;
use crate::service::Service;
use crate::{organization, sns, status, sts};

/// DynamoDB's own limit, the largest of all; the control endpoint has none of its own.
const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The connection must close without an answer.
#[derive(Debug, thiserror::Error)]
#[error("cut by a fault")]
pub(crate) struct Cut;

/// Answers any request on the sandbox's port.
pub(crate) async fn answer<B>(cloud: Arc<Cloud>, request: Request<B>) -> Result<Reply, Cut>
where
    B: Body + Send,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, BODY_BYTES_MAX).collect().await else {
        return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE, "the body is incomplete or over 16 MiB\n"));
    };
    let body = body.to_bytes();
    if let Some(path) = parts.uri.path().strip_prefix(control::PREFIX) {
        return Ok(control::answer(&cloud, &parts.method, path, &body));
    }
    match Call::parse(parts, body, &cloud.home) {
        Some(call) => serve(&cloud, &call).await,
        None => Ok(plain(StatusCode::NOT_FOUND, NOT_SERVED)),
    }
}

const NOT_SERVED: &str = "The Rollcall sandbox serves DynamoDB, SNS, STS, Organizations, the tagging API and \
    the status APIs here; this request is for something else.\n";

async fn serve(cloud: &Cloud, call: &Call) -> Result<Reply, Cut> {
    let entry = cloud.journal.arrive(call);
    let served = match cloud.faults.take(call) {
        None => Ok(execute(cloud, call, &entry).await),
        Some(fault) => serve_with(&fault, cloud, call, &entry).await,
    };
    entry.finish(match &served {
        Ok(reply) => Outcome::Answered { status: reply.status().as_u16() },
        Err(Cut) => Outcome::Cut,
    });
    served
}

async fn serve_with(fault: &ActiveFault, cloud: &Cloud, call: &Call, entry: &Entry) -> Result<Reply, Cut> {
    let reply = match fault.fault.when {
        When::Before => None,
        When::After => Some(execute(cloud, call, entry).await),
    };
    entry.held(fault.id, fault.fault.effect.as_str());
    fault.hit();
    match (fault.strike(call).await, reply) {
        (Interruption::None, Some(reply)) => Ok(reply),
        (Interruption::None, None) => Ok(execute(cloud, call, entry).await),
        (Interruption::Error(error), _) => Ok(encode(call, &Err(error))),
        (Interruption::Cut, _) => Err(Cut),
    }
}

async fn execute(cloud: &Cloud, call: &Call, entry: &Entry) -> Reply {
    let answer = match call.service {
        Service::Dynamodb => match cloud.dynamodb.answer(call).await {
            Ok(reply) => {
                entry.executed();
                return reply;
            }
            Err(error) => Err(error),
        },
        Service::Sns => sns::answer(cloud, call),
        Service::Sts => sts::answer(cloud, call),
        Service::Organizations => organization::answer(&cloud.organization, call),
        Service::Tagging => organization::tags(&cloud.organization, call),
        Service::Status(check) => status::answer(cloud, check, call),
    };
    entry.executed();
    encode(call, &answer)
}

fn encode(call: &Call, answer: &Answer) -> Reply {
    call.protocol.encode(call, answer, &Uuid::new_v4().to_string())
}

/// An answer to a request that is no call.
fn plain(status: StatusCode, text: &'static str) -> Reply {
    let mut reply = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *reply.status_mut() = status;
    if let Ok(id) = Uuid::new_v4().to_string().parse() {
        reply.headers_mut().insert(REQUEST_ID, id);
    }
    reply
}
