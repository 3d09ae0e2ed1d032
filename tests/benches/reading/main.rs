//! The cost of reading: `rollcall status` and `rollcall report` over 3,000 enrollments with a year of
//! history, in calls, time and memory. Prints Markdown; asserts nothing.
//!
//! `cargo bench -p rollcall-tests --bench reading`

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rollcall_core::plan::{Home, Request};
use rollcall_core::ports::Clock as _;
use rollcall_core::region::Region;
use rollcall_core::time::Time;
use rollcall_engine::clock::SystemClock;
use rollcall_engine::deadline::Deadline;
use rollcall_sandbox::{Options, Sandbox};
use rollcall_tests::binaries::workspace;
use rollcall_tests::place::{Place, StandingClock, odb_alone};
use rollcall_tests::process;

const ACCOUNTS: u64 = 100;
const REGIONS: usize = 30;
const CHANGES: u64 = 12;
const DAYS: u64 = 30;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(workspace()).args(["build", "--profile", "bench", "--quiet", "-p", "rollcall"]);
    assert!(cargo.status().is_ok_and(|status| status.success()), "the command does not build");
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.expect("a sandbox starts"));
    let place = place(&sandbox);
    fill(&place).await;
    println!(
        "| {} enrollments, {CHANGES} changes each | calls | wall | peak memory | output |",
        ACCOUNTS * REGIONS as u64
    );
    println!("|---|---|---|---|---|");
    for arguments in [
        &["status"][..],
        &["status", "--output", "json"],
        &["diff", "--since", "365d", "--output", "csv"],
        &["report", "--since", "365d"],
        &["report", "--since", "365d", "--format", "json"],
    ] {
        measure(&place, arguments);
    }
}

fn place(sandbox: &Arc<Sandbox>) -> Place {
    let account = "300000000000".parse().expect("it is twelve digits");
    // Nobody is notified, so that the outbox is empty.
    let policy = format!("notify_at = \"critical\"\n{}", odb_alone());
    let place = Place { sandbox: Arc::clone(sandbox), account, policy };
    place.prepare();
    place
}

/// Well-formed accounts, each in the same Regions.
fn homes() -> impl Iterator<Item = Home> {
    let region = |number: usize| format!("xa-north-{}", number + 1).parse().expect("a Region");
    let regions: Vec<Region> = (0..REGIONS).map(region).collect();
    (0..ACCOUNTS).map(move |number| Home {
        account: format!("{:012}", 300_000_000_000 + number).parse().expect("twelve digits"),
        region: regions[0].clone(),
        regions: regions.clone(),
        enters_others: false,
    })
}

/// A year of changes, made by real runs at simulated times.
async fn fill(place: &Place) {
    let now = Instant::now();
    let year = Duration::from_secs(CHANGES * DAYS * 24 * 3600);
    let year = i64::try_from(year.as_millis()).expect("it is a year");
    let begin = Time::from_epoch_millis(SystemClock.now().epoch_millis() - year);
    for change in 0..CHANGES {
        let after = |hours: u64| begin.plus(Duration::from_secs(((change + 1) * DAYS * 24 - hours) * 3600));
        if change > 0 {
            // Seen until just before, so that no time is stale.
            run(place, after(2)).await;
        }
        place.odb(if change % 2 == 0 { "ACTIVE" } else { "ACTIVE_LIMITED" });
        run(place, after(1)).await;
    }
    eprintln!("filled in {:.0} s", now.elapsed().as_secs_f64());
}

async fn run(place: &Place, at: Time) {
    let observer = place.observer(StandingClock(at));
    for home in homes() {
        let observed = observer.observe(&Request::All, &home, Deadline::NONE).await;
        assert!(observed.is_ok_and(|observed| observed.faults.is_empty()), "a run has faults");
    }
}

fn measure(place: &Place, arguments: &[&str]) {
    let before: u64 = place.sandbox.counts().values().sum();
    let begin = Instant::now();
    let this = std::env::current_exe().expect("a benchmark has a path");
    let folder = this.ancestors().nth(2).expect("a benchmark lies in target/release/deps");
    let file = folder.join("reading.out");
    let out = std::fs::File::create(&file).expect("a file can be made");
    let mut command = Command::new(folder.join("rollcall"));
    command.args(arguments).args(["--table", &place.table()]).envs(place.variables());
    let mut child = command.stdout(out).stderr(Stdio::null()).spawn().expect("the command starts");
    let mut peak = 0.0_f64;
    while child.try_wait().expect("a child can be asked").is_none() {
        peak = peak.max(process::peak_megabytes(child.id()));
        std::thread::sleep(Duration::from_millis(2));
    }
    let wall = begin.elapsed().as_secs_f64();
    let calls = place.sandbox.counts().values().sum::<u64>() - before;
    let size = std::fs::metadata(&file).map_or(0, |file| file.len()) as f64 / 1e6;
    println!("| `{}` | {calls} | {wall:.2} s | {peak:.0} MB | {size:.2} MB |", arguments.join(" "));
}
