//! A function's process under a Runtime API of its own.

use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rollcall_sandbox::runtime_api::{Invocation, Outcome, RuntimeApi};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use crate::binaries;

/// A running function. Dropping it kills the process, by its own id.
#[derive(Debug)]
pub struct Function {
    child: Child,
    api: RuntimeApi,
    printed: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

/// Invocations so far: each has an id of its own.
static INVOCATIONS: AtomicU64 = AtomicU64::new(0);

#[derive(Debug)]
pub enum Ended {
    Answered(Outcome),
    /// Its process ended before it had answered.
    Died(ExitStatus),
}

impl Function {
    /// Starts a function with these variables, and no others of ours.
    pub async fn start(name: &str, variables: &[(&str, String)]) -> Self {
        Self::launch(Command::new(binaries::folder().join(name)), name, variables).await
    }

    /// Starts a command as the function of that name.
    pub async fn launch(mut command: Command, name: &str, variables: &[(&str, String)]) -> Self {
        let api = RuntimeApi::start().await.expect("a port of loopback is free");
        command.env_clear().kill_on_drop(true).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env("AWS_LAMBDA_RUNTIME_API", api.address());
        let function = format!("rollcall-{name}");
        let lambda = [
            ("FUNCTION_NAME", function.as_str()),
            ("FUNCTION_MEMORY_SIZE", "128"),
            ("FUNCTION_VERSION", "$LATEST"),
        ];
        command.envs(lambda.map(|(name, value)| (format!("AWS_LAMBDA_{name}"), value)));
        command.envs(variables.iter().map(|(name, value)| (*name, value)));
        let mut child = command.spawn().expect("the function can be started");
        let printed = Arc::default();
        let readers = vec![
            read(child.stdout.take().expect("it is piped"), &printed),
            read(child.stderr.take().expect("it is piped"), &printed),
        ];
        Self { child, api, printed, readers }
    }

    /// Invokes it; it has `time` until its deadline.
    pub async fn invoke(&mut self, event: &Value, function_arn: &str, time: Duration) -> Ended {
        let number = INVOCATIONS.fetch_add(1, Ordering::Relaxed);
        let id = format!("8476a536-e9f4-11e8-9739-{number:012x}");
        self.invoke_with(Invocation::new(event, deadline(time), function_arn, &id)).await
    }

    /// Invokes it with whatever an emulator may send.
    pub async fn invoke_with(&mut self, invocation: Invocation) -> Ended {
        let answer = self.api.invoke(invocation);
        tokio::select! {
            outcome = answer => Ended::Answered(outcome),
            status = self.child.wait() => Ended::Died(status.expect("a child can be waited for")),
        }
    }

    /// Resolves once its init is over and it has asked for work.
    pub async fn polled(&self) {
        self.api.polled().await.expect("the function starts");
    }

    /// The id of its process.
    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Waits for the process to end by itself.
    pub async fn wait(&mut self) -> ExitStatus {
        self.child.wait().await.expect("a child can be waited for")
    }

    /// Kills the process at once, as Lambda does after the deadline.
    pub async fn kill(&mut self) {
        self.child.kill().await.expect("a child can be killed");
    }

    /// Kills the process and gives all that it has printed on either stream.
    pub async fn printed(mut self) -> String {
        // It may have ended by itself.
        let _ended = self.child.kill().await;
        for reader in self.readers.drain(..) {
            reader.await.expect("a reader does not panic");
        }
        self.printed.lock().expect("no reader has panicked").clone()
    }
}

/// Sends a process a signal, such as `-STOP`.
pub fn signal(id: u32, signal: &str) {
    let kill = std::process::Command::new("kill").args([signal, &id.to_string()]).status();
    assert!(kill.is_ok_and(|status| status.success()), "the process takes {signal}");
}

/// `time` from now, in epoch milliseconds.
#[expect(clippy::disallowed_methods, reason = "Lambda gives deadlines as clock times")]
pub fn deadline(time: Duration) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    u64::try_from((now + time).as_millis()).expect("it is before the year 500,000,000")
}

fn read(mut stream: impl AsyncRead + Unpin + Send + 'static, printed: &Arc<Mutex<String>>) -> JoinHandle<()> {
    let printed = Arc::clone(printed);
    tokio::spawn(async move {
        let mut text = Vec::new();
        stream.read_to_end(&mut text).await.expect("a pipe can be read");
        printed.lock().expect("no reader has panicked").push_str(&String::from_utf8_lossy(&text));
    })
}
