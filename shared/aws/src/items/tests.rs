//! Golden items: what is written today, and that everything ever written stays readable.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_core::account::{Account, AccountState};
use rollcall_core::alert::{
    ALERT_SCHEMA, Alert, AlertComponent, AlertId, AlertProblem, ComplianceChange, Ends, Hold, Kind, Links,
    Next, Severity, Transition,
};
use rollcall_core::chain::{NO_HEAD, head};
use rollcall_core::check::Scope;
use rollcall_core::condition::{Compliance, Condition};
use rollcall_core::decide::Change;
use rollcall_core::deliver::{
    Backoff, KnownSubscriptions, Lease, Outcome, PendingAlert, Receipt, Route, Settled, Waiting,
};
use rollcall_core::history::{Before, Closed, Forgotten, Held, HistoryEntry};
use rollcall_core::identity::{Enrollment, Shard};
use rollcall_core::observation::{Blindness, Cause, Reading, Snapshot};
use rollcall_core::organization::ledger::{Coverage, Run};
use rollcall_core::organization::unit::{Range, RunId, Unit};
use rollcall_core::ports::StoredPolicy;
use rollcall_core::state::{
    BlindSpell, ComponentProblem, ComponentState, FlappingSpell, Problem, Reported, Sight, State, Swings,
};
use rollcall_core::time::Time;

use super::account::{read_account, write_account};
use super::history::{read_history, write_history};
use super::ledger::{read_run, read_unit, write_run, write_unit};
use super::outbox::{read_pending, read_waiting, write_pending};
use super::route::{RoutePart, read_route, write_backoff, write_lease, write_subscriptions};
use super::settings::{read_policy, write_policy};
use super::state::{enrollment_of, read_state, write_state};
use super::{Item, ItemError, sort_key, text};

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
        retired_at: Some(time(13)),
        head: head(NO_HEAD, "{}"),
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

fn receipts() -> BTreeMap<String, Settled> {
    let settled = |outcome| Settled { at: time(11), outcome };
    let receipt = Receipt { channel: "sns".to_owned(), message_id: "m-1".to_owned() };
    let by = AlertId::new(&enrollment(), 8, time(12));
    let (who, reason) = ("arn:aws:iam::111122223333:user/ann".to_owned(), "sent by hand".to_owned());
    BTreeMap::from([
        ("default".to_owned(), settled(Outcome::Sent(receipt))),
        ("second".to_owned(), settled(Outcome::Superseded { by })),
        ("third".to_owned(), settled(Outcome::Dropped { by: who, reason })),
    ])
}

fn change() -> Change {
    let (entry, body) = (entry(), entry().body());
    let previous_head = head(NO_HEAD, "{}");
    Change { entry, body, previous_head, alert: None, keep_superseded_until: time(99) }
}

fn route() -> Route {
    let lease = Lease { holder: "8476a536".to_owned(), ends_at: time(13) };
    let last_error = Some("could not send over sns: NotFound".to_owned());
    let backoff = Backoff { failures: 2, retry_at: Some(time(14)), last_error };
    let subscriptions = KnownSubscriptions { expected: 3, confirmed: 2, since: time(10), asked_at: time(13) };
    Route { lease: Some(lease), backoff, subscriptions: Some(subscriptions) }
}

/// The item of a route after DynamoDB has written these parts of it, one after the other.
fn route_item(parts: impl IntoIterator<Item = Result<RoutePart, ItemError>>) -> Item {
    let mut item = Item::new();
    for part in parts {
        let RoutePart { key, schema, attributes } = part.unwrap();
        item.extend(key.item());
        item.insert("schema".to_owned(), text(schema));
        for (name, value) in attributes {
            match value {
                Some(value) => item.insert(name.to_owned(), value),
                None => item.remove(name),
            };
        }
    }
    item
}

fn policy() -> StoredPolicy {
    let (toml, author) =
        ("notify_at = \"info\"\n".to_owned(), "arn:aws:iam::111122223333:user/ann".to_owned());
    StoredPolicy { version: 3, toml, author, applied_at: time(1) }
}

fn account() -> Account {
    let reading = Reading { status: "Active".to_owned(), reason: None };
    let components = BTreeMap::from([("enrollment".to_owned(), reading)]);
    let facts = BTreeMap::from([("last-updated".to_owned(), time(0).to_string())]);
    Account {
        id: enrollment().target.account,
        name: Some("payments-prod".to_owned()),
        organizational_unit: Some("/prod/payments".to_owned()),
        owner: Some("payments".to_owned()),
        state: AccountState::PendingClosure,
        joined_at: Some(time(-90)),
        found_at: Some(time(-80)),
        absences: 1,
        retired_at: Some(time(14)),
        answers: BTreeMap::from([(
            "compute-optimizer".to_owned(),
            Snapshot::new(components, facts).unwrap(),
        )]),
    }
}

fn run() -> Run {
    Run {
        id: RunId(time(10)),
        planned: 600,
        ranges: vec![unit().range],
        answered: BTreeMap::from([("compute-optimizer".to_owned(), time(10))]),
        coverage: Some(coverage()),
    }
}

fn unit() -> Unit {
    let [from, to] = ["000000000000", "499999999999"].map(|id| id.parse().unwrap());
    Unit { run: RunId(time(10)), range: Range { shard: Shard::of(&enrollment().target.account), from, to } }
}

fn coverage() -> Coverage {
    let mut coverage = Coverage::default();
    coverage.count(None);
    coverage.count(Some("no-access"));
    coverage.miss(enrollment());
    coverage
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
        retired: true,
        receipts: receipts(),
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
        head: head(NO_HEAD, "{}"),
        kind: Kind::Failure,
        severity: Severity::Critical,
        check: "odb".to_owned(),
        service: "Oracle Database@AWS".to_owned(),
        account: enrollment().target.account,
        account_name: Some("payments-prod".to_owned()),
        organizational_unit: Some("/prod/payments".to_owned()),
        owner: Some("payments".to_owned()),
        region: enrollment().target.region,
        scope: Scope::Regional,
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
    PendingAlert { alert, attempts: 2, due_at: Some(time(12)), last_error }
}

/// DynamoDB's own JSON of an item.
fn to_json(item: Item) -> serde_json::Value {
    serde_json::to_value(serde_dynamo::Item::from(item)).unwrap()
}

fn golden(text: &str) -> Item {
    serde_json::from_str::<serde_dynamo::Item>(text).unwrap().into()
}

/// What is written must equal the golden item, and must read as what was written.
#[test]
fn items_are_written_and_read_as_the_golden_ones() {
    let check = |name: &str, item: Item| golden(&kept(name, &item));
    assert_eq!(read_state(check("state-1", write_state(&state()).unwrap())).unwrap(), state());
    assert_eq!(read_history(check("history-1", write_history(&change()).unwrap())).unwrap(), Some(entry()));
    let outbox = check("outbox-1", write_pending("default", &pending()).unwrap());
    let Alert { id, kind, severity, .. } = pending().alert;
    let waiting = Waiting { id, kind: Some(kind), severity: Some(severity), due_at: Some(time(12)) };
    assert_eq!(read_waiting(&outbox).unwrap(), waiting);
    assert_eq!(read_pending(outbox).unwrap(), pending());
    let Route { lease, backoff, subscriptions } = route();
    let item = route_item([
        write_subscriptions("default", &subscriptions.unwrap()),
        write_backoff("default", &backoff),
        write_lease("default", &lease.unwrap()),
    ]);
    assert_eq!(read_route(check("route-1", item)).unwrap(), route());
    assert_eq!(read_account(check("account-1", write_account(&account()).unwrap())).unwrap(), account());
    assert_eq!(read_run(check("run-1", write_run(&run()).unwrap())).unwrap(), run());
    let written = check("unit-1", write_unit(&unit(), &coverage()).unwrap());
    assert_eq!(read_unit(written).unwrap(), (unit().range, coverage()));
    let [in_force, one_of_all] = write_policy(&policy()).unwrap();
    assert_eq!(read_policy(check("settings-policy-1", in_force)).unwrap(), policy());
    assert_eq!(read_policy(check("policy-1", one_of_all)).unwrap(), policy());
}

#[test]
fn a_sort_key_names_its_enrollment() {
    let item = write_state(&state()).unwrap();
    assert_eq!(enrollment_of(sort_key(&item)), Some(enrollment()));
    for sk in
        ["", "111122223333#odb", "1#odb#us-east-1", "111122223333#odb#mars", "111122223333#odb#us-east-1#x"]
    {
        assert_eq!(enrollment_of(sk), None, "{sk}");
    }
}

#[test]
fn what_waits_in_words_of_the_future_is_named_by_its_id() {
    let mut item = write_pending("default", &pending()).unwrap();
    item.insert("kind".to_owned(), text("omen"));
    item.insert("severity".to_owned(), text("dire"));
    let waiting = read_waiting(&item).unwrap();
    assert_eq!((waiting.id, waiting.kind, waiting.severity), (pending().alert.id, None, None));
    item.insert("sk".to_owned(), text("junk"));
    assert!(read_waiting(&item).is_err());
}

/// The golden item, which must equal `item`. `ROLLCALL_UPDATE=1` updates it.
#[expect(clippy::disallowed_methods, reason = "a person asks for the file to be written")]
fn kept(name: &str, item: &Item) -> String {
    let path = format!("{}/src/items/golden/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let written = to_json(item.clone());
    if std::env::var("ROLLCALL_UPDATE").is_ok() {
        std::fs::write(&path, format!("{written:#}\n")).unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap();
    let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(written, expected, "run this test with ROLLCALL_UPDATE=1 to write the item");
    text
}

/// The least that an item of schema 1 has: empty or missing values are not written.
#[test]
fn an_item_without_what_may_be_missing_is_read() {
    let read = read_state(golden(include_str!("golden/state-1-least.json"))).unwrap();
    assert_eq!(
        read,
        State {
            version: 1,
            policy: "0123456789abcdef".into(),
            head: head(NO_HEAD, "{}"),
            ..State::new(&enrollment(), time(10))
        }
    );
    let read = read_history(golden(include_str!("golden/history-1-least.json"))).unwrap().unwrap();
    assert_eq!((read.version, read.problem, read.blind, read.alert), (1, None, None, None));
    assert_eq!(read.receipts, BTreeMap::new());
    let read = read_account(golden(include_str!("golden/account-1-least.json"))).unwrap();
    assert_eq!(read, Account::new(enrollment().target.account));
    let read = read_account(golden(include_str!("golden/account-1-name.json"))).unwrap();
    let name = account().name;
    assert_eq!(read, Account { name, ..Account::new(enrollment().target.account) });
    let read = read_run(golden(include_str!("golden/run-1-least.json"))).unwrap();
    assert_eq!(read, Run { answered: BTreeMap::new(), coverage: None, ..run() });
    let read = read_unit(golden(include_str!("golden/unit-1-least.json"))).unwrap();
    assert_eq!(read, (unit().range, Coverage { expected: 1, seen: 1, ..Coverage::default() }));
    let read = read_pending(golden(include_str!("golden/outbox-1-without-account.json"))).unwrap();
    let named = pending().alert;
    let alert = Alert { account_name: None, organizational_unit: None, owner: None, ..named };
    assert_eq!(read, PendingAlert { alert, ..pending() });
    let read = read_route(golden(include_str!("golden/route-1-without-subscriptions.json"))).unwrap();
    assert_eq!(read, Route { subscriptions: None, ..route() });
    let subscriptions = route().subscriptions;
    let item = route_item([write_subscriptions("default", &subscriptions.unwrap())]);
    assert_eq!(read_route(item).unwrap(), Route { subscriptions, ..Route::default() });
}

#[test]
fn a_lease_that_is_given_back_leaves_the_subscriptions_and_nothing_of_a_failure() {
    let Route { lease, backoff, subscriptions } = route();
    let item = route_item([
        write_backoff("default", &backoff),
        write_subscriptions("default", &subscriptions.unwrap()),
        write_lease("default", &lease.unwrap()),
        write_backoff("default", &Backoff::default()),
    ]);
    assert_eq!(read_route(item).unwrap(), Route { subscriptions, ..Route::default() });
}

#[test]
fn an_item_that_only_an_update_has_made_is_no_entry() {
    let mut item = write_history(&change()).unwrap();
    item.retain(|name, _| ["pk", "sk"].contains(&name.as_str()));
    item.insert("expires_at".to_owned(), AttributeValue::N("1".to_owned()));
    assert_eq!(read_history(item).unwrap(), None);
}

#[test]
fn an_attribute_of_the_future_is_ignored_and_a_schema_of_the_future_is_not() {
    let mut item = write_state(&state()).unwrap();
    item.insert("mood".to_owned(), text("fine"));
    assert_eq!(read_state(item.clone()).unwrap(), state());
    let mut known = write_account(&account()).unwrap();
    known.insert("cost_center".to_owned(), text("4711"));
    assert_eq!(read_account(known).unwrap(), account());
    item.insert("schema".to_owned(), text("rollcall.state/2"));
    let error = read_state(item).unwrap_err();
    assert!(matches!(error, ItemError::Schema { ref found, .. } if found == "rollcall.state/2"), "{error}");
}
