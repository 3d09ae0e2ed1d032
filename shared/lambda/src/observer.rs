//! The observer as a Lambda function.

use std::process::ExitCode;

use rollcall_aws::{DynamoStore, SdkConfig, Sessions};
use rollcall_checks::registry;
use rollcall_core::plan::Home;
use rollcall_core::ports::{Clock as _, StatusSource};
use rollcall_engine::answer::{ObserverAnswer, UnitAnswer};
use rollcall_engine::clock::SystemClock;
use rollcall_engine::deadline::Deadline;
use rollcall_engine::observed::Observed;
use rollcall_engine::observer::Observer;
use rollcall_engine::refused::Refused;
use serde_json::Value;

use crate::config::{ConfigError, ObserverConfig, rulebook};
use crate::event::{self, ObserverEvent};
use crate::failure::Failure;
use crate::place::Place;
use crate::runtime::{self, Handler, Invocation};
use crate::telemetry;

/// Runs the observer with `source` until Lambda ends the process.
pub async fn start<A: StatusSource>(source: fn(&SdkConfig) -> A) -> ExitCode {
    runtime::run(|look_up| Function::new(look_up, source)).await
}

struct Function<A> {
    observer: Observer<Sessions<A>, DynamoStore, SystemClock>,
    place: Place,
}

impl<A: StatusSource> Function<A> {
    fn new(
        look_up: impl Fn(&str) -> Option<String>,
        source: fn(&SdkConfig) -> A,
    ) -> Result<Self, ConfigError> {
        let config = ObserverConfig::read(look_up)?;
        let sdk = rollcall_aws::load(&config.region);
        let place = Place::new(&config, &sdk);
        let observer = Observer {
            accounts: Sessions::new(&sdk, &config.region, config.role, source),
            store: DynamoStore::new(&sdk, &config.table),
            clock: SystemClock,
            rulebook: rulebook(config.policy),
        };
        Ok(Self { observer, place })
    }

    async fn observe(
        &self,
        event: &ObserverEvent,
        home: &Home,
        deadline: Deadline,
    ) -> Result<Observed, Refused> {
        match event {
            ObserverEvent::Request(request) => self.observer.observe(request, home, deadline).await,
            ObserverEvent::Unit(unit) => self.observer.observe_unit(unit, home, deadline).await,
        }
    }
}

impl<A: StatusSource> Handler for Function<A> {
    async fn handle(&self, invocation: Invocation) -> Result<Value, Failure> {
        let Invocation { event, function, function_arn, deadline, .. } = invocation;
        let event = event::observer(&event, self.place.regions(), &registry::ALL).map_err(Failure::Event)?;
        let home = self.place.home(&function_arn, deadline).await?;
        let observed = match self.observe(&event, &home, deadline).await {
            Err(Refused::Store(fault)) => Observed { faults: vec![fault], ..Observed::default() },
            other => other?,
        };
        telemetry::observed(&function, &observed, self.observer.clock.now());
        if !observed.faults.is_empty() {
            return Err(Failure::Faults(observed.faults));
        }
        let answer = match event {
            ObserverEvent::Request(_) => serde_json::to_value(ObserverAnswer::of(&observed)),
            ObserverEvent::Unit(_) => serde_json::to_value(UnitAnswer::of(&observed)),
        };
        Ok(answer.expect("an answer has only text keys"))
    }
}
