//! The Lambda function that asks for the statuses and stores what changed. Wiring only.

use std::process::ExitCode;

use rollcall_checks::Services;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    rollcall_lambda::observer::start(Services::new).await
}
