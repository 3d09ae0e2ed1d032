//! The life of a function: its start from the environment, and each invocation until Lambda ends the
//! process.

use std::process::ExitCode;

use lambda_runtime::{LambdaEvent, service_fn};
use rollcall_core::ports::Clock as _;
use rollcall_core::time::Time;
use rollcall_engine::clock::SystemClock;
use rollcall_engine::deadline::Deadline;
use serde_json::Value;

use crate::config::ConfigError;
use crate::failure::Failure;
use crate::telemetry;

/// What Lambda passes with an event.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    pub(crate) event: Value,
    pub(crate) function: String,
    /// The ARN that it was invoked by.
    pub(crate) function_arn: String,
    pub(crate) request_id: String,
    /// When it must have ended. Emulators give one in 1970, which counts as none.
    pub(crate) deadline: Deadline,
}

pub(crate) trait Handler {
    async fn handle(&self, invocation: Invocation) -> Result<Value, Failure>;
}

/// Starts a function and answers until Lambda ends the process.
///
/// A faulty configuration ends it at once, with one line that names every fault.
pub(crate) async fn run<H: Handler>(
    start: impl FnOnce(fn(&str) -> Option<String>) -> Result<H, ConfigError>,
) -> ExitCode {
    telemetry::start(look_up("AWS_LAMBDA_LOG_LEVEL").as_deref(), look_up("AWS_LAMBDA_LOG_FORMAT").as_deref());
    let handler = match start(look_up) {
        Ok(handler) => handler,
        Err(error) => {
            tracing::error!(%error, "could not start");
            eprintln!("could not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let handler = &handler;
    let service = service_fn(async move |event: LambdaEvent<Value>| {
        let answer = handler.handle(invocation(event)).await;
        if let Err(failure) = &answer {
            telemetry::failed(failure);
        }
        answer
    });
    match lambda_runtime::run(service).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the runtime ended");
            ExitCode::FAILURE
        }
    }
}

fn invocation(event: LambdaEvent<Value>) -> Invocation {
    let LambdaEvent { payload, context } = event;
    let deadline = Time::from_epoch_millis(i64::try_from(context.deadline).unwrap_or(i64::MAX));
    Invocation {
        event: payload,
        function: context.env_config.function_name.clone(),
        function_arn: context.invoked_function_arn,
        request_id: context.request_id,
        deadline: Deadline::new(deadline, SystemClock.now()),
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the wiring that reads the environment")]
fn look_up(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
