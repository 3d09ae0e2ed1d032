//! The Lambda function of the check `iot-fleetwise`. Wiring only.

use std::process::ExitCode;

use rollcall_checks::iot_fleetwise::IotFleetwise;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    rollcall_lambda::start(IotFleetwise::new).await
}
