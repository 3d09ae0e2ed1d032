//! A thousand targets in one invocation.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rollcall_sandbox::{Effect, Fault, Sandbox, Service};
use rollcall_tests::function::Function;
use rollcall_tests::place::odb_alone;
use rollcall_tests::process;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::lambda;

const TARGETS: usize = 1000;
const AT_ONCE: usize = 64;
const ROUND_TRIP: u64 = 20;

/// Well-formed Regions that do not exist: the functions accept what is configured.
pub(crate) fn regions(count: usize) -> Vec<String> {
    let directions = ["north", "south", "east", "west", "central"];
    let all = (b'a'..=b'z').flat_map(|letter| directions.map(|direction| (letter as char, direction)));
    let all = all.flat_map(|(letter, direction)| {
        (1..=99).map(move |number| format!("x{letter}-{direction}-{number}"))
    });
    all.take(count).collect()
}

/// A baseline of all, then an unchanged run of all.
pub(crate) async fn measure(sandbox: &Arc<Sandbox>) {
    let place = lambda::place(sandbox, 2, &odb_alone());
    let regions = regions(TARGETS);
    let mut variables = place.variables();
    variables.push(("ROLLCALL_REGIONS", regions.join(",")));
    let targets: Vec<Value> = regions.iter().map(|region| json!({"region": region})).collect();
    let event = json!({"targets": targets});
    let mut function =
        Function::launch(Command::new(lambda::binary("observer")), "observer", &variables).await;
    function.polled().await;
    for service in [Service::Dynamodb, Service::Sns, Service::Odb] {
        sandbox.inject(Fault::new(service, Effect::Latency { milliseconds: ROUND_TRIP }));
    }
    println!(
        "| {TARGETS} targets, {AT_ONCE} at once, {ROUND_TRIP} ms a call | calls | wall | ideal | CPU a target | peak memory |\n|---|---|---|---|---|---|"
    );
    // Loads all at once, then asks each; at first sight it also commits.
    for (name, trips) in [("first sight", 2), ("unchanged", 1)] {
        let calls: u64 = sandbox.counts().values().sum();
        let (cpu, begin) = (process::cpu_millis(function.id()), Instant::now());
        let ended = function.invoke(&event, &place.function_arn("observer"), Duration::from_secs(300)).await;
        let wall = begin.elapsed().as_secs_f64() * 1e3;
        assert!(format!("{ended:?}").contains("Response"), "{ended:?}");
        let cpu = (process::cpu_millis(function.id()) - cpu) / TARGETS as f64;
        let calls = sandbox.counts().values().sum::<u64>() - calls;
        let ideal = ((TARGETS.div_ceil(AT_ONCE) as u64 * trips + 1) * ROUND_TRIP) as f64;
        let peak = process::peak_megabytes(function.id());
        println!("| {name} | {calls} | {wall:.0} ms | {ideal:.0} ms | {cpu:.2} ms | {peak:.1} MB |");
    }
    sandbox.clear_faults();
    println!();
}
