//! Calls of warm functions, and their time against their serial round trips of 20 ms.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rollcall_sandbox::{Effect, Fault, Sandbox, Service};
use rollcall_tests::function::Function;
use rollcall_tests::place::Place;
use serde_json::json;
use tokio::process::Command;

use crate::{Repetitions, lambda, median};

const ROUND_TRIP: u64 = 20;

struct Pair {
    observer: Function,
    courier: Function,
    place: Place,
}

/// Counts the calls and times the runs: first nothing changed and no alert, then a change and its alert.
pub(crate) async fn measure(sandbox: &Arc<Sandbox>, repetitions: Repetitions) {
    // It changes in each run, and must alert each time.
    let place = lambda::place(sandbox, 0, "flapping = { times = 1000 }");
    let variables = place.variables();
    let launch = async |name| Function::launch(Command::new(lambda::binary(name)), name, &variables).await;
    let mut pair = Pair { observer: launch("observer").await, courier: launch("courier").await, place };
    println!(
        "| warm run, all checks | calls | with {ROUND_TRIP} ms in each | serial round trips |\n|---|---|---|---|"
    );
    // The services are asked in parallel, and so are the parts of the queue.
    for (name, status, trips) in [("nothing new", "ACTIVE", [2, 1]), ("a change", "FAILED", [3, 6])] {
        for status in ["ACTIVE", status] {
            pair.run(status).await;
        }
        let calls = pair.calls("ACTIVE").await;
        for service in Service::ALL {
            sandbox.inject(Fault::new(service, Effect::Latency { milliseconds: ROUND_TRIP }));
        }
        let mut times = [Vec::new(), Vec::new()];
        for status in [status, "ACTIVE"].iter().cycle().take(repetitions.warm) {
            let [observer, courier] = pair.run(status).await;
            times[0].push(observer);
            times[1].push(courier);
        }
        sandbox.clear_faults();
        for (((function, calls), times), trips) in
            ["observer", "courier"].iter().zip(calls).zip(times).zip(trips)
        {
            let (time, ideal) = (median(times), (trips * ROUND_TRIP) as f64);
            let times = time / ideal;
            println!(
                "| `{function}`, {name} | {calls} | {time:.1} ms | {trips}: {times:.2} times {ideal} ms |"
            );
        }
    }
    println!();
}

impl Pair {
    /// The observer finds a status, and the courier sends what is pending: milliseconds of each.
    async fn run(&mut self, status: &str) -> [f64; 2] {
        self.place.odb(status);
        [
            timed(&mut self.observer, "observer", &self.place).await,
            timed(&mut self.courier, "courier", &self.place).await,
        ]
    }

    /// The calls of observer and courier.
    async fn calls(&mut self, status: &str) -> [String; 2] {
        self.place.odb(status);
        let observer = counted(&mut self.observer, "observer", &self.place).await;
        [observer, counted(&mut self.courier, "courier", &self.place).await]
    }
}

async fn timed(function: &mut Function, name: &str, place: &Place) -> f64 {
    let begin = Instant::now();
    let ended = function.invoke(&json!({}), &place.function_arn(name), Duration::from_secs(60)).await;
    let millis = begin.elapsed().as_secs_f64() * 1e3;
    assert!(format!("{ended:?}").contains("Response"), "{ended:?}");
    millis
}

async fn counted(function: &mut Function, name: &str, place: &Place) -> String {
    let before = place.sandbox.counts();
    timed(function, name, place).await;
    let after = place.sandbox.counts();
    let made = after.iter().filter_map(|((service, operation), count)| {
        let made = count - before.get(&(*service, operation.clone())).copied().unwrap_or_default();
        (made > 0).then(|| format!("{made} {operation}"))
    });
    made.collect::<Vec<_>>().join(", ")
}
