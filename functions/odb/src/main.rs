//! The Lambda function of the check `odb`. Wiring only.

use std::process::ExitCode;

use rollcall_checks::odb::Odb;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    rollcall_lambda::start(Odb::new).await
}
