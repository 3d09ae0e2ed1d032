//! Nothing is lost: every call that a run makes fails in every way, over every kind of alert.
//!
//! The built function runs under the fault, is then invoked again as Lambda would, and must have
//! made one transition, published its alert under one id, and left the right state. What was
//! tried is the table in the architecture page, which this test writes.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use rollcall_core::alert::Kind;
use rollcall_sandbox::runtime_api::Outcome;
use rollcall_sandbox::{Check, Effect, Fault, FaultId, Options, Sandbox, Service, Setting};
use rollcall_tests::binaries::workspace;
use rollcall_tests::function::{Ended, Function};
use rollcall_tests::place::Place;
use serde_json::{Value, json};

/// The calls of a run, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Call {
    Status,
    Load,
    Query,
    Commit,
    Note,
    Claim,
    Publish,
    Receipt,
}

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Fails,
    AnswerIsLost,
    TimesOut,
    KilledBefore,
    KilledAfter,
}

const CALLS: [(Call, &str); 8] = [
    (Call::Status, "status"),
    (Call::Load, "load"),
    (Call::Query, "outbox query"),
    (Call::Commit, "commit"),
    (Call::Note, "note"),
    (Call::Claim, "claim"),
    (Call::Publish, "publish"),
    (Call::Receipt, "receipt"),
];

const WAYS: [(Way, &str); 5] = [
    (Way::Fails, "fails before it takes effect"),
    (Way::AnswerIsLost, "takes effect, answer lost"),
    (Way::TimesOut, "times out"),
    (Way::KilledBefore, "process killed just before"),
    (Way::KilledAfter, "process killed just after"),
];

/// Cases at once: most of their time is waiting.
const CASES_AT_ONCE: usize = 8;

impl Call {
    fn fault(self, place: &Place, effect: Effect) -> Fault {
        let (service, operation, marks): (_, _, &[&str]) = match self {
            Self::Status => {
                let fault = Fault::new(Service::Odb, effect);
                return fault.account(place.account.clone());
            }
            Self::Publish => (Service::Sns, "Publish", &[]),
            Self::Load => (Service::Dynamodb, "GetItem", &[]),
            Self::Query => (Service::Dynamodb, "Query", &[]),
            Self::Commit => (Service::Dynamodb, "TransactWriteItems", &["\"Put\"", "STATE#"]),
            Self::Note => (Service::Dynamodb, "PutItem", &["STATE#"]),
            Self::Claim => (Service::Dynamodb, "UpdateItem", &["OUTBOX#"]),
            Self::Receipt => (Service::Dynamodb, "TransactWriteItems", &["\"Delete\"", "OUTBOX#"]),
        };
        let fault = Fault::new(service, effect).operation(operation).account(place.account.clone());
        marks.iter().fold(fault, |fault, mark| fault.contains(*mark))
    }
}

impl Way {
    fn inject(self, place: &Place, call: Call) -> FaultId {
        let fault = match self {
            Self::Fails => call.fault(place, Effect::InternalError),
            Self::AnswerIsLost => call.fault(place, Effect::Cut).after(),
            Self::TimesOut | Self::KilledBefore => call.fault(place, Effect::Hang),
            Self::KilledAfter => call.fault(place, Effect::Hang).after(),
        };
        place.sandbox.inject(fault)
    }

    /// One invocation under the fault, to its end or to the moment of the kill.
    async fn invoke(self, place: &Place, fault: FaultId) {
        let mut function = Function::start("odb", &place.variables()).await;
        let arn = place.function_arn();
        match self {
            Self::Fails | Self::AnswerIsLost => {
                answered(function.invoke(&json!({}), &arn, Duration::from_secs(60)).await);
            }
            // It gives up before its deadline, by itself.
            Self::TimesOut => {
                answered(function.invoke(&json!({}), &arn, Duration::from_millis(1500)).await);
            }
            Self::KilledBefore | Self::KilledAfter => {
                let event = json!({});
                let invocation = function.invoke(&event, &arn, Duration::from_secs(60));
                tokio::select! {
                    ended = invocation => panic!("it ended before it could be killed: {ended:?}"),
                    reached = place.sandbox.reached(fault) => reached.expect("the fault stands"),
                }
                function.kill().await;
            }
        }
        place.sandbox.reached(fault).await.expect("the fault stands");
        place.sandbox.clear(fault);
    }
}

fn answered(ended: Ended) {
    assert!(matches!(ended, Ended::Answered(_)), "{ended:?}");
}

/// Brings the place to where the next run makes an alert of `kind`; what it will find then.
async fn prepare(place: &mut Place, kind: Kind) -> &'static str {
    let hours = |hours: u64| Duration::from_secs(hours * 3600);
    if kind == Kind::Progress {
        place.policy = "notify_at = \"info\"".to_owned();
    }
    let (before, ago, after) = match kind {
        Kind::Progress => ("ACTIVATING", 3, "ACTIVE"),
        Kind::Recovery => ("FAILED", 3, "ACTIVE"),
        Kind::Reminder => ("FAILED", 27, "FAILED"),
        Kind::Blind => ("ACTIVE", 6, "ACTIVE"),
        Kind::Stuck => ("ACTIVATING", 27, "ACTIVATING"),
        Kind::ActionRequired => ("ACTIVE", 3, "PENDING_CUSTOMER_ACTION"),
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
    match call {
        // Only a look without a change is noted, and only if the last note is old.
        Call::Note => place.run_ago(Duration::from_secs(90 * 60)).await,
        // Only an alert that an earlier run has left is claimed.
        Call::Claim => {
            let sns = sandbox.inject(Call::Publish.fault(&place, Effect::InternalError));
            answered(place.invoke(&json!({})).await);
            sandbox.clear(sns);
            place.let_claims_pass().await;
        }
        Call::Status | Call::Load | Call::Query | Call::Commit | Call::Publish | Call::Receipt => {}
    }
    let fault = way.inject(&place, call);
    way.invoke(&place, fault).await;
    place.let_claims_pass().await;
    expect_success(place.invoke(&json!({})).await);

    let history = place.history().await;
    let made: Vec<_> = history.iter().filter(|entry| entry.version > version).collect();
    assert_eq!(made.len(), 1, "one entry and no other: {made:#?}");
    assert_eq!(made[0].kind, Some(kind));
    assert!(made[0].receipt.is_some(), "{made:#?}");
    let mut ids = place.alert_ids().split_off(told);
    assert!(!ids.is_empty(), "the alert went out");
    ids.dedup();
    assert_eq!(ids, [made[0].alert.clone().unwrap().to_string()], "under one id");
    assert_eq!(place.outbox().await, []);
    let state = place.state().await.unwrap();
    assert_eq!((state.version, state.components["onboarding"].status.as_str()), (version + 1, status));
    assert_eq!(state.blind.is_some(), kind == Kind::Blind);
}

fn expect_success(ended: Ended) {
    assert!(matches!(ended, Ended::Answered(Outcome::Response(_))), "{ended:?}");
}

fn cases() -> Vec<(Call, Way, Kind)> {
    let each = CALLS.iter().flat_map(|(call, _)| WAYS.iter().map(move |(way, _)| (*call, *way)));
    each.flat_map(|(call, way)| Kind::ALL.into_iter().map(move |kind| (call, way, kind))).collect()
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
    assert_documented(&table(&held));
}

/// The table of what was tried, in Markdown.
fn table(held: &BTreeMap<(Call, Way), usize>) -> String {
    let heads = WAYS.map(|(_, name)| name).join(" | ");
    let mut text = format!("| call | {heads} |\n|---|{}\n", "---|".repeat(WAYS.len()));
    for (call, name) in CALLS {
        let cells = WAYS.map(|(way, _)| format!("{} of {}", held[&(call, way)], Kind::ALL.len()));
        text.push_str(&format!("| {name} | {} |\n", cells.join(" | ")));
    }
    text
}

/// The page must hold the table; with `ROLLCALL_UPDATE=1` it is written there.
#[expect(clippy::disallowed_methods, reason = "a person asks for the page to be written")]
fn assert_documented(table: &str) {
    let path = workspace().join("shared/ARCHITECTURE.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = ("<!-- faults: begin -->\n", "<!-- faults: end -->");
    let (before, rest) = page.split_once(begin).expect("the page marks where the table begins");
    let (documented, after) = rest.split_once(end).expect("the page marks where the table ends");
    if std::env::var("ROLLCALL_UPDATE").is_ok() {
        std::fs::write(&path, format!("{before}{begin}{table}{end}{after}")).unwrap();
    } else {
        assert_eq!(documented, table, "run this test with ROLLCALL_UPDATE=1 to write the table");
    }
}
