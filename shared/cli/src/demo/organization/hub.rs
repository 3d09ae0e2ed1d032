//! The hub of the organization: the planner, an observer for each unit and the courier, in the order of the
//! state machine, with a clock that the demo sets.

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, TryStreamExt as _};
use rollcall_aws::{AwsOrganization, DynamoStore, MemberRole, SdkConfig, Sessions};
use rollcall_checks::Services;
use rollcall_core::account::Account;
use rollcall_core::identity::AccountId;
use rollcall_core::organization::ledger::Coverage;
use rollcall_core::organization::unit::Unit;
use rollcall_core::plan::Home;
use rollcall_core::policy::Policy;
use rollcall_core::ports::{Inventory as _, StoredPolicy};
use rollcall_core::region::Region;
use rollcall_core::time::Time;
use rollcall_engine::deadline::Deadline;
use rollcall_engine::fault::Fault;
use rollcall_engine::look::Found;
use rollcall_engine::observed::Observed;
use rollcall_engine::observer::Observer;
use rollcall_engine::planner::Planner;
use rollcall_engine::refused::Refused;
use rollcall_sandbox::{DEFAULT_REGION, Sandbox};

use super::script::{EXTERNAL_ID, HOME, MEMBER_ROLE, POLICY};
use crate::demo::cast::{DemoCourier, DemoObserver, SimulatedClock, TABLE, courier, deliver, rulebook};

/// How many units run at the same time.
const UNITS_AT_ONCE: usize = 4;

pub(super) struct Hub {
    clock: SimulatedClock,
    sdk: SdkConfig,
    home: Home,
    role: MemberRole,
    planner: Planner<AwsOrganization<Services>, DynamoStore, SimulatedClock>,
    courier: DemoCourier,
}

/// A whole run.
pub(super) struct Round {
    /// What is known of each account after it.
    pub(super) accounts: BTreeMap<AccountId, Account>,
    pub(super) found: Vec<Found>,
    pub(super) coverage: Coverage,
}

impl Hub {
    /// Puts the policy in force.
    pub(super) async fn new(sandbox: &Sandbox, begin: Time) -> anyhow::Result<Self> {
        let clock = SimulatedClock::default();
        let sdk = rollcall_aws::loopback(&sandbox.url(), DEFAULT_REGION, HOME);
        let region: Region = DEFAULT_REGION.parse()?;
        let store = DynamoStore::new(&sdk, TABLE);
        let (toml, author) = (POLICY.to_owned(), "demo".to_owned());
        store.apply(&StoredPolicy { version: 1, toml, author, applied_at: begin }).await?;
        let organization = AwsOrganization {
            config: sdk.clone(),
            region: region.clone(),
            role: None,
            external_id: None,
            source: Services::new,
        };
        let planner =
            Planner { organization, store, clock: clock.clone(), rulebook: rulebook(Policy::default()) };
        let regions = vec![region.clone()];
        Ok(Self {
            home: Home { account: HOME.parse()?, region, regions, enters_others: true },
            role: MemberRole { name: MEMBER_ROLE.parse()?, external_id: Some(EXTERNAL_ID.to_owned()) },
            courier: courier(&sdk, &clock, sandbox.topic())?,
            planner,
            clock,
            sdk,
        })
    }

    /// Plans, observes all units and sums up; then the courier sends.
    pub(super) async fn run(&self, now: Time) -> anyhow::Result<Round> {
        self.clock.set(now);
        let run = self.planner.plan(&self.home, Deadline::NONE).await?.run;
        let units = run.ranges.iter().map(|range| Unit { run: run.id, range: range.clone() });
        let observed = futures_util::stream::iter(units).map(|unit| self.observe(unit));
        let observed: Vec<Observed> = observed.buffered(UNITS_AT_ONCE).try_collect().await?;
        let coverage = self.planner.reconcile(run.id, &self.home, Deadline::NONE).await?;
        let delivered = deliver(&self.courier).await;
        let faults = observed.iter().flat_map(|one| &one.faults).chain(&delivered.faults);
        let faults: Vec<String> = faults.map(Fault::to_string).chain(delivered.failures.clone()).collect();
        anyhow::ensure!(faults.is_empty(), "{}", faults.join("; "));
        let found = observed.into_iter().flat_map(|one| one.found).collect();
        Ok(Round { accounts: self.planner.store.accounts().await?, found, coverage })
    }

    /// Observes a unit as a new process does.
    async fn observe(&self, unit: Unit) -> Result<Observed, Refused> {
        self.observer().observe_unit(&unit, &self.home, Deadline::NONE).await
    }

    fn observer(&self) -> DemoObserver {
        let role = Some(self.role.clone());
        Observer {
            accounts: Sessions::new(&self.sdk, &self.home.region, role, Services::new),
            store: DynamoStore::new(&self.sdk, TABLE),
            clock: self.clock.clone(),
            rulebook: rulebook(Policy::default()),
        }
    }
}
