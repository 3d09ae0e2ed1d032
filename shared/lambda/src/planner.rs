//! The planner as a Lambda function.

use std::process::ExitCode;

use rollcall_aws::{AwsOrganization, DynamoStore, SdkConfig};
use rollcall_core::plan::Home;
use rollcall_core::ports::{Clock as _, OrganizationSource};
use rollcall_engine::answer::{CoverageAnswer, PlanAnswer};
use rollcall_engine::clock::SystemClock;
use rollcall_engine::deadline::Deadline;
use rollcall_engine::planner::Planner;
use serde_json::Value;

use crate::config::{ConfigError, PlannerConfig, rulebook};
use crate::event::{self, PlannerEvent};
use crate::failure::Failure;
use crate::place::Place;
use crate::runtime::{self, Handler, Invocation};
use crate::telemetry;

/// Runs the planner with `source` until Lambda ends the process.
pub async fn start<A: OrganizationSource>(source: fn(&SdkConfig) -> A) -> ExitCode {
    runtime::run(|look_up| Function::new(look_up, source)).await
}

struct Function<A> {
    planner: Planner<AwsOrganization<A>, DynamoStore, SystemClock>,
    place: Place,
}

impl<A: OrganizationSource> Function<A> {
    fn new(
        look_up: impl Fn(&str) -> Option<String>,
        source: fn(&SdkConfig) -> A,
    ) -> Result<Self, ConfigError> {
        let PlannerConfig { observer: config, management_role } = PlannerConfig::read(look_up)?;
        let sdk = rollcall_aws::load(&config.region);
        let place = Place::new(&config, &sdk);
        let organization = AwsOrganization {
            config: sdk.clone(),
            region: config.region.clone(),
            role: management_role,
            external_id: config.role.and_then(|role| role.external_id),
            source,
        };
        let planner = Planner {
            organization,
            store: DynamoStore::new(&sdk, &config.table),
            clock: SystemClock,
            rulebook: rulebook(config.policy),
        };
        Ok(Self { planner, place })
    }

    async fn step(
        &self,
        step: PlannerEvent,
        function: &str,
        home: &Home,
        deadline: Deadline,
    ) -> Result<serde_json::Result<Value>, Failure> {
        let now = || self.planner.clock.now();
        match step {
            PlannerEvent::Plan => {
                let planned = self.planner.plan(home, deadline).await?;
                telemetry::planned(function, &planned, now());
                Ok(serde_json::to_value(PlanAnswer::of(&planned.run)))
            }
            PlannerEvent::Reconcile(run) => {
                let coverage = self.planner.reconcile(run, home, deadline).await?;
                telemetry::reconciled(function, run, &coverage, now());
                Ok(serde_json::to_value(CoverageAnswer::of(run, &coverage)))
            }
        }
    }
}

impl<A: OrganizationSource> Handler for Function<A> {
    async fn handle(&self, invocation: Invocation) -> Result<Value, Failure> {
        let Invocation { event, function, function_arn, deadline, .. } = invocation;
        let step = event::planner(&event).map_err(Failure::Event)?;
        let home = self.place.home(&function_arn, deadline).await?;
        let answer = self.step(step, &function, &home, deadline).await?;
        Ok(answer.expect("an answer has only text keys"))
    }
}
