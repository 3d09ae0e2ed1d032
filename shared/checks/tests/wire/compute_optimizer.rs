//! Compute Optimizer over Smithy RPC v2 CBOR.

use ciborium::Value;
use rollcall_checks::compute_optimizer::RULES;
use rollcall_core::observation::{Cause, Observation};

use crate::replay::{Network, Reply, ask, blind, components, facts, headers, observe, seen};

fn cbor(status: u16, fields: Vec<(&str, Value)>) -> Reply {
    let map = fields.into_iter().map(|(name, value)| (Value::from(name), value)).collect();
    let mut body = Vec::new();
    ciborium::into_writer(&Value::Map(map), &mut body).expect("a vector takes everything");
    let mut headers = headers("application/cbor");
    headers.push(("smithy-protocol", "rpc-v2-cbor".to_owned()));
    Reply::Answer(status, headers, body)
}

async fn answered(fields: Vec<(&str, Value)>) -> Observation {
    observe(&RULES, cbor(200, fields)).await
}

#[tokio::test]
async fn every_status_arrives_verbatim_and_an_unknown_one_too() {
    let known = RULES.components[0].statuses.iter().map(|row| row.status);
    for status in known.chain(["Hibernating", "active"]) {
        let snapshot = seen(answered(vec![("status", status.into())]).await);
        assert_eq!(components(&snapshot), format!("enrollment={status}"));
    }
}

#[tokio::test]
async fn the_whole_answer_is_kept() {
    let snapshot = seen(
        answered(vec![
            ("status", "Pending".into()),
            ("statusReason", "Member accounts need more time".into()),
            ("memberAccountsEnrolled", true.into()),
            ("lastUpdatedTimestamp", Value::Tag(1, Box::new(1_795_230_000.25.into()))),
            ("numberOfMemberAccountsOptedIn", 42.into()),
            ("somethingNew", Value::Array(vec![Value::Null])),
        ])
        .await,
    );
    assert_eq!(components(&snapshot), "enrollment=Pending(Member accounts need more time)");
    let expected =
        "last-updated=2026-11-21T03:00:00.250Z\nmember-accounts-enrolled=true\nmember-accounts-opted-in=42";
    assert_eq!(facts(&snapshot), expected);
}

#[tokio::test]
async fn an_answer_without_its_status_is_malformed() {
    for fields in [vec![], vec![("statusReason", "why not".into())], vec![("status", "".into())]] {
        let blindness = blind(answered(fields).await);
        assert_eq!(blindness.cause, Cause::Malformed);
        assert_eq!(blindness.message, "the answer has no status for enrollment");
        assert_eq!(blindness.request_id.as_deref(), Some("0f1e2d3c"));
    }
}

#[tokio::test]
async fn its_errors_are_classed() {
    let cases = [
        (400, "AccessDeniedException", Cause::Denied),
        (400, "MissingAuthenticationToken", Cause::Denied),
        (400, "ThrottlingException", Cause::Throttled),
        (400, "InvalidParameterValueException", Cause::Unavailable),
        (500, "InternalServerException", Cause::Unavailable),
        (503, "ServiceUnavailableException", Cause::Unavailable),
    ];
    for (status, code, cause) in cases {
        let kind = format!("com.amazonaws.computeoptimizer#{code}");
        let fields = vec![("__type", kind.as_str().into()), ("message", "so it is".into())];
        let blindness = blind(observe(&RULES, cbor(status, fields)).await);
        assert_eq!((blindness.cause, blindness.code.as_deref()), (cause, Some(code)));
        assert_eq!(
            (blindness.message.as_str(), blindness.request_id.as_deref()),
            ("so it is", Some("0f1e2d3c"))
        );
    }
}

#[tokio::test]
async fn it_speaks_cbor_to_the_targets_region() {
    for region in ["us-east-1", "eu-central-1"] {
        let network = Network::new(cbor(200, vec![("status", "Active".into())]));
        seen(ask(&network.configuration().build(), &RULES, region).await);
        let (uri, protocol) = network.asked("smithy-protocol");
        assert!(uri.starts_with(&format!("https://compute-optimizer.{region}.amazonaws.com/")), "{uri}");
        assert_eq!(protocol, "rpc-v2-cbor");
    }
}
