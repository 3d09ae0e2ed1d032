//! AWS JSON 1.0 and 1.1 bodies, which differ in their content type alone.

use serde_json::{Value, json};

use super::Answer;
use crate::api_error::ApiError;
use crate::service::Service;

pub(super) fn content_type(service: Service) -> &'static str {
    match service {
        Service::Organizations | Service::Tagging => "application/x-amz-json-1.1",
        Service::Dynamodb | Service::Sns | Service::Sts | Service::Status(_) => "application/x-amz-json-1.0",
    }
}

/// Reads parameters; an empty body is an empty object.
pub(super) fn decode(body: &[u8]) -> Answer {
    if body.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(body)
        .map_err(|error| ApiError::new(400, "SerializationException", format!("not JSON: {error}")))
}

pub(super) fn encode(service: Service, answer: &Answer) -> Vec<u8> {
    let value = match answer {
        Ok(value) => value.clone(),
        Err(error) => error_body(service, error),
    };
    value.to_string().into_bytes()
}

/// DynamoDB names its errors in full, the others use the bare code.
fn error_body(service: Service, error: &ApiError) -> Value {
    let kind = match service {
        Service::Dynamodb => error.shape_id(service),
        Service::Sns | Service::Sts | Service::Organizations | Service::Tagging | Service::Status(_) => {
            error.code.clone()
        }
    };
    json!({"__type": kind, ApiError::message_member(service): error.message})
}
