//! A running sandbox, and its interface for the same process.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;

use crate::cloud::Cloud;
use crate::dynamodb::{Engine, Serving};
use crate::error::SandboxError;
use crate::faults::{Fault, FaultBoard, FaultGone, FaultId};
use crate::journal::Journal;
use crate::options::Options;
use crate::organization::{Organization, OrganizationAccount};
use crate::request::{Event, Request};
use crate::scenario::Scenario;
use crate::service::Service;
use crate::sns::{Mailbox, Message, TopicSubscriptions, Topics};
use crate::status::{Setting, SettingError, Settings};
use crate::sts::Trust;
use crate::{clock, gateway, server};
use rollcall_core::identity::{AccountId, Target};

/// AWS on a port of 127.0.0.1, until it is stopped or dropped.
#[derive(Debug)]
pub struct Sandbox {
    cloud: Arc<Cloud>,
    topic: String,
    port: u16,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
    database: Serving,
}

impl Sandbox {
    /// Starts it and creates its table and its topic.
    ///
    /// # Errors
    /// When the port is in use, the database cannot be opened, or the name of the table or the topic is illegal.
    pub async fn start(options: Options) -> Result<Self, SandboxError> {
        let stop = watch::Sender::new(false);
        let (listener, port) = server::listen(options.port).await?;
        let (dynamodb, database) = Engine::start(options.data.as_deref(), stop.subscribe()).await?;
        dynamodb.create_table(&options.table)?;
        let home = Target { account: options.account, region: options.region };
        let topics = Topics::default();
        let topic = create_topic(&topics, &home, &options.topic)?;
        let cloud = Arc::new(Cloud {
            organization: Organization::new(home.account.clone(), options.accounts),
            home,
            trust: Trust { member_role: options.member_role, external_id: options.external_id },
            settings: Settings::new(options.activation_secret),
            faults: FaultBoard::default(),
            journal: Arc::new(Journal::new()),
            mailbox: Mailbox::default(),
            topics,
            dynamodb,
            table: options.table,
        });
        let served = Arc::clone(&cloud);
        let handler = move |request| gateway::answer(Arc::clone(&served), request);
        let accepting = tokio::spawn(server::accept(listener, handler, stop.subscribe()));
        Ok(Self { cloud, topic, port, stop, accepting, database })
    }

    /// What to set `AWS_ENDPOINT_URL` to.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The ARN of the topic that it created at the start.
    pub fn topic(&self) -> &str {
        &self.topic
    }

    /// Sets what a status API answers.
    ///
    /// # Errors
    /// When the API cannot answer this.
    pub fn set(&self, setting: Setting) -> Result<(), SettingError> {
        self.cloud.settings.set(setting)
    }

    /// Changes an account of the organization, or lets it join; the first makes the organization.
    pub fn set_account(&self, change: OrganizationAccount) {
        self.cloud.organization.set(change, clock::now());
    }

    /// The account has left the organization; says whether it was there. The management account stays.
    pub fn remove_account(&self, account: &AccountId) -> bool {
        self.cloud.organization.remove(account)
    }

    /// The accounts of the organization, by id; every field is set, but the owner of those without one.
    pub fn accounts(&self) -> Vec<OrganizationAccount> {
        self.cloud.organization.all()
    }

    pub fn inject(&self, fault: Fault) -> FaultId {
        self.cloud.faults.inject(fault)
    }

    /// Applies all of a scenario, or none of it.
    ///
    /// # Errors
    /// When an API cannot answer one of its settings.
    pub fn play(&self, scenario: Scenario) -> Result<Vec<FaultId>, SettingError> {
        scenario.status.iter().try_for_each(Setting::validate)?;
        for account in scenario.account {
            self.set_account(account);
        }
        for setting in scenario.status {
            self.set(setting)?;
        }
        Ok(scenario.fault.into_iter().map(|fault| self.inject(fault)).collect())
    }

    /// Clears a fault, and says whether it was there. Calls that hang in it are cut; those that have not
    /// taken effect never will.
    pub fn clear(&self, fault: FaultId) -> bool {
        self.cloud.faults.clear(fault)
    }

    /// Clears all faults, and says how many there were.
    pub fn clear_faults(&self) -> usize {
        self.cloud.faults.clear_all()
    }

    /// Resolves once a call was struck by the fault: for one that strikes after the effect,
    /// once the effect is there.
    ///
    /// # Errors
    /// When the fault was cleared before that.
    pub async fn reached(&self, fault: FaultId) -> Result<(), FaultGone> {
        self.cloud.faults.reached(fault, 1).await
    }

    /// As [`Self::reached`], once `times` calls were struck.
    ///
    /// # Errors
    /// When the fault was cleared before that.
    pub async fn reached_times(&self, fault: FaultId, times: u64) -> Result<(), FaultGone> {
        self.cloud.faults.reached(fault, times).await
    }

    /// The newest requests (up to 10,000), oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.cloud.journal.requests()
    }

    /// The number of calls so far, by service and operation; no call is left out.
    pub fn counts(&self) -> BTreeMap<(Service, String), u64> {
        self.cloud.journal.counts()
    }

    /// Resolves to the first request that matches, now or later: `executed` once it took
    /// effect, `outcome` once it has one.
    pub async fn request(&self, predicate: impl Fn(&Request) -> bool) -> Request {
        self.cloud.journal.find(predicate).await
    }

    /// The newest messages (up to 10,000), oldest first.
    pub fn messages(&self) -> Vec<Arc<Message>> {
        self.cloud.mailbox.messages()
    }

    /// Sets how many subscriptions a topic has; without this, one that is confirmed. Messages are kept
    /// all the same. Creates the topic, which is named by its ARN, if it does not exist.
    pub fn set_subscriptions(&self, topic: &str, confirmed: usize, pending: usize) {
        self.cloud.topics.set(topic, TopicSubscriptions { confirmed, pending });
    }

    /// Events from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.cloud.journal.events()
    }

    /// Creates a table like Rollcall's own under another name, unless it exists.
    ///
    /// # Errors
    /// When DynamoDB refuses the name.
    pub fn create_table(&self, name: &str) -> Result<(), SandboxError> {
        self.cloud.dynamodb.create_table(name)
    }

    /// Creates a topic, unless it exists, and gives its ARN.
    ///
    /// # Errors
    /// When SNS refuses the name.
    pub fn create_topic(&self, target: &Target, name: &str) -> Result<String, SandboxError> {
        create_topic(&self.cloud.topics, target, name)
    }

    /// Serves one connection of the caller's own listener, such as a TLS stream (HTTP/1.1 only), until the
    /// connection or the sandbox ends.
    pub fn serve_connection<S>(&self, stream: S) -> impl Future<Output = ()> + Send + 'static + use<S>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let cloud = Arc::clone(&self.cloud);
        let handler = move |request| gateway::answer(Arc::clone(&cloud), request);
        server::serve(stream, handler, self.stop.subscribe())
    }

    /// Stops: cuts calls that hang, lets the others end, and closes the database.
    pub async fn stop(mut self) {
        self.cloud.faults.clear_all();
        self.stop.send_replace(true);
        // A task of ours that panicked has nothing left to stop.
        drop((&mut self.accepting).await);
        drop((&mut self.database).await);
    }
}

fn create_topic(topics: &Topics, target: &Target, name: &str) -> Result<String, SandboxError> {
    topics.create(target, name).map_err(|_| SandboxError::TopicName { name: name.to_owned() })
}

impl Drop for Sandbox {
    /// Cuts every connection. The database ends by itself when `stop` is dropped.
    fn drop(&mut self) {
        self.cloud.faults.clear_all();
        self.accepting.abort();
    }
}
