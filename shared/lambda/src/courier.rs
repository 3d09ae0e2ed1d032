//! The courier as a Lambda function.

use std::process::ExitCode;

use rollcall_aws::DynamoOutbox;
use rollcall_channels::sns::Sns;
use rollcall_core::ports::Clock as _;
use rollcall_engine::answer::CourierAnswer;
use rollcall_engine::clock::SystemClock;
use rollcall_engine::courier::{Courier, CourierRequest};
use serde_json::Value;

use crate::config::{ConfigError, CourierConfig};
use crate::event;
use crate::failure::Failure;
use crate::runtime::{self, Handler, Invocation};
use crate::telemetry;

/// Runs the courier until Lambda ends the process.
pub async fn start() -> ExitCode {
    runtime::run(|look_up| Function::new(look_up)).await
}

struct Function {
    courier: Courier<DynamoOutbox, Sns, SystemClock>,
}

impl Function {
    fn new(look_up: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let CourierConfig { table, region, topic } = CourierConfig::read(look_up)?;
        let sdk = rollcall_aws::load(&region);
        let outbox = DynamoOutbox::new(&sdk, &table);
        Ok(Self { courier: Courier { outbox, channel: Sns::new(&sdk, &topic), clock: SystemClock } })
    }
}

impl Handler for Function {
    async fn handle(&self, invocation: Invocation) -> Result<Value, Failure> {
        let Invocation { event, function, request_id, deadline, .. } = invocation;
        let flush = event::courier(&event).map_err(Failure::Event)?;
        let delivered = self.courier.deliver(&CourierRequest { holder: request_id, flush, deadline }).await;
        telemetry::delivered(&function, &delivered, self.courier.clock.now());
        if delivered.values().all(|one| one.faults.is_empty()) {
            let answer = CourierAnswer::of(&delivered);
            Ok(serde_json::to_value(answer).expect("an answer has only text keys"))
        } else {
            Err(Failure::Faults(delivered.into_values().flat_map(|one| one.faults).collect()))
        }
    }
}
