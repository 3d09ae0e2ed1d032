//! A case's own place in a sandbox: an account, a table and a topic, so that cases that run at
//! once do not meet; and the same ports that the functions use, to prepare it and to look.

use std::sync::Arc;
use std::time::Duration;

use rollcall_aws::{DynamoOutbox, DynamoReader, DynamoStore, SdkConfig, SnsPublisher};
use rollcall_checks::odb::Odb;
use rollcall_core::history::HistoryEntry;
use rollcall_core::identity::{AccountId, Enrollment, Target};
use rollcall_core::outbox::PendingAlert;
use rollcall_core::policy::Policy;
use rollcall_core::ports::{Clock, Outbox, Store};
use rollcall_core::region::Region;
use rollcall_core::state::State;
use rollcall_core::time::Time;
use rollcall_lambda::{Runner, SystemClock};
use rollcall_sandbox::{Check, Message, Sandbox, Setting};
use serde_json::Value;

use crate::binaries;
use crate::function::{Ended, Function};

/// A case's own place.
#[derive(Clone, Debug)]
pub struct Place {
    /// The sandbox, shared with other cases.
    pub sandbox: Arc<Sandbox>,
    /// The case's account.
    pub account: AccountId,
    /// The policy's text.
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

/// A runner on real ports that asks Oracle Database@AWS.
pub type OdbRunner<K> = Runner<Odb, DynamoStore, DynamoOutbox, SnsPublisher, K>;

/// The Region of a place that needs but one.
pub const REGION: &str = "us-east-1";

impl Place {
    /// A new place, the `number`-th of its sandbox.
    pub fn new(sandbox: &Arc<Sandbox>, number: usize) -> Self {
        binaries::folder();
        let account: AccountId = format!("{:012}", 100_000_000_000 + number).parse().expect("twelve digits");
        let place = Self { sandbox: Arc::clone(sandbox), account, policy: String::new() };
        place.sandbox.create_table(&place.table()).expect("a table can be created");
        place
    }

    /// The name of its table.
    pub fn table(&self) -> String {
        format!("rollcall-{}", self.account)
    }

    /// The ARN of its topic.
    pub fn topic(&self) -> String {
        format!("arn:aws:sns:{REGION}:{}:rollcall", self.account)
    }

    /// The ARN of its function.
    pub fn function_arn(&self) -> String {
        format!("arn:aws:lambda:{REGION}:{}:function:rollcall-odb", self.account)
    }

    /// Its enrollment with ODB.
    pub fn enrollment(&self) -> Enrollment {
        Enrollment { check: "odb".to_owned(), target: self.target(REGION) }
    }

    /// Its account in a Region.
    pub fn target(&self, region: &str) -> Target {
        let region: Region = region.parse().expect("a Region");
        Target { account: self.account.clone(), region }
    }

    /// The variables of its functions.
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

    /// Invokes a new process of its ODB function once.
    pub async fn invoke(&self, event: &Value) -> Ended {
        let mut function = Function::start("odb", &self.variables()).await;
        function.invoke(event, &self.function_arn(), Duration::from_secs(60)).await
    }

    /// The SDK's configuration of its account, which tries again at once.
    pub fn sdk(&self) -> SdkConfig {
        // The sandbox takes the account from the access key.
        rollcall_aws::loopback(&self.sandbox.url(), REGION, self.account.as_str())
    }

    /// A runner on its table and topic.
    pub fn runner<K: Clock>(&self, clock: K) -> OdbRunner<K> {
        let sdk = self.sdk();
        Runner {
            check: Odb::new(&sdk),
            store: DynamoStore::new(&sdk, &self.table()),
            outbox: DynamoOutbox::new(&sdk, &self.table()),
            publisher: SnsPublisher::new(&sdk, &self.topic().parse().expect("a topic's ARN")),
            clock,
            policy: Policy::parse(&self.policy, &rollcall_checks::registry::ALL).expect("a policy"),
        }
    }

    /// A run in this process, `ago` before now, of what its ODB answers.
    pub async fn run_ago(&self, ago: Duration) {
        let now = SystemClock.now().epoch_millis() - i64::try_from(ago.as_millis()).expect("not ages");
        let runner = self.runner(StandingClock(Time::from_epoch_millis(now)));
        let run = runner.run(&[self.target(REGION)], None).await;
        assert!(run.faults.is_empty(), "{:?}", run.faults);
    }

    /// The stored state of its ODB enrollment.
    pub async fn state(&self) -> Option<State> {
        DynamoStore::new(&self.sdk(), &self.table()).load(&self.enrollment()).await.expect("it can be read")
    }

    /// The stored history of its ODB enrollment.
    pub async fn history(&self) -> Vec<HistoryEntry> {
        let reader = DynamoReader::new(&self.sdk(), &self.table());
        let beginning = Time::from_epoch_millis(0);
        reader.history(&self.enrollment(), beginning).await.expect("it can be read")
    }

    /// What its ODB function has still to send.
    pub async fn outbox(&self) -> Vec<PendingAlert> {
        let outbox = DynamoOutbox::new(&self.sdk(), &self.table());
        outbox.pending("odb").await.expect("it can be read").alerts
    }

    /// Lets the time of all claims and delays pass, by moving what is stored.
    pub async fn let_claims_pass(&self) {
        let outbox = DynamoOutbox::new(&self.sdk(), &self.table());
        for pending in self.outbox().await {
            let due = PendingAlert { due_at: Time::from_epoch_millis(0), ..pending.clone() };
            outbox.reschedule(&pending, &due).await.expect("it can be moved");
        }
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
