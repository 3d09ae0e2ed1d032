//! From an event to an answer: reads the event, runs the targets, and fails if anything did.

use rollcall_aws::{Deadline, SdkConfig, own_account};
use rollcall_core::identity::{AccountId, Enrollment, Target};
use rollcall_core::ports::{Check, Clock, Outbox, Publisher, Store};
use rollcall_core::region::Region;
use rollcall_core::time::Time;
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::answer::{Answer, BatchAnswer};
use crate::event::{Event, EventError, QueueRecord, resolve};
use crate::failure::{Failure, Fault};
use crate::run::{Run, Runner};

/// What handles the events of one function.
#[derive(Debug)]
pub struct Handler<C, S, O, P, K> {
    /// Runs the targets of an event.
    pub runner: Runner<C, S, O, P, K>,
    /// The Regions of the own account that are checked.
    pub regions: Vec<Region>,
    /// What STS is asked with, where no ARN tells the own account.
    pub sdk: SdkConfig,
    /// Told to all calls.
    pub deadline: Deadline,
    /// The own account, once STS has told it.
    pub account: OnceCell<AccountId>,
    /// Told of each run, with the check and the time: logs and metrics.
    pub report: fn(&str, &Run, Time),
}

/// What Lambda tells with an event.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// The event.
    pub event: Value,
    /// The ARN that the function was invoked by.
    pub function_arn: String,
    /// When it must have ended. One in the past is none.
    pub deadline: Time,
}

impl<C: Check, S: Store, O: Outbox, P: Publisher, K: Clock> Handler<C, S, O, P, K> {
    /// Handles one event.
    ///
    /// # Errors
    /// When the event is refused, or anything could not be stored or published.
    pub async fn handle(&self, invocation: Invocation) -> Result<Value, Failure> {
        let deadline = self.set_deadline(invocation.deadline);
        let event = Event::read(&invocation.event, &self.regions).map_err(Failure::Event)?;
        let account = self.own_account(&invocation.function_arn).await?;
        match event {
            Event::Own => {
                let in_region = |region: &Region| Target { account: account.clone(), region: region.clone() };
                self.answer(&self.regions.iter().map(in_region).collect::<Vec<_>>(), deadline).await
            }
            Event::Targets(wanted) => {
                let targets = resolve(&wanted, &account, &self.regions).map_err(Failure::Event)?;
                self.answer(&targets, deadline).await
            }
            Event::Queue(records) => self.answer_queue(records, &account, deadline).await,
        }
    }

    /// Emulators give a deadline in 1970: that is none.
    fn set_deadline(&self, deadline: Time) -> Option<Time> {
        let now = self.runner.clock.now();
        let deadline = Some(deadline).filter(|deadline| *deadline > now);
        self.deadline.set(deadline.map(|deadline| std::time::Instant::now() + deadline.since(now)));
        deadline
    }

    /// The account of the invoked function's ARN. Emulators give none: there STS is asked once.
    async fn own_account(&self, function_arn: &str) -> Result<AccountId, Failure> {
        let in_arn = function_arn.split(':').nth(4).and_then(|account| account.parse().ok());
        match in_arn {
            Some(account) => Ok(account),
            None => {
                let asked = self.account.get_or_try_init(|| own_account(&self.sdk)).await;
                asked.cloned().map_err(Failure::Identity)
            }
        }
    }

    async fn run(&self, targets: &[Target], deadline: Option<Time>) -> Run {
        let run = self.runner.run(targets, deadline).await;
        (self.report)(self.check_id(), &run, self.runner.clock.now());
        run
    }

    async fn answer(&self, targets: &[Target], deadline: Option<Time>) -> Result<Value, Failure> {
        let run = self.run(targets, deadline).await;
        if run.faults.is_empty() {
            Ok(json(&Answer::of(self.check_id(), &run)))
        } else {
            Err(Failure::Run(run.faults))
        }
    }

    /// A record fails with any of its enrollments. What concerns none of the records fails the
    /// invocation, and so all of them.
    async fn answer_queue(
        &self,
        records: Vec<QueueRecord>,
        own: &AccountId,
        deadline: Option<Time>,
    ) -> Result<Value, Failure> {
        let records = records.into_iter().map(|record| {
            let targets = record.targets.and_then(|wanted| resolve(&wanted, own, &self.regions));
            (record.message_id, targets)
        });
        let records: Vec<(String, Result<Vec<Target>, EventError>)> = records.collect();
        let mut targets: Vec<Target> =
            records.iter().flat_map(|(_, targets)| targets.iter().flatten().cloned()).collect();
        targets.sort();
        targets.dedup();
        let run = self.run(&targets, deadline).await;
        let concerns = |fault: &Fault, targets: &[Target]| {
            fault.enrollment.as_ref().is_some_and(|Enrollment { target, .. }| targets.contains(target))
        };
        if run.faults.iter().any(|fault| !concerns(fault, &targets)) {
            return Err(Failure::Run(run.faults));
        }
        let failed = records.into_iter().filter(|(message_id, targets)| match targets {
            Err(error) => {
                tracing::error!(message_id, error = %error, "refused a record");
                true
            }
            Ok(targets) => run.faults.iter().any(|fault| concerns(fault, targets)),
        });
        Ok(json(&BatchAnswer::of(failed.map(|(message_id, _)| message_id).collect())))
    }

    fn check_id(&self) -> &'static str {
        self.runner.check.rules().id
    }
}

fn json(answer: &impl serde::Serialize) -> Value {
    serde_json::to_value(answer).expect("an answer has only text keys")
}
