//! Golden items: what is written today, and that what was ever written stays readable.

use std::collections::BTreeMap;

use rollcall_core::alert::{
    ALERT_SCHEMA, Alert, AlertId, ComplianceChange, Kind, Links, Severity, Transition,
};
use rollcall_core::condition::{Compliance, Condition};
use rollcall_core::history::{HistoryEntry, Receipt, RunLength};
use rollcall_core::identity::Enrollment;
use rollcall_core::observation::{Blindness, Cause};
use rollcall_core::outbox::PendingAlert;
use rollcall_core::state::{BlindSpell, ComponentState, Problem, Sight, State};
use rollcall_core::time::Time;

use super::{HistoryItem, Item, ItemError, OutboxItem, StateItem, Touch};

fn enrollment() -> Enrollment {
    "odb/111122223333/us-east-1".parse().unwrap()
}

fn time(minutes: i64) -> Time {
    Time::from_epoch_millis(1_795_230_000_250 + minutes * 60_000)
}

fn components() -> BTreeMap<String, ComponentState> {
    let component = |status: &str, reason: Option<&str>, stuck| ComponentState {
        status: status.to_owned(),
        reason: reason.map(str::to_owned),
        since: time(0),
        stuck,
    };
    BTreeMap::from([
        ("iam-role/KmsTde".to_owned(), component("PROVISIONING", None, true)),
        ("onboarding".to_owned(), component("SUSPENDED", Some("payment\nfailed"), false)),
    ])
}

fn blind() -> BlindSpell {
    let latest = Blindness::new(Cause::Denied, Some("AccessDeniedException"), Some("r-1"), "not authorized");
    BlindSpell { runs: 4, since: time(5), latest, reported: true, alerted: true }
}

fn state() -> State {
    State {
        enrollment: enrollment(),
        version: 7,
        sight: Sight::Observed,
        components: components(),
        facts: BTreeMap::from([("linked-oci-tenancy-id".to_owned(), "ocid1.tenancy".to_owned())]),
        compliance: Compliance::NonCompliant,
        problem: Some(Problem { opened_at: time(0), alerted_at: time(10) }),
        blind: Some(blind()),
        first_observed: Some(time(-60)),
        last_observed: Some(time(4)),
        changed_at: time(10),
        observations: 3,
        runs: 90,
        last_alert: Some(AlertId::new(&enrollment(), 7, time(10))),
    }
}

fn transition() -> Transition {
    Transition {
        component: "onboarding".to_owned(),
        from: "ACTIVE".to_owned(),
        to: "SUSPENDED".to_owned(),
        condition: Condition::Suspended,
        reason: Some("payment\nfailed".to_owned()),
        since: time(10),
        previous_seconds: Some(4200),
    }
}

fn entry() -> HistoryEntry {
    HistoryEntry {
        enrollment: enrollment(),
        version: 7,
        at: time(10),
        kind: Some(Kind::Failure),
        sight: Sight::Observed,
        components: components(),
        facts: state().facts,
        compliance: Compliance::NonCompliant,
        problem: state().problem,
        blind: Some(blind()),
        previous: Some(RunLength { from: time(-60), until: time(4), observations: 12 }),
        transitions: vec![transition()],
        alert: Some(AlertId::new(&enrollment(), 7, time(10))),
        receipt: Some(Receipt { message_id: "m-1".to_owned(), published_at: time(11) }),
        expires_at: Time::from_epoch_millis(1_829_790_600_000),
    }
}

fn pending() -> PendingAlert {
    let alert = Alert {
        schema: ALERT_SCHEMA.to_owned(),
        id: AlertId::new(&enrollment(), 7, time(10)),
        kind: Kind::Failure,
        severity: Severity::Critical,
        check: "odb".to_owned(),
        service: "Oracle Database@AWS".to_owned(),
        account: enrollment().target.account,
        region: enrollment().target.region,
        enrollment: enrollment(),
        title: "onboarding ACTIVE -> SUSPENDED".to_owned(),
        summary: "onboarding went from ACTIVE to SUSPENDED.".to_owned(),
        compliance: ComplianceChange { from: Compliance::Compliant, to: Compliance::NonCompliant },
        transitions: vec![transition()],
        observed_at: time(10),
        first_seen: time(10),
        links: Links { console: "https://console".to_owned(), runbook: "https://docs".to_owned() },
        remedy: "Ask Oracle.".to_owned(),
    };
    let last_error = Some("could not publish".to_owned());
    PendingAlert { alert, version: 7, attempts: 2, due_at: time(12), last_error }
}

/// DynamoDB's own JSON of an item.
fn to_json(item: Item) -> serde_json::Value {
    serde_json::to_value(serde_dynamo::Item::from(item)).unwrap()
}

fn golden(text: &str) -> Item {
    serde_json::from_str::<serde_dynamo::Item>(text).unwrap().into()
}

/// What is written must be the golden item to the letter, and it must read as what was written.
#[test]
fn items_are_written_and_read_as_the_golden_ones() {
    let state_text = include_str!("golden/state-1.json");
    let history_text = include_str!("golden/history-1.json");
    let outbox_text = include_str!("golden/outbox-1.json");
    assert_json(state_text, StateItem::write(&state()).unwrap());
    assert_json(history_text, HistoryItem::write(&entry()).unwrap());
    assert_json(outbox_text, OutboxItem::write(&pending()).unwrap());
    assert_eq!(StateItem::read(golden(state_text)).unwrap(), state());
    assert_eq!(HistoryItem::read(golden(history_text)).unwrap(), entry());
    assert_eq!(OutboxItem::read(golden(outbox_text)).unwrap(), pending());
}

fn assert_json(expected: &str, item: Item) {
    let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
    let written = to_json(item);
    assert_eq!(written, expected, "{}", serde_json::to_string_pretty(&written).unwrap());
}

/// The least that an item of schema 1 has ever had: what was added since has a default.
#[test]
fn an_item_without_what_was_added_later_is_read() {
    let text = include_str!("golden/state-1-least.json");
    let read = StateItem::read(golden(text)).unwrap();
    assert_eq!((read.version, read.problem, read.blind, read.runs), (1, None, None, 0));
    let text = include_str!("golden/history-1-least.json");
    let read = HistoryItem::read(golden(text)).unwrap();
    assert_eq!((read.version, read.problem, read.blind, read.alert), (1, None, None, None));
}

#[test]
fn an_attribute_of_the_future_is_ignored_and_a_schema_of_the_future_is_not() {
    let mut item = StateItem::write(&state()).unwrap();
    let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    item.insert("mood".to_owned(), text("fine"));
    assert_eq!(StateItem::read(item.clone()).unwrap(), state());
    item.insert("schema".to_owned(), text("rollcall.state/2"));
    let error = StateItem::read(item).unwrap_err();
    assert!(matches!(error, ItemError::Schema { ref found, .. } if found == "rollcall.state/2"), "{error}");
}

#[test]
fn a_touch_names_every_attribute_that_it_may_write() {
    let mut written: Vec<String> = Touch::of(&state()).item().unwrap().into_keys().collect();
    written.sort();
    assert_eq!(written, Touch::NAMES);
}
