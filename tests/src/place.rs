//! A case's own place in a sandbox: an account, a table and a topic, so that parallel cases do not meet;
//! and the functions' own ports, to prepare it and to look.

use std::sync::Arc;
use std::time::Duration;

use rollcall_aws::{DynamoOutbox, DynamoReader, DynamoStore, SdkConfig, Sessions};
use rollcall_channels::sns::Sns;
use rollcall_checks::{Services, registry};
use rollcall_core::deliver::{DEFAULT_ROUTE, PendingAlert};
use rollcall_core::history::HistoryEntry;
use rollcall_core::identity::{AccountId, Enrollment, Target};
use rollcall_core::plan::{Home, Request};
use rollcall_core::policy::Policy;
use rollcall_core::ports::{Clock, Outbox as _, Store as _};
use rollcall_core::region::Region;
use rollcall_core::state::State;
use rollcall_core::time::Time;
use rollcall_engine::clock::SystemClock;
use rollcall_engine::courier::{Courier, CourierRequest, Delivered};
use rollcall_engine::deadline::Deadline;
use rollcall_engine::observed::Observed;
use rollcall_engine::observer::Observer;
use rollcall_engine::rulebook::Rulebook;
use rollcall_sandbox::runtime_api::Outcome;
use rollcall_sandbox::{Check, Message, Sandbox, Setting};
use serde_json::{Value, json};

use crate::binaries;
use crate::function::{Ended, Function};

#[derive(Clone, Debug)]
pub struct Place {
    /// Shared with other cases.
    pub sandbox: Arc<Sandbox>,
    pub account: AccountId,
    /// As TOML text.
    pub policy: String,
}

/// A clock that stands where a test sets it.
#[derive(Clone, Copy, Debug)]
pub struct StandingClock(pub Time);

impl Clock for StandingClock {
    fn now(&self) -> Time {
        self.0
    }
}

/// The Region of a place that needs only one.
pub const REGION: &str = "us-east-1";

/// The policy of a place that watches Oracle Database@AWS alone.
pub fn odb_alone() -> String {
    alone("odb")
}

/// The policy of a place that has one check.
pub fn alone(check: &str) -> String {
    let others = registry::ALL.iter().filter(|other| other.id != check);
    others.map(|other| format!("[checks.{}]\nenabled = false\n", other.id)).collect()
}

impl Place {
    /// A new place that watches ODB alone, the `number`-th of its sandbox.
    pub fn new(sandbox: &Arc<Sandbox>, number: usize) -> Self {
        binaries::folder();
        let account: AccountId = format!("{:012}", 100_000_000_000 + number).parse().expect("twelve digits");
        let place = Self { sandbox: Arc::clone(sandbox), account, policy: odb_alone() };
        place.prepare();
        place
    }

    /// Creates its table and its topic.
    pub fn prepare(&self) {
        self.sandbox.create_table(&self.table()).expect("a table can be created");
        self.sandbox.create_topic(&self.target(REGION), "rollcall").expect("a topic can be created");
    }

    pub fn table(&self) -> String {
        format!("rollcall-{}", self.account)
    }

    pub fn topic(&self) -> String {
        format!("arn:aws:sns:{REGION}:{}:rollcall", self.account)
    }

    pub fn function_arn(&self, function: &str) -> String {
        format!("arn:aws:lambda:{REGION}:{}:function:rollcall-{function}", self.account)
    }

    /// With ODB.
    pub fn enrollment(&self) -> Enrollment {
        Enrollment { check: "odb".to_owned(), target: self.target(REGION) }
    }

    pub fn target(&self, region: &str) -> Target {
        let region: Region = region.parse().expect("a Region");
        Target { account: self.account.clone(), region }
    }

    pub fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_REGION", REGION.to_owned()),
            ("AWS_ACCESS_KEY_ID", self.account.to_string()),
            ("AWS_SECRET_ACCESS_KEY", "secret".to_owned()),
            ("AWS_ENDPOINT_URL", self.sandbox.url()),
            ("ROLLCALL_TABLE", self.table()),
            ("ROLLCALL_TOPIC_ARN", self.topic()),
            ("ROLLCALL_POLICY", self.policy.clone()),
        ]
    }

    /// What the ODB of its account answers from now on.
    pub fn odb(&self, status: &str) {
        self.set(Setting::new(Check::Odb).status(status));
    }

    /// What a service of its account answers from now on.
    pub fn set(&self, setting: Setting) {
        self.sandbox.set(setting.account(self.account.clone())).expect("the API can say it");
    }

    /// Invokes a new process of a function once.
    pub async fn invoke(&self, function: &str, event: &Value) -> Ended {
        let mut process = Function::start(function, &self.variables()).await;
        process.invoke(event, &self.function_arn(function), Duration::from_secs(60)).await
    }

    /// The answer of a scheduled run of the observer, which must succeed.
    pub async fn observe(&self) -> Value {
        answer(self.invoke("observer", &json!({})).await)
    }

    /// The answer of a run of the courier, which must succeed, for the only route.
    pub async fn deliver(&self) -> Value {
        answer(self.invoke("courier", &json!({})).await)["routes"][DEFAULT_ROUTE].clone()
    }

    /// The SDK's configuration of its account, which retries at once.
    pub fn sdk(&self) -> SdkConfig {
        // The sandbox takes the account from the access key.
        rollcall_aws::loopback(&self.sandbox.url(), REGION, self.account.as_str())
    }

    /// Its observer, in this process.
    pub fn observer<K: Clock>(&self, clock: K) -> Observer<Sessions<Services>, DynamoStore, K> {
        let sdk = self.sdk();
        Observer {
            accounts: Sessions::new(&sdk, &region(), None, Services::new),
            store: self.store(),
            clock,
            rulebook: self.rulebook(),
        }
    }

    /// That of its functions.
    pub fn rulebook(&self) -> Rulebook {
        Rulebook {
            checks: &registry::ALL,
            known: &registry::KNOWN,
            policy: Policy::parse(&self.policy, &registry::KNOWN).expect("a policy"),
            takes_stored_policy: true,
        }
    }

    /// A scheduled run of the observer in this process, in these Regions, at a time.
    pub async fn observe_at(&self, now: Time, regions: &[&str]) -> Observed {
        let regions = regions.iter().map(|region| region.parse().expect("a Region")).collect();
        let home = Home { account: self.account.clone(), region: region(), regions, enters_others: false };
        let observed = self.observer(StandingClock(now)).observe(&Request::All, &home, Deadline::NONE).await;
        let observed = observed.expect("it is not refused");
        assert!(observed.faults.is_empty(), "{:?}", observed.faults);
        observed
    }

    /// Its courier, in this process.
    pub fn courier<K: Clock>(&self, clock: K) -> Courier<DynamoOutbox, Sns, K> {
        let sdk = self.sdk();
        let topic = self.topic().parse().expect("a topic's ARN");
        Courier { outbox: DynamoOutbox::new(&sdk, &self.table()), channel: Sns::new(&sdk, &topic), clock }
    }

    /// The result of the only route, from a run of the courier in this process, at a time.
    pub async fn deliver_at(&self, now: Time) -> Delivered {
        let holder = format!("test-{now}");
        let request = CourierRequest { holder, flush: false, deadline: Deadline::NONE };
        let mut routes = self.courier(StandingClock(now)).deliver(&request).await;
        routes.remove(DEFAULT_ROUTE).expect("there is one route")
    }

    /// A run of the observer and the courier in this process, `ago` before now.
    pub async fn run_ago(&self, ago: Duration) {
        let now = before_now(ago);
        self.observe_at(now, &[REGION]).await;
        let delivered = self.deliver_at(now).await;
        assert!(delivered.faults.is_empty() && delivered.waiting == 0, "{delivered:?}");
    }

    pub fn store(&self) -> DynamoStore {
        DynamoStore::new(&self.sdk(), &self.table())
    }

    /// The stored state of its ODB enrollment.
    pub async fn state(&self) -> Option<State> {
        self.state_of(&self.enrollment()).await
    }

    pub async fn state_of(&self, enrollment: &Enrollment) -> Option<State> {
        self.store().load(enrollment).await.expect("it can be read")
    }

    /// The stored history of its ODB enrollment.
    pub async fn history(&self) -> Vec<HistoryEntry> {
        self.history_of(&self.enrollment()).await
    }

    /// Oldest first.
    pub async fn history_of(&self, enrollment: &Enrollment) -> Vec<HistoryEntry> {
        let reader = DynamoReader::new(&self.sdk(), &self.table());
        let beginning = Time::from_epoch_millis(0);
        reader.history(enrollment, beginning).await.expect("it can be read")
    }

    /// The pending alerts, by id.
    pub async fn outbox(&self) -> Vec<PendingAlert> {
        let outbox = DynamoOutbox::new(&self.sdk(), &self.table());
        let mut waiting = outbox.waiting(DEFAULT_ROUTE).await.expect("it can be read").alerts;
        waiting.sort_by(|one, other| one.id.cmp(&other.id));
        let mut pending = Vec::new();
        for one in waiting {
            pending.extend(outbox.read(DEFAULT_ROUTE, &one.id).await.expect("it can be read"));
        }
        pending
    }

    /// The messages on its topic, oldest first.
    pub fn messages(&self) -> Vec<Arc<Message>> {
        let topic = self.topic();
        self.sandbox.messages().into_iter().filter(|message| message.topic == topic).collect()
    }

    /// The ids of the alerts on its topic, oldest first.
    pub fn alert_ids(&self) -> Vec<String> {
        self.messages().iter().map(|message| message.attributes["alert_id"].value.clone()).collect()
    }
}

/// `ago` before now.
pub fn before_now(ago: Duration) -> Time {
    let ago = i64::try_from(ago.as_millis()).expect("not ages");
    Time::from_epoch_millis(SystemClock.now().epoch_millis() - ago)
}

/// The answer of an invocation that succeeded.
pub fn answer(ended: Ended) -> Value {
    match ended {
        Ended::Answered(Outcome::Response(answer)) => answer,
        Ended::Answered(Outcome::Error(_)) | Ended::Died(_) => panic!("an answer is wanted: {ended:?}"),
    }
}

pub(crate) fn region() -> Region {
    REGION.parse().expect("a Region")
}
