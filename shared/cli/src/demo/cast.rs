//! The observers and the courier of the demo: the engine that runs on Lambda, with a clock that the
//! demo sets.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use rollcall_aws::{DynamoOutbox, DynamoStore, SdkConfig, Sessions};
use rollcall_channels::sns::Sns;
use rollcall_checks::{Services, registry};
use rollcall_core::identity::AccountId;
use rollcall_core::plan::{Home, Request};
use rollcall_core::policy::Policy;
use rollcall_core::ports::{Clock, Inventory as _};
use rollcall_core::region::Region;
use rollcall_core::time::Time;
use rollcall_engine::courier::{Courier, CourierRequest, Delivered};
use rollcall_engine::deadline::Deadline;
use rollcall_engine::look::Found;
use rollcall_engine::observer::Observer;
use rollcall_engine::rulebook::Rulebook;
use rollcall_sandbox::Sandbox;

use super::script::{self, ACCOUNT, ONBOARDING_REGION, POLICIES, SUSPENDED_REGION};

pub(super) const TABLE: &str = "rollcall";

#[derive(Clone, Debug, Default)]
pub(super) struct SimulatedClock(Arc<AtomicI64>);

impl SimulatedClock {
    pub(super) fn set(&self, now: Time) {
        self.0.store(now.epoch_millis(), Ordering::Relaxed);
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Time {
        Time::from_epoch_millis(self.0.load(Ordering::Relaxed))
    }
}

pub(super) type DemoObserver = Observer<Sessions<Services>, DynamoStore, SimulatedClock>;
pub(super) type DemoCourier = Courier<DynamoOutbox, Sns, SimulatedClock>;

/// An observer for each account and a courier for both, on one table and one topic.
pub(super) struct Cast {
    clock: SimulatedClock,
    observers: Vec<(DemoObserver, Home)>,
    courier: DemoCourier,
    runs: usize,
}

pub(super) struct Step {
    pub(super) found: Vec<Found>,
    pub(super) delivered: Delivered,
}

impl Cast {
    /// Puts the names of the accounts into the table.
    pub(super) async fn new(sandbox: &Sandbox) -> anyhow::Result<Self> {
        let clock = SimulatedClock::default();
        let of = |account: &str| rollcall_aws::loopback(&sandbox.url(), ONBOARDING_REGION, account);
        let own = of(ACCOUNT);
        let inventory = DynamoStore::new(&own, TABLE);
        let mut observers = Vec::new();
        for (account, policy) in script::accounts()?.iter().zip(POLICIES) {
            inventory.put(account).await?;
            observers.push(observer(&of(account.id.as_str()), &clock, &account.id, policy)?);
        }
        Ok(Self { observers, courier: courier(&own, &clock, sandbox.topic())?, clock, runs: 0 })
    }

    /// Runs every observer once, and then the courier.
    pub(super) async fn run(&mut self, now: Time) -> anyhow::Result<Step> {
        self.clock.set(now);
        self.runs += self.observers.len() + 1;
        let mut found = Vec::new();
        for (observer, home) in &self.observers {
            found.extend(observer.observe(&Request::All, home, Deadline::NONE).await?.found);
        }
        Ok(Step { found, delivered: deliver(&self.courier).await })
    }

    pub(super) fn runs(&self) -> usize {
        self.runs
    }
}

pub(super) fn courier(sdk: &SdkConfig, clock: &SimulatedClock, topic: &str) -> anyhow::Result<DemoCourier> {
    let channel = Sns::new(sdk, &topic.parse()?);
    Ok(Courier { outbox: DynamoOutbox::new(sdk, TABLE), channel, clock: clock.clone() })
}

/// Runs a courier once, on all routes.
pub(super) async fn deliver(courier: &DemoCourier) -> Delivered {
    let request = CourierRequest { holder: "demo".to_owned(), flush: false, deadline: Deadline::NONE };
    let mut delivered = Delivered::default();
    courier.deliver(&request).await.into_values().for_each(|one| delivered.add(one));
    delivered
}

/// Of every check; a stored policy stands above the given one.
pub(super) fn rulebook(policy: Policy) -> Rulebook {
    Rulebook { checks: &registry::ALL, known: &registry::KNOWN, policy, takes_stored_policy: true }
}

fn observer(
    sdk: &SdkConfig,
    clock: &SimulatedClock,
    account: &AccountId,
    policy: &str,
) -> anyhow::Result<(DemoObserver, Home)> {
    let region: Region = ONBOARDING_REGION.parse()?;
    let observer = Observer {
        accounts: Sessions::new(sdk, &region, None, Services::new),
        store: DynamoStore::new(sdk, TABLE),
        clock: clock.clone(),
        rulebook: rulebook(Policy::parse(policy, &registry::KNOWN)?),
    };
    let regions =
        [ONBOARDING_REGION, SUSPENDED_REGION].map(str::parse).into_iter().collect::<Result<_, _>>()?;
    Ok((observer, Home { account: account.clone(), region, regions, enters_others: false }))
}
