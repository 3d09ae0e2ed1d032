//! The control endpoint: the library's functions for other processes, in JSON.
//!
//! A refused request says what was wrong, where, and what is accepted.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Method, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock;
use crate::cloud::Cloud;
use crate::faults::{Fault, FaultId};
use crate::organization::OrganizationAccount;
use crate::protocol::Reply;
use crate::status::{Setting, StatusAnswer};
use rollcall_core::identity::{AccountId, AccountIdError};

pub(crate) const PREFIX: &str = "/_rollcall/";

const PATHS: &str = "GET status, PUT status, GET accounts, PUT accounts, DELETE accounts/<id>, GET faults, \
                     POST faults, DELETE faults, DELETE faults/<id>, GET topics, GET table, GET messages, \
                     GET requests";

struct Refusal(StatusCode, String);

type Answer = Result<Value, Refusal>;

/// Answers a control request; `path` is what follows the prefix.
pub(crate) fn answer(cloud: &Cloud, method: &Method, path: &str, body: &[u8]) -> Reply {
    let answer = match (method.as_str(), path) {
        ("GET", "status") => Ok(json!({"status": plain(cloud.settings.all())})),
        ("PUT", "status") => put_status(cloud, body),
        ("GET", "accounts") => Ok(json!({"accounts": plain(cloud.organization.all())})),
        ("PUT", "accounts") => put_accounts(cloud, body),
        ("DELETE", _) if path.starts_with("accounts/") => delete_account(cloud, path),
        ("GET", "faults") => Ok(json!({"faults": plain(cloud.faults.in_force())})),
        ("POST", "faults") => post_fault(cloud, body),
        ("DELETE", "faults") => Ok(json!({"cleared": cloud.faults.clear_all()})),
        ("DELETE", _) if path.starts_with("faults/") => delete_fault(cloud, path),
        ("GET", "topics") => Ok(json!({"topics": plain(cloud.topics())})),
        ("GET", "table") => Ok(json!({"table": cloud.table})),
        ("GET", "messages") => {
            Ok(json!({"messages": plain(cloud.mailbox.messages().iter().map(Arc::as_ref))}))
        }
        ("GET", "requests") => Ok(json!({"requests": plain(cloud.journal.requests())})),
        _ => Err(Refusal(
            StatusCode::NOT_FOUND,
            format!("{method} {PREFIX}{path} is not served; under {PREFIX} there are {PATHS}"),
        )),
    };
    write(answer)
}

fn put_status(cloud: &Cloud, body: &[u8]) -> Answer {
    let setting: Setting = read("PUT status", body)?;
    let refuse = |error| Refusal(StatusCode::BAD_REQUEST, format!("PUT {PREFIX}status: {error}"));
    cloud.settings.set(setting.clone()).map_err(refuse)?;
    Ok(value(StatusAnswer::from(&setting)))
}

/// One change, or a list of them.
fn put_accounts(cloud: &Cloud, body: &[u8]) -> Answer {
    let sent: Value = read("PUT accounts", body)?;
    let changes: Changes = match sent.get("accounts") {
        Some(_) => read("PUT accounts", body)?,
        None => Changes { accounts: vec![read("PUT accounts", body)?] },
    };
    let now = clock::now();
    let changed = changes.accounts.into_iter().map(|change| cloud.organization.set(change, now));
    Ok(json!({"accounts": plain(changed)}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Changes {
    accounts: Vec<OrganizationAccount>,
}

fn delete_account(cloud: &Cloud, path: &str) -> Answer {
    let refusal = |status, why: String| Refusal(status, format!("DELETE {PREFIX}{path}: {why}"));
    let id = path.rsplit('/').next().unwrap_or_default();
    let id: AccountId =
        id.parse().map_err(|error: AccountIdError| refusal(StatusCode::BAD_REQUEST, error.to_string()))?;
    if cloud.organization.remove(&id) {
        return Ok(json!({"removed": 1}));
    }
    if cloud.organization.get(&id).is_some() {
        let why = format!("{id} is the management account, which cannot leave its organization");
        return Err(refusal(StatusCode::BAD_REQUEST, why));
    }
    Err(refusal(StatusCode::NOT_FOUND, format!("{id} is no account of the organization")))
}

fn post_fault(cloud: &Cloud, body: &[u8]) -> Answer {
    let fault: Fault = read("POST faults", body)?;
    Ok(json!({"id": cloud.faults.inject(fault)}))
}

fn delete_fault(cloud: &Cloud, path: &str) -> Answer {
    let id = path.rsplit('/').next().unwrap_or_default();
    let id: FaultId = serde_json::from_str(id).map_err(|_| {
        let message = format!("DELETE {PREFIX}{path}: {id:?} is not a fault's id, which is a number");
        Refusal(StatusCode::BAD_REQUEST, message)
    })?;
    if cloud.faults.clear(id) {
        Ok(json!({"cleared": 1}))
    } else {
        let message = format!("DELETE {PREFIX}{path}: there is no fault {id}");
        Err(Refusal(StatusCode::NOT_FOUND, message))
    }
}

fn read<T: DeserializeOwned>(what: &str, body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        let (method, path) = what.split_once(' ').unwrap_or((what, ""));
        let message = format!("{method} {PREFIX}{path}: {error}");
        Refusal(StatusCode::BAD_REQUEST, message)
    })
}

fn plain<T: Serialize>(items: impl IntoIterator<Item = T>) -> Vec<Value> {
    items.into_iter().map(value).collect()
}

/// No item holds a map with odd keys, so each has a JSON form; a null would show a mistake.
fn value(item: impl Serialize) -> Value {
    serde_json::to_value(item).unwrap_or(Value::Null)
}

fn write(answer: Answer) -> Reply {
    let (status, body) = match answer {
        Ok(body) => (StatusCode::OK, body),
        Err(Refusal(status, error)) => (status, json!({"error": error})),
    };
    let mut reply = Response::new(Full::new(Bytes::from(body.to_string())));
    *reply.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    reply.headers_mut().insert(CONTENT_TYPE, json);
    reply
}
