//! The Lambda function that plans the runs over an organization. Wiring only.

use std::process::ExitCode;

use rollcall_checks::Services;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    rollcall_lambda::planner::start(Services::new).await
}
