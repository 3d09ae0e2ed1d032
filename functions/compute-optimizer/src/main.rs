//! The Lambda function of the check `compute-optimizer`. Wiring only.

use std::process::ExitCode;

use rollcall_checks::compute_optimizer::ComputeOptimizer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    rollcall_lambda::start(ComputeOptimizer::new).await
}
