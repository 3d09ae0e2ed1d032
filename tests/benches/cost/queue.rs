//! A courier with twenty thousand alerts to send.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rollcall_core::ports::Clock as _;
use rollcall_engine::clock::SystemClock;
use rollcall_sandbox::Sandbox;
use rollcall_tests::function::Function;
use rollcall_tests::place::{answer, odb_alone};
use rollcall_tests::process;
use serde_json::json;
use tokio::process::Command;

use crate::{lambda, many};

/// Each has a pending failure and a pending recovery.
const ENROLLMENTS: usize = 10_000;

/// Invokes the courier until the queue is empty.
pub(crate) async fn measure(sandbox: &Arc<Sandbox>) {
    let place = lambda::place(sandbox, 3, &odb_alone());
    let regions = many::regions(ENROLLMENTS);
    let regions: Vec<&str> = regions.iter().map(String::as_str).collect();
    for status in ["FAILED", "ACTIVE"] {
        place.odb(status);
        place.observe_at(SystemClock.now(), &regions).await;
    }
    let mut function =
        Function::launch(Command::new(lambda::binary("courier")), "courier", &place.variables()).await;
    println!(
        "| courier, {} alerts waiting | sent | still waiting | wall | CPU an alert | peak memory |\n|---|---|---|---|---|---|",
        ENROLLMENTS * 2
    );
    for run in 1.. {
        let (cpu, begin) = (process::cpu_millis(function.id()), Instant::now());
        let ended =
            function.invoke(&json!({}), &place.function_arn("courier"), Duration::from_secs(60)).await;
        let (wall, answer) = (begin.elapsed().as_secs_f64(), answer(ended));
        let route = &answer["routes"]["default"];
        let sent = route["sent"].as_f64().unwrap_or_default();
        let cpu = (process::cpu_millis(function.id()) - cpu) / sent.max(1.0);
        let peak = process::peak_megabytes(function.id());
        println!("| run {run} | {sent} | {} | {wall:.1} s | {cpu:.2} ms | {peak:.1} MB |", route["waiting"]);
        if route["waiting"] == 0 || sent == 0.0 {
            break;
        }
    }
}
