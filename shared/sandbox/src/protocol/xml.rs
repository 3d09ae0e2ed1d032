//! AWS Query answers: XML made from the JSON that a service answered.

use serde_json::Value;

use super::Answer;
use crate::api_error::ApiError;
use crate::call::Call;
use crate::service::Service;

pub(super) const CONTENT_TYPE: &str = "text/xml";

pub(super) fn encode(call: &Call, answer: &Answer, request_id: &str) -> Vec<u8> {
    let mut out = String::new();
    match answer {
        Ok(value) => write_result(&mut out, call, value, request_id),
        Err(error) => write_error(&mut out, call.service, error, request_id),
    }
    out.into_bytes()
}

fn write_result(out: &mut String, call: &Call, value: &Value, request_id: &str) {
    let operation = &call.operation;
    let namespace = namespace(call.service);
    out.push_str(&format!("<{operation}Response xmlns=\"{namespace}\">"));
    write_element(out, &format!("{operation}Result"), value);
    write_element(out, "ResponseMetadata", &serde_json::json!({"RequestId": request_id}));
    out.push_str(&format!("</{operation}Response>"));
}

fn write_error(out: &mut String, service: Service, error: &ApiError, request_id: &str) {
    let fault = if error.status < 500 { "Sender" } else { "Receiver" };
    let body = serde_json::json!({
        "Type": fault,
        "Code": error.code,
        "Message": error.message,
    });
    out.push_str(&format!("<ErrorResponse xmlns=\"{}\">", namespace(service)));
    write_element(out, "Error", &body);
    write_element(out, "RequestId", &Value::from(request_id));
    out.push_str("</ErrorResponse>");
}

fn namespace(service: Service) -> &'static str {
    match service {
        Service::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
        Service::Sns | Service::Dynamodb | Service::Organizations | Service::Tagging | Service::Status(_) => {
            "http://sns.amazonaws.com/doc/2010-03-31/"
        }
    }
}

fn write_element(out: &mut String, name: &str, value: &Value) {
    out.push_str(&format!("<{name}>"));
    match value {
        Value::Null => {}
        Value::String(text) => write_text(out, text),
        Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
        Value::Array(items) => {
            for item in items {
                write_element(out, "member", item);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                write_member(out, name, member);
            }
        }
    }
    out.push_str(&format!("</{name}>"));
}

/// A list under the name `entry` is a map's pairs, each an element of its own.
fn write_member(out: &mut String, name: &str, value: &Value) {
    match value.as_array().filter(|_| name == "entry") {
        Some(pairs) => pairs.iter().for_each(|pair| write_element(out, name, pair)),
        None => write_element(out, name, value),
    }
}

/// Escapes what XML reserves; what XML 1.0 cannot hold at all becomes U+FFFD.
fn write_text(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(character),
            control if control.is_ascii_control() => out.push('\u{fffd}'),
            plain => out.push(plain),
        }
    }
}
