//! Calls of a warm function, and its time against its serial round trips of 20 ms.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rollcall_sandbox::{Effect, Fault, Sandbox, Service};
use rollcall_tests::function::Function;
use rollcall_tests::place::Place;
use serde_json::json;
use tokio::process::Command;

use crate::{Repetitions, lambda, median};

const ROUND_TRIP: u64 = 20;

/// Counts the calls and times the runs, unchanged and changed.
pub(crate) async fn measure(sandbox: &Arc<Sandbox>, repetitions: Repetitions) {
    let mut place = lambda::place(sandbox, 0);
    // It changes at each run, and is to alert at each.
    place.policy = "flapping = { times = 1000 }".to_owned();
    let mut function = Function::launch(Command::new(lambda::binary("odb")), "odb", &place.variables()).await;
    place.odb("ACTIVE");
    run(&mut function, &place).await;
    println!(
        "| run of `odb`, warm | calls | with {ROUND_TRIP} ms in each | serial round trips |\n|---|---|---|---|"
    );
    for (name, statuses, trips) in
        [("unchanged", ["ACTIVE", "ACTIVE"], 2), ("changed", ["FAILED", "ACTIVE"], 5)]
    {
        let calls = calls(&mut function, &place, statuses[0]).await;
        place.odb("ACTIVE");
        run(&mut function, &place).await;
        for service in [Service::Dynamodb, Service::Sns, Service::Odb] {
            sandbox.inject(Fault::new(service, Effect::Latency { milliseconds: ROUND_TRIP }));
        }
        let mut times = Vec::new();
        for status in statuses.iter().cycle().take(repetitions.warm) {
            place.odb(status);
            times.push(run(&mut function, &place).await);
        }
        sandbox.clear_faults();
        let (time, ideal) = (median(times), (trips * ROUND_TRIP) as f64);
        println!("| {name} | {calls} | {time:.1} ms | {trips}: {:.2} times {ideal} ms |", time / ideal);
    }
    println!();
}

/// One invocation, in milliseconds.
async fn run(function: &mut Function, place: &Place) -> f64 {
    let begin = Instant::now();
    function.invoke(&json!({}), &place.function_arn(), Duration::from_secs(60)).await;
    begin.elapsed().as_secs_f64() * 1e3
}

/// The calls of one invocation.
async fn calls(function: &mut Function, place: &Place, status: &str) -> String {
    let before = place.sandbox.counts();
    place.odb(status);
    run(function, place).await;
    let after: BTreeMap<_, _> = place.sandbox.counts();
    let made = after.iter().filter_map(|((service, operation), count)| {
        let made = count - before.get(&(*service, operation.clone())).copied().unwrap_or_default();
        (made > 0).then(|| format!("{made} {operation}"))
    });
    made.collect::<Vec<_>>().join(", ")
}
