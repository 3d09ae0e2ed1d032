//! The Lambda function that sends the alerts. Wiring only.

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    rollcall_lambda::courier::start().await
}
