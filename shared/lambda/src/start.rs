//! The wiring of a function: environment, clients, handler, runtime.

use std::process::ExitCode;

use lambda_runtime::{LambdaEvent, service_fn};
use rollcall_aws::{Deadline, DynamoOutbox, DynamoStore, SdkConfig, SnsPublisher};
use rollcall_core::ports::Check;
use rollcall_core::time::Time;
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::clock::SystemClock;
use crate::config::{Config, ConfigError};
use crate::failure::Failure;
use crate::handler::{Handler, Invocation};
use crate::run::Runner;
use crate::telemetry;

/// Runs a check as a Lambda function until Lambda ends the process.
///
/// A faulty configuration ends it at once, with one line that names every fault.
pub async fn start<C: Check>(check: impl FnOnce(&SdkConfig) -> C) -> ExitCode {
    telemetry::start(look_up("AWS_LAMBDA_LOG_LEVEL").as_deref(), look_up("AWS_LAMBDA_LOG_FORMAT").as_deref());
    let handler = match wire(check).await {
        Ok(handler) => handler,
        Err(error) => {
            tracing::error!(%error, "could not start");
            eprintln!("could not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let handler = &handler;
    let service = service_fn(async move |event: LambdaEvent<Value>| {
        let deadline = i64::try_from(event.context.deadline).unwrap_or(i64::MAX);
        let function_arn = event.context.invoked_function_arn;
        let deadline = Time::from_epoch_millis(deadline);
        let answer = handler.handle(Invocation { event: event.payload, function_arn, deadline }).await;
        // The faults of a run are logged with the run.
        if let Err(failure @ (Failure::Event(_) | Failure::Identity(_))) = &answer {
            tracing::error!(error_type = failure.error_type(), error = %failure, "failed");
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

async fn wire<C: Check>(
    check: impl FnOnce(&SdkConfig) -> C,
) -> Result<Handler<C, DynamoStore, DynamoOutbox, SnsPublisher, SystemClock>, ConfigError> {
    let config = Config::read(look_up, &rollcall_checks::registry::ALL)?;
    let deadline = Deadline::default();
    let sdk = rollcall_aws::load(&config.region, &deadline);
    let runner = Runner {
        check: check(&sdk),
        store: DynamoStore::new(&sdk, &config.table),
        outbox: DynamoOutbox::new(&sdk, &config.table),
        publisher: SnsPublisher::new(&sdk, &config.topic),
        clock: SystemClock,
        policy: config.policy,
    };
    Ok(Handler {
        runner,
        regions: config.regions,
        sdk,
        deadline,
        account: OnceCell::new(),
        report: telemetry::report,
    })
}

#[expect(clippy::disallowed_methods, reason = "this is the wiring that reads the environment")]
fn look_up(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
