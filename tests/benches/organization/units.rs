//! The units of a run, by one process or by as many at once as the state machine allows.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Instant;

use futures_util::future::join_all;
use rollcall_sandbox::Service;
use rollcall_tests::organization::Hub;
use serde_json::{Value, json};

use crate::ROUND_TRIP;
use crate::released::{Process, calls};

const AT_ONCE: f64 = 64.0;
/// How many roles a process assumes a second.
const ROLES_A_SECOND: f64 = 40.0;

pub(crate) struct Row {
    name: String,
    processes: usize,
    targets: f64,
    calls: f64,
    roles: f64,
    wall: f64,
    cpu: f64,
    peak: f64,
}

/// All units of a planned run, by so many processes at once.
pub(crate) async fn measure(hub: &Hub, run: &Value, name: &str, processes: usize) -> Row {
    let units = run["units"].as_array().expect("units").clone();
    eprintln!("{name}: {} units", units.len());
    let queue = Mutex::new(VecDeque::from(units));
    let roles = || hub.calls(Service::Sts, "AssumeRole");
    let started = join_all((0..processes).map(|_| Process::start(hub, "observer"))).await;
    let (calls_before, roles_before, begin) = (calls(hub), roles(), Instant::now());
    let ended = join_all(started.into_iter().map(|process| work(hub, process, &queue))).await;
    let wall = begin.elapsed().as_secs_f64();
    Row {
        name: name.to_owned(),
        processes,
        targets: run["expected"].as_f64().expect("a count"),
        calls: (calls(hub) - calls_before) as f64,
        roles: (roles() - roles_before) as f64,
        wall,
        cpu: ended.iter().map(|(cpu, _)| cpu).sum(),
        peak: ended.iter().map(|(_, peak)| *peak).fold(0.0, f64::max),
    }
}

/// Takes units until none is left; gives CPU and peak memory of the process.
async fn work(hub: &Hub, mut process: Process, queue: &Mutex<VecDeque<Value>>) -> (f64, f64) {
    let before = process.cpu();
    loop {
        let unit = queue.lock().expect("nobody has panicked").pop_front();
        let Some(unit) = unit else { return (process.cpu() - before, process.peak()) };
        process.invoke(hub, &json!({"unit": unit})).await;
    }
}

/// The ideal is all calls, 64 at once in each process; no process is faster than its roles a second.
pub(crate) fn print(rows: &[Row]) {
    println!(
        "| units, {ROUND_TRIP} ms a call | processes | enrollments | calls an enrollment | wall | ideal | by roles | CPU an enrollment | peak memory |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for row in rows {
        let Row { name, processes, targets, calls, roles, wall, cpu, peak } = row;
        let each = *processes as f64;
        let ideal = calls * ROUND_TRIP as f64 / 1e3 / AT_ONCE / each;
        let by_roles = roles / ROLES_A_SECOND / each;
        println!(
            "| {name} | {processes} | {targets:.0} | {:.2} | {wall:.1} s | {ideal:.1} s | {by_roles:.1} s | {:.2} ms | {peak:.0} MB |",
            calls / targets,
            cpu / targets,
        );
    }
    println!();
}
