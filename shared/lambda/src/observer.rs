//! The observer as a Lambda function.

use std::process::ExitCode;

use rollcall_aws::{DynamoStore, SdkConfig, own_account};
use rollcall_checks::registry;
use rollcall_core::identity::AccountId;
use rollcall_core::plan::Home;
use rollcall_core::ports::{Clock as _, StatusSource};
use rollcall_core::region::Region;
use rollcall_engine::answer::ObserverAnswer;
use rollcall_engine::clock::SystemClock;
use rollcall_engine::deadline::Deadline;
use rollcall_engine::observer::{Observed, Observer, Refused};
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::config::{ConfigError, ObserverConfig};
use crate::event::{self, EventError};
use crate::failure::Failure;
use crate::runtime::{self, Handler, Invocation};
use crate::telemetry;

/// Runs the observer with `source` until Lambda ends the process.
pub async fn start<A: StatusSource>(source: fn(&SdkConfig) -> A) -> ExitCode {
    runtime::run(|look_up| Function::new(look_up, source)).await
}

struct Function<A> {
    observer: Observer<A, DynamoStore, SystemClock>,
    region: Region,
    regions: Vec<Region>,
    /// For the call to STS, if no ARN names the own account.
    sdk: SdkConfig,
    /// The own account, once STS has answered.
    account: OnceCell<AccountId>,
}

impl<A: StatusSource> Function<A> {
    fn new(
        look_up: impl Fn(&str) -> Option<String>,
        source: fn(&SdkConfig) -> A,
    ) -> Result<Self, ConfigError> {
        let ObserverConfig { table, region, regions, policy } = ObserverConfig::read(look_up)?;
        let sdk = rollcall_aws::load(&region);
        let observer = Observer {
            source: source(&sdk),
            store: DynamoStore::new(&sdk, &table),
            clock: SystemClock,
            checks: &registry::ALL,
            policy,
            takes_stored_policy: true,
        };
        Ok(Self { observer, region, regions, sdk, account: OnceCell::new() })
    }

    /// The account in the invoked function's ARN. Emulators give no account there: then STS is asked
    /// once.
    async fn own_account(&self, function_arn: &str, deadline: Deadline) -> Result<AccountId, Failure> {
        if let Some(account) = function_arn.split(':').nth(4).and_then(|account| account.parse().ok()) {
            return Ok(account);
        }
        let ask = || {
            deadline
                .port(|| "get the account of these credentials from STS".to_owned(), own_account(&self.sdk))
        };
        self.account.get_or_try_init(ask).await.cloned().map_err(Failure::Identity)
    }
}

impl<A: StatusSource> Handler for Function<A> {
    async fn handle(&self, invocation: Invocation) -> Result<Value, Failure> {
        let Invocation { event, function, function_arn, deadline, .. } = invocation;
        let request = event::observer(&event, &self.regions, &registry::ALL).map_err(Failure::Event)?;
        let account = self.own_account(&function_arn, deadline).await?;
        let home = Home { account, region: self.region.clone(), regions: self.regions.clone() };
        let observed = match self.observer.observe(&request, &home, deadline).await {
            Ok(observed) => observed,
            Err(Refused::Store(fault)) => Observed { faults: vec![fault], ..Observed::default() },
            Err(Refused::Plan(error)) => return Err(Failure::Event(EventError { faults: vec![error.0] })),
            Err(Refused::Policy { version, error }) => return Err(Failure::Policy { version, error }),
        };
        telemetry::observed(&function, &observed, self.observer.clock.now());
        if observed.faults.is_empty() {
            let answer = ObserverAnswer::of(&observed);
            Ok(serde_json::to_value(answer).expect("an answer has only text keys"))
        } else {
            Err(Failure::Faults(observed.faults))
        }
    }
}
