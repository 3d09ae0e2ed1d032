//! Smithy RPC v2 CBOR bodies.
//!
//! JSON has no timestamps, so timestamp members are listed here: in CBOR they carry tag 1, without which an
//! SDK refuses the answer.

use ciborium::Value as Cbor;
use serde_json::{Value, json};

use super::Answer;
use crate::api_error::ApiError;
use crate::service::Service;

pub(super) const CONTENT_TYPE: &str = "application/cbor";
pub(super) const PROTOCOL: &str = "rpc-v2-cbor";

/// Members whose type is a timestamp, in every answer that the sandbox gives.
const TIMESTAMPS: [&str; 4] = ["lastUpdatedTimestamp", "creationTime", "lastModificationTime", "Expiration"];

/// CBOR tag of an epoch-based time (RFC 8949, 3.4.2).
const EPOCH_TIME: u64 = 1;

/// Reads parameters; an empty body is an empty map.
pub(super) fn decode(body: &[u8]) -> Answer {
    if body.is_empty() {
        return Ok(json!({}));
    }
    ciborium::from_reader(body)
        .map_err(|error| ApiError::new(400, "SerializationException", format!("not CBOR: {error}")))
}

pub(super) fn encode(service: Service, answer: &Answer) -> Vec<u8> {
    let value = match answer {
        Ok(value) => to_cbor(value),
        Err(error) => {
            let kind = error.shape_id(service);
            to_cbor(&json!({"__type": kind, ApiError::message_member(service): error.message}))
        }
    };
    let mut body = Vec::new();
    // Writing into memory cannot fail, and a value made from JSON always has a CBOR form. If not, the
    // client would refuse the empty body.
    if ciborium::into_writer(&value, &mut body).is_err() {
        body.clear();
    }
    body
}

fn to_cbor(value: &Value) -> Cbor {
    match value {
        Value::Null => Cbor::Null,
        Value::Bool(flag) => Cbor::Bool(*flag),
        Value::Number(number) => number_to_cbor(number),
        Value::String(text) => Cbor::Text(text.clone()),
        Value::Array(items) => Cbor::Array(items.iter().map(to_cbor).collect()),
        Value::Object(members) => {
            let pairs =
                members.iter().map(|(name, member)| (Cbor::Text(name.clone()), member_to_cbor(name, member)));
            Cbor::Map(pairs.collect())
        }
    }
}

fn member_to_cbor(name: &str, member: &Value) -> Cbor {
    if member.is_number() && TIMESTAMPS.contains(&name) {
        Cbor::Tag(EPOCH_TIME, Box::new(to_cbor(member)))
    } else {
        to_cbor(member)
    }
}

fn number_to_cbor(number: &serde_json::Number) -> Cbor {
    match (number.as_i64(), number.as_u64(), number.as_f64()) {
        (Some(signed), _, _) => Cbor::Integer(signed.into()),
        (None, Some(unsigned), _) => Cbor::Integer(unsigned.into()),
        (None, None, Some(float)) => Cbor::Float(float),
        (None, None, None) => Cbor::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_carries_tag_one() {
        let body =
            encode(Service::ComputeOptimizer, &Ok(json!({"lastUpdatedTimestamp": 1.5, "status": "Active"})));
        let value: Cbor = ciborium::from_reader(body.as_slice()).unwrap();
        let tagged = Cbor::Tag(1, Box::new(Cbor::Float(1.5)));
        assert!(value.as_map().unwrap().contains(&(Cbor::Text("lastUpdatedTimestamp".into()), tagged)));
    }

    #[test]
    fn an_empty_map_of_any_form_is_an_empty_input() {
        for body in [&b""[..], &[0xa0], &[0xbf, 0xff]] {
            assert_eq!(decode(body), Ok(json!({})));
        }
    }
}
