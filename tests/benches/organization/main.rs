//! What an organization costs: ten thousand accounts, three checks and two Regions through the released
//! functions, unit by unit as the state machine runs them. Prints Markdown; asserts nothing but that each step
//! succeeds.
//!
//! `cargo bench -p rollcall-tests --bench organization` (`-- --quick` for 500 accounts, `-- --accounts N`, `-- --built`
//! to take the released binaries as they are)

mod command;
mod released;
mod units;

use rollcall_sandbox::{Check, Effect, Fault, Service, Setting};
use rollcall_tests::organization::Hub;
use serde_json::{Value, json};

use crate::released::{Measured, Process};

const ACCOUNTS: usize = 10_000;
const ACCOUNTS_QUICK: usize = 500;
const ROUND_TRIP: u64 = 20;
/// An organization's note_every, and another one: a look under another policy is always noted.
const POLICY: &str = "note_every = \"6h\"";
const NOTED_ANEW: &str = "note_every = \"5h\"";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let accounts = accounts();
    if !std::env::args().any(|argument| argument == "--built") {
        released::build();
    }
    let mut hub = Hub::of_released(accounts, POLICY).await;
    let services = [Service::Dynamodb, Service::Sts, Service::Organizations, Service::Tagging];
    for service in services.into_iter().chain(Check::ALL.map(Service::Status)) {
        hub.sandbox().inject(Fault::new(service, Effect::Latency { milliseconds: ROUND_TRIP }));
    }

    println!("| planner, {accounts} accounts, {ROUND_TRIP} ms a call | calls | wall | CPU | peak memory |");
    println!("|---|---|---|---|---|");
    let run = plan(&hub, "plan, with a listing").await;
    let mut rows = vec![units::measure(&hub, &run, "first sight", 4).await];
    reconcile(&hub, &run, "reconcile").await;
    let run = plan(&hub, "plan, without one").await;
    rows.push(units::measure(&hub, &run, "unchanged", 1).await);
    reconcile(&hub, &run, "reconcile").await;
    for (name, policy, status) in [
        ("unchanged", POLICY, None),
        ("unchanged, all noted", NOTED_ANEW, None),
        ("one check fails everywhere", NOTED_ANEW, Some("SUSPENDED")),
    ] {
        policy.clone_into(&mut hub.place.policy);
        if let Some(status) = status {
            hub.sandbox().set(Setting::new(Check::Odb).status(status)).expect("ODB can say it");
        }
        let run = plan(&hub, &format!("plan before: {name}")).await;
        rows.push(units::measure(&hub, &run, name, 4).await);
    }
    println!();
    units::print(&rows);
    hub.sandbox().clear_faults();
    command::measure(&hub);
}

fn accounts() -> usize {
    let arguments: Vec<String> = std::env::args().collect();
    let named = arguments.iter().skip_while(|argument| *argument != "--accounts").nth(1);
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let default = if quick { ACCOUNTS_QUICK } else { ACCOUNTS };
    named.map_or(default, |number| number.parse().expect("a number of accounts"))
}

/// A plan by a new process; gives its answer.
async fn plan(hub: &Hub, name: &str) -> Value {
    step(hub, name, &json!({"step": "plan"})).await
}

async fn reconcile(hub: &Hub, run: &Value, name: &str) {
    let answer = step(hub, name, &json!({"step": "reconcile", "run": run["run"]})).await;
    assert_eq!((&answer["expected"], &answer["seen"]), (&run["expected"], &run["expected"]), "{answer}");
}

async fn step(hub: &Hub, name: &str, event: &Value) -> Value {
    let mut process = Process::start(hub, "planner").await;
    let (answer, Measured { calls, wall, cpu, peak }) = process.measured(hub, event).await;
    println!("| {name} | {calls} | {wall:.1} s | {cpu:.0} ms | {peak:.0} MB |");
    answer
}
