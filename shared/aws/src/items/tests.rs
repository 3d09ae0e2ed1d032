//! Golden items: what is written today, and that what was ever written stays readable.

use std::collections::BTreeMap;

use rollcall_core::alert::{
    ALERT_SCHEMA, Alert, AlertComponent, AlertId, AlertProblem, ComplianceChange, Ends, Hold, Kind, Links,
    Next, Severity, Transition,
};
use rollcall_core::condition::{Compliance, Condition};
use rollcall_core::history::{Before, Closed, Forgotten, Held, HistoryEntry, Receipt};
use rollcall_core::identity::Enrollment;
use rollcall_core::observation::{Blindness, Cause};
use rollcall_core::outbox::PendingAlert;
use rollcall_core::state::{
    BlindSpell, ComponentProblem, ComponentState, FlappingSpell, Problem, Reported, Sight, State, Swings,
};
use rollcall_core::time::Time;

use super::{Item, ItemError, OutboxItem, read_history, read_state, write_history, write_state};

fn enrollment() -> Enrollment {
    "odb/111122223333/us-east-1".parse().unwrap()
}

fn time(minutes: i64) -> Time {
    Time::from_epoch_millis(1_795_230_000_250 + minutes * 60_000)
}

fn components() -> BTreeMap<String, ComponentState> {
    let component = |status: &str, reason: Option<&str>, was_enrolled| ComponentState {
        status: status.to_owned(),
        reason: reason.map(str::to_owned),
        since: time(0),
        was_enrolled,
    };
    BTreeMap::from([
        ("iam-role/KmsTde".to_owned(), component("PROVISIONING", None, false)),
        ("onboarding".to_owned(), component("SUSPENDED", Some("payment\nfailed"), true)),
    ])
}

fn problem() -> Problem {
    let reported = Reported {
        at: time(10),
        status: "SUSPENDED".to_owned(),
        severity: Severity::Critical,
        overdue: false,
    };
    let onboarding = ComponentProblem { since: time(0), reported: Some(reported), held: None };
    let role = ComponentProblem { since: time(9), reported: None, held: Some(Hold::TooYoung) };
    Problem {
        opened_at: time(0),
        reported_at: Some(time(10)),
        held: Some(Hold::TooYoung),
        components: BTreeMap::from([
            ("onboarding".to_owned(), onboarding),
            ("iam-role/KmsTde".to_owned(), role),
        ]),
    }
}

fn blind() -> BlindSpell {
    let latest = Blindness::new(Cause::Denied, Some("AccessDeniedException"), Some("r-1"), "not authorized");
    BlindSpell { since: time(5), latest, recorded: true, reported_at: Some(time(6)) }
}

fn state() -> State {
    let spell = FlappingSpell { reported: Some(Severity::Critical) };
    let swings = Swings { began: vec![time(-30), time(0)], last: time(0), flapping: Some(spell) };
    State {
        enrollment: enrollment(),
        version: 7,
        sight: Sight::Observed,
        components: components(),
        facts: BTreeMap::from([("linked-oci-tenancy-id".to_owned(), "ocid1.tenancy".to_owned())]),
        compliance: Compliance::NonCompliant,
        problem: Some(problem()),
        swings: BTreeMap::from([("onboarding".to_owned(), swings)]),
        blind: Some(blind()),
        first_observed: Some(time(-60)),
        last_observed: Some(time(4)),
        looked_at: time(12),
        changed_at: time(10),
        noted_at: time(12),
        last_alert: Some(AlertId::new(&enrollment(), 7, time(10))),
        policy: "0123456789abcdef".to_owned(),
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
    let held =
        Held { component: Some("iam-role/KmsTde".to_owned()), kind: Kind::Stuck, hold: Hold::TooYoung };
    let forgotten = Forgotten {
        component: "iam-role/SecretsManager".to_owned(),
        by: "arn:aws:iam::111122223333:user/ann".to_owned(),
        reason: "not used any more".to_owned(),
    };
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
        before: Some(Before { changed_at: time(-60), looked_at: time(5), observed_at: Some(time(4)) }),
        transitions: vec![transition()],
        held: vec![held],
        closed: Some(Closed { opened_at: time(-50), held: Some(Hold::BelowNotifyAt) }),
        forgotten: Some(forgotten),
        alert: Some(AlertId::new(&enrollment(), 7, time(10))),
        receipt: Some(Receipt { message_id: "m-1".to_owned(), published_at: time(11) }),
    }
}

fn pending() -> PendingAlert {
    let component = AlertComponent {
        component: "onboarding".to_owned(),
        status: "SUSPENDED".to_owned(),
        condition: Condition::Suspended,
        since: time(10),
        reason: Some("payment\nfailed".to_owned()),
        overdue: false,
        news: true,
    };
    let alert = Alert {
        schema: ALERT_SCHEMA.to_owned(),
        id: AlertId::new(&enrollment(), 7, time(10)),
        version: 7,
        kind: Kind::Failure,
        severity: Severity::Critical,
        check: "odb".to_owned(),
        service: "Oracle Database@AWS".to_owned(),
        account: enrollment().target.account,
        region: enrollment().target.region,
        enrollment: enrollment(),
        title: "onboarding ACTIVE -> SUSPENDED".to_owned(),
        summary: "onboarding went from ACTIVE to SUSPENDED after 70 min.".to_owned(),
        compliance: ComplianceChange { from: Compliance::Compliant, to: Compliance::NonCompliant },
        components: vec![component],
        transitions: vec![transition()],
        ends: Some(Ends::Blindness),
        problem: Some(AlertProblem { opened_at: time(0), reported_at: Some(time(10)) }),
        observed_at: time(10),
        first_seen: time(10),
        next: Next { deadline: Some(time(70)), reminder: Some(time(1450)) },
        links: Links { console: "https://console".to_owned(), docs: "https://docs".to_owned() },
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
    assert_json("state-1", state_text, write_state(&state()).unwrap());
    assert_json("history-1", history_text, write_history(&entry()).unwrap());
    assert_json("outbox-1", outbox_text, OutboxItem::write(&pending()).unwrap());
    assert_eq!(read_state(golden(state_text)).unwrap(), state());
    assert_eq!(read_history(golden(history_text)).unwrap(), Some(entry()));
    assert_eq!(OutboxItem::read(golden(outbox_text)).unwrap(), pending());
}

/// With `ROLLCALL_UPDATE=1` the golden item is written.
#[expect(clippy::disallowed_methods, reason = "a person asks for the file to be written")]
fn assert_json(name: &str, expected: &str, item: Item) {
    let written = to_json(item);
    if std::env::var("ROLLCALL_UPDATE").is_ok() {
        let path = format!("{}/src/items/golden/{name}.json", env!("CARGO_MANIFEST_DIR"));
        std::fs::write(path, format!("{written:#}\n")).unwrap();
        return;
    }
    let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
    assert_eq!(written, expected, "run this test with ROLLCALL_UPDATE=1 to write the item");
}

/// The least that an item of schema 1 has: what is empty or not there is not written.
#[test]
fn an_item_without_what_may_be_missing_is_read() {
    let read = read_state(golden(include_str!("golden/state-1-least.json"))).unwrap();
    assert_eq!(
        read,
        State { version: 1, policy: "0123456789abcdef".into(), ..State::new(&enrollment(), time(10)) }
    );
    let read = read_history(golden(include_str!("golden/history-1-least.json"))).unwrap().unwrap();
    assert_eq!((read.version, read.problem, read.blind, read.alert), (1, None, None, None));
}

#[test]
fn an_item_that_only_an_update_has_made_is_no_entry() {
    let mut item = write_history(&entry()).unwrap();
    item.retain(|name, _| ["pk", "sk"].contains(&name.as_str()));
    item.insert("expires_at".to_owned(), aws_sdk_dynamodb::types::AttributeValue::N("1".to_owned()));
    assert_eq!(read_history(item).unwrap(), None);
}

#[test]
fn an_attribute_of_the_future_is_ignored_and_a_schema_of_the_future_is_not() {
    let mut item = write_state(&state()).unwrap();
    let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    item.insert("mood".to_owned(), text("fine"));
    assert_eq!(read_state(item.clone()).unwrap(), state());
    item.insert("schema".to_owned(), text("rollcall.state/2"));
    let error = read_state(item).unwrap_err();
    assert!(matches!(error, ItemError::Schema { ref found, .. } if found == "rollcall.state/2"), "{error}");
}
