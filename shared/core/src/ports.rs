//! What the rules need from outside, in our own types. Each is implemented once for AWS.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::time::Duration;

use crate::account::Account;
use crate::alert::AlertId;
use crate::check::CheckRules;
use crate::decide::Change;
use crate::deliver::{
    Backoff, KnownSubscriptions, Lease, Notification, PendingAlert, Receipt, Route, Settled, Subscriptions,
    Waiting,
};
use crate::identity::{AccountId, Enrollment, Target};
use crate::observation::{Blindness, Observation, Snapshot};
use crate::organization::inventory::Listing;
use crate::organization::ledger::{Coverage, Run};
use crate::organization::unit::{Range, RunId, Unit};
use crate::region::Region;
use crate::state::State;
use crate::time::Time;

pub trait StatusSource: Send + Sync {
    /// Asks once. A failure is an observation too, not an error.
    fn fetch(&self, check: &'static CheckRules, target: &Target) -> impl Future<Output = Observation> + Send;
}

/// Asks a service about all accounts of an organization at once.
pub trait OrganizationSource: Send + Sync {
    /// The status of every account that the service names; only for a check with an `organization_action`.
    fn fetch_organization(
        &self,
        check: &'static CheckRules,
        region: &Region,
    ) -> impl Future<Output = Result<BTreeMap<AccountId, Snapshot>, Blindness>> + Send;
}

/// Enters accounts.
pub trait Accounts: Send + Sync {
    type Source: StatusSource;

    /// The account of our own credentials.
    fn own(&self) -> Self::Source;

    /// Enters another account for a short time.
    fn enter(
        &self,
        account: &AccountId,
        session: &Session,
    ) -> impl Future<Output = Result<Self::Source, Blindness>> + Send;
}

/// What an account is entered for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Shown in the account's CloudTrail.
    pub name: String,
    /// The IAM actions that are needed; no others are allowed.
    pub actions: Vec<&'static str>,
}

/// Asks the organization about all of its accounts.
pub trait Organization: Send + Sync {
    /// All accounts, or why there is no complete list of them.
    fn list(&self) -> impl Future<Output = Result<Listing, Blindness>> + Send;

    /// As [`OrganizationSource::fetch_organization`].
    fn statuses(
        &self,
        check: &'static CheckRules,
        region: &Region,
    ) -> impl Future<Output = Result<BTreeMap<AccountId, Snapshot>, Blindness>> + Send;
}

/// Keeps states and history.
pub trait Store: Send + Sync {
    /// The newest states of all enrollments of an account.
    fn states(&self, account: &AccountId) -> impl Future<Output = Result<States, CallError>> + Send;

    /// The newest states of all enrollments of the accounts in a range.
    fn states_in(&self, range: &Range) -> impl Future<Output = Result<States, CallError>> + Send;

    fn load(&self, enrollment: &Enrollment) -> impl Future<Output = Result<Option<State>, CallError>> + Send;

    /// Writes all of a decision, or nothing.
    fn write(&self, write: &StateWrite<'_>) -> impl Future<Output = Result<Written, CallError>> + Send;
}

/// Keeps what an operator decides.
pub trait SettingsStore: Send + Sync {
    fn policy(&self) -> impl Future<Output = Result<Option<StoredPolicy>, CallError>> + Send;
}

/// Keeps what is known of each account.
pub trait Inventory: Send + Sync {
    fn accounts(&self) -> impl Future<Output = Result<BTreeMap<AccountId, Account>, CallError>> + Send;

    fn accounts_in(&self, range: &Range) -> impl Future<Output = Result<Vec<Account>, CallError>> + Send;

    fn account(&self, id: &AccountId) -> impl Future<Output = Result<Option<Account>, CallError>> + Send;

    fn put(&self, account: &Account) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// Keeps what each run of the organization expected and saw.
pub trait Ledger: Send + Sync {
    fn run(&self, run: RunId) -> impl Future<Output = Result<Option<Run>, CallError>> + Send;

    fn put_run(&self, run: &Run) -> impl Future<Output = Result<(), CallError>> + Send;

    /// What the units of a run saw, by their ranges.
    fn units(&self, run: RunId) -> impl Future<Output = Result<BTreeMap<Range, Coverage>, CallError>> + Send;

    /// Stores what a unit saw. Of two attempts the one that saw more stands.
    fn put_unit(
        &self,
        unit: &Unit,
        coverage: &Coverage,
    ) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// Keeps the pending alerts of each route.
pub trait Outbox: Send + Sync {
    /// The queue of a route, without the alerts' texts.
    fn waiting(&self, route: &str) -> impl Future<Output = Result<Queue, CallError>> + Send;

    /// None if the alert has left the queue.
    fn read(
        &self,
        route: &str,
        id: &AlertId,
    ) -> impl Future<Output = Result<Option<PendingAlert>, CallError>> + Send;

    /// Stores an alert that the channel refused, for a later attempt.
    fn delay(
        &self,
        route: &str,
        refused: &PendingAlert,
    ) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Removes an alert from the queue and writes into history how it left, in one transaction.
    fn settle(
        &self,
        route: &str,
        id: &AlertId,
        settled: &Settled,
    ) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// Keeps what is remembered of each route: who is sending, how its channel does, how many are subscribed.
/// Each method writes its own part of it, so that couriers which overlap undo nothing.
pub trait Routes: Send + Sync {
    /// The stored routes, by name.
    fn routes(&self) -> impl Future<Output = Result<BTreeMap<String, Route>, CallError>> + Send;

    /// Takes a route's lease, unless someone else has it at `now`. Returns whether it is ours.
    fn take(
        &self,
        route: &str,
        lease: &Lease,
        now: Time,
    ) -> impl Future<Output = Result<bool, CallError>> + Send;

    /// Gives the lease back and stores how the channel does, unless someone else has the lease by now.
    fn give_back(
        &self,
        route: &str,
        holder: &str,
        backoff: &Backoff,
    ) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Stores what is known of the route's subscriptions, whoever has the lease.
    fn remember(
        &self,
        route: &str,
        subscriptions: &KnownSubscriptions,
    ) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// Carries notifications to people and machines.
pub trait Channel: Send + Sync {
    /// Only an answer from the channel makes a receipt.
    fn send(
        &self,
        notification: &Notification<'_>,
    ) -> impl Future<Output = Result<Receipt, SendError>> + Send;

    /// Counts the subscriptions. None if the channel has none to count.
    fn subscriptions(&self) -> impl Future<Output = Result<Option<Subscriptions>, CallError>> + Send;
}

pub trait Clock: Send + Sync {
    fn now(&self) -> Time;
}

#[derive(Debug, Default)]
pub struct States {
    /// Those that can be read.
    pub found: BTreeMap<Enrollment, State>,
    /// Why the others cannot be read, by the enrollment that their key names.
    pub unreadable: BTreeMap<Enrollment, CallError>,
}

/// The pending alerts of a route.
#[derive(Debug, Default)]
pub struct Queue {
    /// In no order.
    pub alerts: Vec<Waiting>,
    /// One for each item whose key is not an alert id. The item stays.
    pub unreadable: Vec<CallError>,
}

#[derive(Clone, Copy, Debug)]
pub struct StateWrite<'a> {
    /// What the decision is based on; none if nothing was known. The write conflicts if someone has
    /// written since it was read.
    pub previous: Option<&'a State>,
    pub state: &'a State,
    /// The history entry and the alert of a new version; none if the state is only noted.
    pub change: Option<&'a Change>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Everything is written.
    Done,
    /// Nothing is written: someone else has written since the state was read.
    Conflict,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPolicy {
    /// Counts all policies that were ever applied, from 1.
    pub version: u64,
    pub toml: String,
    /// Who applied it: an ARN.
    pub author: String,
    pub applied_at: Time,
}

#[derive(Debug, thiserror::Error)]
#[error("could not send over {channel}: {reason}")]
pub struct SendError {
    /// The kind of channel, such as `sns`.
    pub channel: &'static str,
    /// What went wrong, with its code and the id of the request.
    pub reason: String,
    pub retry: Retry,
}

/// Whether and when a notification that was not sent is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The channel fails for every notification: try later, after the time that the channel asked for,
    /// if any.
    Channel(Option<Duration>),
    /// The channel refused this notification; others may pass.
    Notification,
}

/// A failed call of a port.
#[derive(Debug)]
pub struct CallError {
    /// What was tried, such as "load the state of odb/111122223333/us-east-1".
    pub attempted: String,
    pub class: CallErrorClass,
    /// The service's error code.
    pub code: Option<String>,
    pub request_id: Option<String>,
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// Who can fix a failed call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallErrorClass {
    /// The operator: a permission or a name is wrong.
    Configuration,
    /// Nobody; it passes: the service failed, throttled or did not answer.
    Unavailable,
    /// Another version of Rollcall: this one cannot read what is stored or was answered.
    Unreadable,
}

impl fmt::Display for CallError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "could not {}", self.attempted)?;
        if let Some(code) = &self.code {
            write!(formatter, " ({code})")?;
        }
        if let Some(request_id) = &self.request_id {
            write!(formatter, " [request id {request_id}]")?;
        }
        Ok(())
    }
}

impl std::error::Error for CallError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.source.as_ref())
    }
}
