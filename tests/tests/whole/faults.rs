//! Nothing is lost: every call of both functions fails in every way, over every kind of alert.
//!
//! The built function runs under the fault. Then the observer runs again, as Lambda would do, and the
//! courier a minute later. There must be one history entry, one alert that was sent under one id, its
//! receipt, an empty queue and the right state. The test does not wait where the product would: the second
//! courier runs in this process, with a clock that is a minute ahead. This test writes the table in the
//! architecture page.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use rollcall_core::alert::Kind;
use rollcall_core::ports::Clock as _;
use rollcall_engine::clock::SystemClock;
use rollcall_sandbox::{Check, Effect, Fault, Options, Sandbox, Service, Setting};
use rollcall_tests::place::{Place, odb_alone};
use serde_json::{Value, json};
use strum::VariantArray as _;

use crate::matrix::{self, Step, WAYS, Way};

/// The calls of both functions, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Call {
    Settings,
    States,
    Status,
    Commit,
    Note,
    Queue,
    Routes,
    Lease,
    Alert,
    Publish,
    Receipt,
    GiveBack,
    Subscriptions,
    Remember,
}

const CALLS: [(Call, &str); 14] = [
    (Call::Settings, "observer: settings"),
    (Call::States, "observer: states"),
    (Call::Status, "observer: status"),
    (Call::Commit, "observer: commit"),
    (Call::Note, "observer: note"),
    (Call::Queue, "courier: queue"),
    (Call::Routes, "courier: routes"),
    (Call::Lease, "courier: lease"),
    (Call::Alert, "courier: alert"),
    (Call::Publish, "courier: publish"),
    (Call::Receipt, "courier: receipt"),
    (Call::GiveBack, "courier: give back"),
    (Call::Subscriptions, "courier: subscriptions"),
    (Call::Remember, "courier: remember them"),
];

/// Cases at once: most of their time is waiting.
const CASES_AT_ONCE: usize = 8;

impl Call {
    /// The function that makes it.
    fn function(self) -> &'static str {
        match self {
            Self::Settings | Self::States | Self::Status | Self::Commit | Self::Note => "observer",
            Self::Queue
            | Self::Routes
            | Self::Lease
            | Self::Alert
            | Self::Publish
            | Self::Receipt
            | Self::GiveBack
            | Self::Subscriptions
            | Self::Remember => "courier",
        }
    }

    /// Whether it is made for an alert of that kind: a retired enrollment is neither asked for nor noted.
    fn is_made_for(self, kind: Kind) -> bool {
        kind != Kind::Retired || !matches!(self, Self::Status | Self::Note)
    }

    fn fault(self, place: &Place, effect: Effect) -> Fault {
        let queue = format!("OUTBOX#default#{}", place.account.as_str().split_at(11).1);
        let (service, operation, marks): (_, _, &[&str]) = match self {
            Self::Status => {
                let fault = Fault::new(Service::Odb, effect);
                return fault.account(place.account.clone());
            }
            Self::Publish => (Service::Sns, "Publish", &[]),
            Self::Settings => (Service::Dynamodb, "Query", &["SETTINGS"]),
            Self::States => (Service::Dynamodb, "Query", &["STATE#"]),
            Self::Commit => (Service::Dynamodb, "TransactWriteItems", &["\"Put\"", "STATE#"]),
            Self::Note => (Service::Dynamodb, "PutItem", &["STATE#"]),
            Self::Queue => (Service::Dynamodb, "Query", &[&queue]),
            Self::Routes => (Service::Dynamodb, "Query", &["\"ROUTE\""]),
            Self::Lease => (Service::Dynamodb, "UpdateItem", &["\"ROUTE\"", "\"attribute_not_exists(lease)"]),
            Self::Alert => (Service::Dynamodb, "GetItem", &["OUTBOX#"]),
            Self::Receipt => (Service::Dynamodb, "TransactWriteItems", &["\"Delete\"", "OUTBOX#"]),
            Self::GiveBack => (Service::Dynamodb, "UpdateItem", &["\"ROUTE\"", "\"lease.holder = :holder\""]),
            Self::Subscriptions => (Service::Sns, "GetTopicAttributes", &[]),
            Self::Remember => (Service::Dynamodb, "UpdateItem", &["\"ROUTE\"", "\"subscriptions\""]),
        };
        let fault = Fault::new(service, effect).operation(operation).account(place.account.clone());
        marks.iter().fold(fault, |fault, mark| fault.contains(*mark))
    }
}

/// Prepares the place so that the next run makes an alert of `kind`; gives the status that it will find.
async fn prepare(place: &mut Place, kind: Kind) -> &'static str {
    let hours = |hours: u64| Duration::from_secs(hours * 3600);
    if kind == Kind::Progress {
        place.policy = format!("notify_at = \"info\"\n{}", odb_alone());
    }
    let (before, ago, after) = match kind {
        Kind::Progress => ("ACTIVATING", 3, "ACTIVE"),
        Kind::Recovery => ("FAILED", 3, "ACTIVE"),
        Kind::Retired => ("FAILED", 3, "FAILED"),
        Kind::Reminder => ("FAILED", 27, "FAILED"),
        Kind::Blind => ("ACTIVE", 6, "ACTIVE"),
        Kind::Stuck => ("ACTIVATING", 27, "ACTIVATING"),
        Kind::ActionRequired => ("PENDING_LINK_GENERATION", 3, "PENDING_CUSTOMER_ACTION"),
        Kind::UnknownStatus => ("ACTIVE", 3, "HIBERNATING"),
        Kind::Degradation => ("ACTIVE", 3, "ACTIVE_LIMITED"),
        Kind::Failure => ("ACTIVE", 3, "SUSPENDED"),
        Kind::Flapping => ("ACTIVE", 9, "FAILED"),
    };
    place.odb(before);
    place.run_ago(hours(ago)).await;
    if kind == Kind::Flapping {
        for ago in (3..9).rev() {
            place.odb(if ago % 2 == 0 { "FAILED" } else { "ACTIVE" });
            place.run_ago(hours(ago)).await;
        }
    }
    place.odb(after);
    if kind == Kind::Retired {
        place.policy = format!("{}[checks.odb]\nenabled = false", odb_alone());
    }
    if kind == Kind::Blind {
        place.set(Setting::new(Check::Odb).status(after).answer("status", Value::Null));
        place.run_ago(hours(5)).await;
        place.run_ago(hours(4)).await;
    }
    after
}

/// One case: a call that goes wrong in a way while an alert of a kind is made.
async fn case(sandbox: &Arc<Sandbox>, number: usize, (call, way, kind): (Call, Way, Kind)) {
    let mut place = Place::new(sandbox, number);
    let status = prepare(&mut place, kind).await;
    let (told, version) = (place.alert_ids().len(), place.state().await.unwrap().version);
    // Only a look without a change is noted, and only if the last note is old.
    if call == Call::Note {
        place.run_ago(Duration::from_secs(90 * 60)).await;
    }
    if call.function() == "courier" {
        place.observe().await;
    }
    let fault = way.inject(sandbox, |effect| call.fault(&place, effect));
    let step = Step {
        function: call.function(),
        variables: place.variables(),
        arn: place.function_arn(call.function()),
        event: json!({}),
    };
    way.invoke(sandbox, &step, fault).await;
    if call.function() == "observer" {
        place.observe().await;
        place.deliver().await;
    } else {
        let delivered = place.deliver_at(SystemClock.now().plus(Duration::from_secs(62))).await;
        assert!(delivered.faults.is_empty() && delivered.failures.is_empty(), "{delivered:?}");
    }

    let history = place.history().await;
    let made: Vec<_> = history.iter().filter(|entry| entry.version > version).collect();
    assert_eq!(made.len(), 1, "one entry and no other: {made:#?}");
    assert_eq!(made[0].kind, Some(kind));
    assert!(made[0].receipts["default"].receipt().is_some(), "{made:#?}");
    let mut ids = place.alert_ids().split_off(told);
    assert!(!ids.is_empty(), "the alert went out");
    ids.dedup();
    assert_eq!(ids, [made[0].alert.clone().unwrap().to_string()], "under one id");
    assert_eq!(place.outbox().await, []);
    let state = place.state().await.unwrap();
    assert_eq!((state.version, state.components["onboarding"].status.as_str()), (version + 1, status));
    assert_eq!(state.blind.is_some(), kind == Kind::Blind);
}

fn cases() -> Vec<(Call, Way, Kind)> {
    let each = CALLS.iter().flat_map(|(call, _)| WAYS.iter().map(move |(way, _)| (*call, *way)));
    let each = each.flat_map(|(call, way)| Kind::VARIANTS.iter().map(move |kind| (call, way, *kind)));
    each.filter(|(call, _, kind)| call.is_made_for(*kind)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fault_of_any_call_loses_or_repeats_a_transition() {
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
    let run = |(number, tried)| {
        let case = AssertUnwindSafe(case(&sandbox, number, tried)).catch_unwind();
        case.map(move |ended| (tried, ended.is_ok()))
    };
    let ended: Vec<_> = futures_util::stream::iter(cases().into_iter().enumerate())
        .map(run)
        .buffered(CASES_AT_ONCE)
        .collect()
        .await;
    let failed: Vec<_> = ended.iter().filter(|(_, held)| !held).map(|(tried, _)| tried).collect();
    assert_eq!(failed, Vec::<&(Call, Way, Kind)>::new());
    let mut held = BTreeMap::new();
    for ((call, way, _), _) in ended {
        *held.entry((call, way)).or_insert(0) += 1;
    }
    matrix::assert_documented("faults", &documented(&held));
}

/// The table of what was tried, in Markdown.
fn documented(held: &BTreeMap<(Call, Way), usize>) -> String {
    matrix::table(CALLS.map(|(call, name)| {
        let kinds = Kind::VARIANTS.iter().filter(|kind| call.is_made_for(**kind)).count();
        (name, WAYS.map(|(way, _)| format!("{} of {kinds}", held[&(call, way)])))
    }))
}
