//! Cold start and warm runs over TLS: the released function and the same job in Python, in turn.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rollcall_sandbox::Sandbox;
use rollcall_tests::binaries::workspace;
use rollcall_tests::function::Function;
use rollcall_tests::place::{Place, odb_alone};
use rollcall_tests::process;
use serde_json::json;
use tokio::process::Command;

use crate::tls::{self, Door};
use crate::{Repetitions, lambda, median, megabytes};

/// Warm runs whose CPU is averaged.
const WARM_RUNS: u32 = 20;

struct Life {
    to_next: f64,
    first: f64,
    start_cpu: f64,
    warm: f64,
    warm_cpu: f64,
    peak: f64,
}

/// Measures both in turn, so that a noisy moment hits both.
pub(crate) async fn measure(sandbox: &Arc<Sandbox>, repetitions: Repetitions) {
    let folder = lambda::binary("observer").parent().expect("it lies in a folder").to_owned();
    let door = tls::open(sandbox, &folder).await;
    let place = lambda::place(sandbox, 1, &odb_alone());
    let python = python(&folder);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..repetitions.spawns {
        ours.push(life(Command::new(lambda::binary("observer")), &place, &door).await);
        if let Some(python) = &python {
            let mut command = Command::new(python);
            command.arg(workspace().join("tests/benches/cost/boto3_function.py"));
            theirs.push(life(command, &place, &door).await);
        }
    }
    println!(
        "| one check over TLS, medians of {} | spawn to first `/next` | first invocation | CPU of both | warm | CPU warm | peak memory |\n|---|---|---|---|---|---|---|",
        repetitions.spawns
    );
    row("Rollcall", &ours);
    if theirs.is_empty() {
        println!("\nPython was not measured: there is no boto3 to be had.");
    } else {
        row("Python 3 with boto3", &theirs);
    }
    println!();
    for function in ["observer", "courier"] {
        let binary = lambda::binary(function);
        println!("- `{function}`: binary {:.1} MB, zip {:.1} MB", megabytes(&binary), zipped(&binary));
    }
    println!();
}

async fn life(command: Command, place: &Place, door: &Door) -> Life {
    let mut variables = place.variables();
    variables.retain(|(name, _)| *name != "AWS_ENDPOINT_URL");
    let authorities = door.authorities.display().to_string();
    variables.push(("AWS_ENDPOINT_URL", door.url.clone()));
    variables.push(("SSL_CERT_FILE", authorities.clone()));
    variables.push(("AWS_CA_BUNDLE", authorities));
    let arn = place.function_arn("observer");
    let event = json!({});
    let begin = Instant::now();
    let mut function = Function::launch(command, "observer", &variables).await;
    function.polled().await;
    let to_next = millis(begin);
    let begin = Instant::now();
    let ended = function.invoke(&event, &arn, Duration::from_secs(60)).await;
    let first = millis(begin);
    assert!(format!("{ended:?}").contains("Response"), "{ended:?}");
    let start_cpu = process::cpu_millis(function.id());
    let mut warm = Vec::new();
    for _ in 0..WARM_RUNS {
        let begin = Instant::now();
        function.invoke(&event, &arn, Duration::from_secs(60)).await;
        warm.push(millis(begin));
    }
    let warm_cpu = (process::cpu_millis(function.id()) - start_cpu) / f64::from(WARM_RUNS);
    let peak = process::peak_megabytes(function.id());
    Life { to_next, first, start_cpu, warm: median(warm), warm_cpu, peak }
}

fn millis(begin: Instant) -> f64 {
    begin.elapsed().as_secs_f64() * 1e3
}

fn row(name: &str, lives: &[Life]) {
    let of = |value: fn(&Life) -> f64| median(lives.iter().map(value).collect());
    println!(
        "| {name} | {:.1} ms | {:.1} ms | {:.1} ms | {:.1} ms | {:.2} ms | {:.1} MB |",
        of(|life| life.to_next),
        of(|life| life.first),
        of(|life| life.start_cpu),
        of(|life| life.warm),
        of(|life| life.warm_cpu),
        of(|life| life.peak),
    );
}

/// A Python that has boto3: the one named by `ROLLCALL_BENCH_PYTHON`, else one below target/.
#[expect(clippy::disallowed_methods, reason = "a person names the Python to compare with")]
fn python(folder: &Path) -> Option<PathBuf> {
    if let Ok(python) = std::env::var("ROLLCALL_BENCH_PYTHON") {
        return Some(python.into());
    }
    let venv = folder.join("bench-venv");
    let python = venv.join("bin/python");
    let done = |command: &mut std::process::Command| command.status().is_ok_and(|status| status.success());
    let made =
        python.exists() || done(std::process::Command::new("python3").arg("-m").arg("venv").arg(&venv));
    let pip = ["-m", "pip", "install", "--quiet", "boto3"];
    (made && done(std::process::Command::new(&python).args(pip))).then_some(python)
}

/// The size of the binary in a zip, in MB, by Python's own zipfile.
fn zipped(binary: &Path) -> f64 {
    let zip = binary.with_extension("zip");
    let script = "import sys, zipfile; zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_DEFLATED).write(sys.argv[1], 'bootstrap')";
    let made = std::process::Command::new("python3").args(["-c", script]).arg(binary).arg(&zip).status();
    if made.is_ok_and(|status| status.success()) { megabytes(&zip) } else { f64::NAN }
}
