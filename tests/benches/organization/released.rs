//! The released functions as processes, and what an invocation of one takes.

use std::path::PathBuf;
use std::process::Command as StdCommand;
use std::time::{Duration, Instant};

use rollcall_sandbox::runtime_api::Outcome;
use rollcall_tests::binaries::workspace;
use rollcall_tests::function::{Ended, Function};
use rollcall_tests::organization::Hub;
use rollcall_tests::process;
use serde_json::Value;
use tokio::process::Command;

/// Lambda's longest.
const DEADLINE: Duration = Duration::from_secs(900);
const ATTEMPTS_MAX: usize = 6;

/// Builds the functions, and the command with them: each has the features of all.
pub(crate) fn build() {
    let mut cargo = StdCommand::new(env!("CARGO"));
    cargo.current_dir(workspace()).args(["build", "--release", "--quiet"]);
    cargo.args(["observer", "courier", "planner", "rollcall"].iter().flat_map(|package| ["-p", package]));
    assert!(cargo.status().is_ok_and(|status| status.success()), "the binaries do not build");
}

/// In whatever profile this benchmark is built itself.
pub(crate) fn binary(name: &str) -> PathBuf {
    let this = std::env::current_exe().expect("a benchmark has a path");
    this.ancestors().nth(3).expect("a benchmark lies in target/<profile>/deps").join("release").join(name)
}

pub(crate) struct Process {
    name: &'static str,
    function: Function,
}

pub(crate) struct Measured {
    pub(crate) calls: u64,
    /// In seconds.
    pub(crate) wall: f64,
    /// In milliseconds.
    pub(crate) cpu: f64,
    /// In MB.
    pub(crate) peak: f64,
}

impl Process {
    pub(crate) async fn start(hub: &Hub, name: &'static str) -> Self {
        let mut variables = hub.variables();
        variables.push(("ROLLCALL_REGIONS", "us-east-1,eu-central-1".to_owned()));
        let function = Function::launch(Command::new(binary(name)), name, &variables).await;
        function.polled().await;
        Self { name, function }
    }

    /// Invokes it again if it fails, as the state machine does.
    pub(crate) async fn invoke(&mut self, hub: &Hub, event: &Value) -> Value {
        let arn = hub.place.function_arn(self.name);
        for _ in 0..ATTEMPTS_MAX {
            match self.function.invoke(event, &arn, DEADLINE).await {
                Ended::Answered(Outcome::Response(answer)) => return answer,
                failed @ (Ended::Answered(Outcome::Error(_)) | Ended::Died(_)) => {
                    eprintln!("again: {:.200}", format!("{failed:?}"));
                }
            }
        }
        panic!("{} failed {ATTEMPTS_MAX} times", self.name);
    }

    /// An invocation while nothing else is called.
    pub(crate) async fn measured(&mut self, hub: &Hub, event: &Value) -> (Value, Measured) {
        let (calls, cpu, begin) = (calls(hub), self.cpu(), Instant::now());
        let answer = self.invoke(hub, event).await;
        let wall = begin.elapsed().as_secs_f64();
        (answer, Measured { calls: self::calls(hub) - calls, wall, cpu: self.cpu() - cpu, peak: self.peak() })
    }

    pub(crate) fn cpu(&self) -> f64 {
        process::cpu_millis(self.function.id())
    }

    pub(crate) fn peak(&self) -> f64 {
        process::peak_megabytes(self.function.id())
    }
}

pub(crate) fn calls(hub: &Hub) -> u64 {
    hub.sandbox().counts().values().sum()
}
