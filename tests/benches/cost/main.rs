//! What Rollcall costs: calls, time, CPU and memory of the released functions, beside the same
//! job written for Python with boto3. Prints Markdown; asserts nothing.
//!
//! `cargo bench -p rollcall-tests` (`-- --quick` for fewer repetitions).

mod cold;
mod lambda;
mod many;
mod queue;
mod tls;
mod warm;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use rollcall_sandbox::{Options, Sandbox};

#[derive(Clone, Copy)]
struct Repetitions {
    spawns: usize,
    warm: usize,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let repetitions =
        if quick { Repetitions { spawns: 5, warm: 20 } } else { Repetitions { spawns: 20, warm: 100 } };
    lambda::build();
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.expect("a sandbox starts"));
    println!("{}\n", machine());
    warm::measure(&sandbox, repetitions).await;
    cold::measure(&sandbox, repetitions).await;
    many::measure(&sandbox).await;
    queue::measure(&sandbox).await;
}

/// The machine and the time of the measurement.
fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let said = |command: &str, argument: &str| {
        let output = Command::new(command).arg(argument).output().map(|output| output.stdout);
        String::from_utf8_lossy(&output.unwrap_or_default()).trim().to_owned()
    };
    let (day, rustc) = (said("date", "+%Y-%m-%d"), said("rustc", "--version"));
    format!("{day}, {cores} cores of {}, {rustc}", model.trim_start_matches([' ', '\t', ':']))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn megabytes(path: &Path) -> f64 {
    std::fs::metadata(path).map_or(f64::NAN, |file| file.len() as f64 / 1e6)
}
