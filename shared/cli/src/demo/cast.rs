//! The functions of the demo: the handlers that run on Lambda, with a clock that the demo sets.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use rollcall_aws::{Deadline, DynamoOutbox, DynamoStore, SdkConfig, SnsPublisher};
use rollcall_checks::compute_optimizer::ComputeOptimizer;
use rollcall_checks::iot_fleetwise::IotFleetwise;
use rollcall_checks::odb::Odb;
use rollcall_core::identity::{Enrollment, Target};
use rollcall_core::policy::Policy;
use rollcall_core::ports::{Check, Clock, Store};
use rollcall_core::region::Region;
use rollcall_core::state::State;
use rollcall_core::time::Time;
use rollcall_lambda::{Failure, Handler, Invocation, Runner};
use rollcall_sandbox::Sandbox;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::script::{ACCOUNT, CLOSED_ACCOUNT, ONBOARDING_REGION, SUSPENDED_REGION};

/// The simulated time.
#[derive(Clone, Debug, Default)]
pub(super) struct SimulatedClock(Arc<AtomicI64>);

impl Clock for SimulatedClock {
    fn now(&self) -> Time {
        Time::from_epoch_millis(self.0.load(Ordering::Relaxed))
    }
}

type DemoHandler<C> = Handler<C, DynamoStore, DynamoOutbox, SnsPublisher, SimulatedClock>;

/// What one invocation came to.
pub(super) struct Outcome {
    /// The check.
    pub(super) check: &'static str,
    /// The function's answer, or its failure.
    pub(super) answer: Result<Value, Failure>,
}

/// All functions, on one table and one topic.
pub(super) struct Cast {
    clock: SimulatedClock,
    onboarding: DemoHandler<Odb>,
    registration: DemoHandler<IotFleetwise>,
    enrollment: DemoHandler<ComputeOptimizer>,
    closed: DemoHandler<ComputeOptimizer>,
    runs: usize,
}

impl Cast {
    pub(super) fn new(sandbox: &Sandbox) -> anyhow::Result<Self> {
        let clock = SimulatedClock::default();
        let own = rollcall_aws::loopback(&sandbox.url(), ONBOARDING_REGION, ACCOUNT);
        let closed = rollcall_aws::loopback(&sandbox.url(), ONBOARDING_REGION, CLOSED_ACCOUNT);
        Ok(Self {
            onboarding: handler(&own, &clock, Odb::new(&own), &[ONBOARDING_REGION, SUSPENDED_REGION])?,
            registration: handler(&own, &clock, IotFleetwise::new(&own), &[ONBOARDING_REGION])?,
            enrollment: handler(&own, &clock, ComputeOptimizer::new(&own), &[ONBOARDING_REGION])?,
            closed: handler(&closed, &clock, ComputeOptimizer::new(&closed), &[ONBOARDING_REGION])?,
            clock,
            runs: 0,
        })
    }

    /// Invokes every function once, as their schedules do.
    pub(super) async fn run(&mut self, now: Time) -> [Outcome; 4] {
        self.clock.0.store(now.epoch_millis(), Ordering::Relaxed);
        self.runs += 4;
        [
            invoke(&self.onboarding, ACCOUNT).await,
            invoke(&self.registration, ACCOUNT).await,
            invoke(&self.enrollment, ACCOUNT).await,
            invoke(&self.closed, CLOSED_ACCOUNT).await,
        ]
    }

    /// Invocations so far.
    pub(super) fn runs(&self) -> usize {
        self.runs
    }

    /// What is stored of each enrollment.
    pub(super) async fn states(&self) -> anyhow::Result<Vec<State>> {
        let mut states = Vec::new();
        for (check, account, region) in [
            ("odb", ACCOUNT, ONBOARDING_REGION),
            ("odb", ACCOUNT, SUSPENDED_REGION),
            ("iot-fleetwise", ACCOUNT, ONBOARDING_REGION),
            ("compute-optimizer", ACCOUNT, ONBOARDING_REGION),
            ("compute-optimizer", CLOSED_ACCOUNT, ONBOARDING_REGION),
        ] {
            let target = Target { account: account.parse()?, region: region.parse()? };
            let enrollment = Enrollment { check: check.to_owned(), target };
            states.extend(self.onboarding.runner.store.load(&enrollment).await?);
        }
        Ok(states)
    }
}

fn handler<C: Check>(
    sdk: &SdkConfig,
    clock: &SimulatedClock,
    check: C,
    regions: &[&str],
) -> anyhow::Result<DemoHandler<C>> {
    let topic = format!("arn:aws:sns:{ONBOARDING_REGION}:{ACCOUNT}:rollcall").parse()?;
    let runner = Runner {
        check,
        store: DynamoStore::new(sdk, "rollcall"),
        outbox: DynamoOutbox::new(sdk, "rollcall"),
        publisher: SnsPublisher::new(sdk, &topic),
        clock: clock.clone(),
        policy: Policy::default(),
    };
    let regions = regions.iter().map(|region| region.parse::<Region>()).collect::<Result<_, _>>()?;
    let (deadline, account) = (Deadline::default(), OnceCell::new());
    Ok(Handler { runner, regions, sdk: sdk.clone(), deadline, account, report: |_, _, _| {} })
}

async fn invoke<C: Check>(handler: &DemoHandler<C>, account: &str) -> Outcome {
    let check = handler.runner.check.rules().id;
    let function_arn = format!("arn:aws:lambda:{ONBOARDING_REGION}:{account}:function:rollcall-{check}");
    let deadline = Time::from_epoch_millis(0);
    let answer = handler.handle(Invocation { event: json!({}), function_arn, deadline }).await;
    Outcome { check, answer }
}
