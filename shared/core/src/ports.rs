//! What the rules need from the outside, in our own types. Each is implemented once for AWS.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::time::Duration;

use crate::alert::AlertId;
use crate::check::CheckRules;
use crate::decide::Change;
use crate::deliver::{Notification, PendingAlert, Receipt, Route, Settled, Waiting};
use crate::identity::{AccountId, Enrollment, Target};
use crate::observation::Observation;
use crate::state::State;
use crate::time::Time;

/// Asks services for statuses.
pub trait StatusSource: Send + Sync {
    /// Asks once. What goes wrong is an observation too, not an error.
    fn fetch(&self, check: &'static CheckRules, target: &Target) -> impl Future<Output = Observation> + Send;
}

/// Keeps states and history.
pub trait Store: Send + Sync {
    /// The newest states of all enrollments of an account.
    fn states(&self, account: &AccountId) -> impl Future<Output = Result<States, CallError>> + Send;

    /// The newest state of an enrollment.
    fn load(&self, enrollment: &Enrollment) -> impl Future<Output = Result<Option<State>, CallError>> + Send;

    /// Writes what was decided at once, or nothing of it.
    fn write(&self, write: &StateWrite<'_>) -> impl Future<Output = Result<Written, CallError>> + Send;
}

/// Keeps what an operator decides.
pub trait SettingsStore: Send + Sync {
    /// The stored policy, if there is one.
    fn policy(&self) -> impl Future<Output = Result<Option<StoredPolicy>, CallError>> + Send;
}

/// Keeps the alerts that wait on a route.
pub trait Outbox: Send + Sync {
    /// What waits on a route, without its text.
    fn waiting(&self, route: &str) -> impl Future<Output = Result<Queue, CallError>> + Send;

    /// One alert that waits; none if it has left the queue.
    fn read(
        &self,
        route: &str,
        id: &AlertId,
    ) -> impl Future<Output = Result<Option<PendingAlert>, CallError>> + Send;

    /// Keeps an alert that the channel refused for a later attempt.
    fn delay(
        &self,
        route: &str,
        refused: &PendingAlert,
    ) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Removes an alert from the queue and writes into history how it left, at once.
    fn settle(
        &self,
        route: &str,
        id: &AlertId,
        settled: &Settled,
    ) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// Keeps who is sending on which route.
pub trait Routes: Send + Sync {
    /// What is remembered of the routes, by name.
    fn routes(&self) -> impl Future<Output = Result<BTreeMap<String, Route>, CallError>> + Send;

    /// Takes a route's lease, which `next` names, unless another has it `now`. Whether it is ours.
    fn take(
        &self,
        route: &str,
        next: &Route,
        now: Time,
    ) -> impl Future<Output = Result<bool, CallError>> + Send;

    /// Gives the lease back and remembers how the channel did, unless another has the lease by now.
    fn give_back(
        &self,
        route: &str,
        holder: &str,
        next: &Route,
    ) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// Carries notifications to people and machines.
pub trait Channel: Send + Sync {
    /// Sends a notification. Only an answer of the channel makes a receipt.
    fn send(
        &self,
        notification: &Notification<'_>,
    ) -> impl Future<Output = Result<Receipt, SendError>> + Send;
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Time;
}

/// The states of an account.
#[derive(Debug, Default)]
pub struct States {
    /// Those that can be read.
    pub found: BTreeMap<Enrollment, State>,
    /// Why others cannot, by the enrollment that their key names.
    pub unreadable: BTreeMap<Enrollment, CallError>,
}

/// What waits on a route.
#[derive(Debug, Default)]
pub struct Queue {
    /// The alerts, in no order.
    pub alerts: Vec<Waiting>,
    /// One for each item whose key is no alert's id. It stays where it is.
    pub unreadable: Vec<CallError>,
}

/// What a decision writes.
#[derive(Clone, Copy, Debug)]
pub struct StateWrite<'a> {
    /// What it was decided on; none where nothing was known. The write fails if anybody has
    /// written since that was read.
    pub previous: Option<&'a State>,
    /// The next state.
    pub state: &'a State,
    /// The history entry and the alert of a new version; none where the state is only noted.
    pub change: Option<&'a Change>,
}

/// How a write ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// All is written.
    Done,
    /// Nothing is written: somebody else has written since the state was read.
    Conflict,
}

/// A policy as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPolicy {
    /// Which policy of all that were ever applied, counted from 1.
    pub version: u64,
    /// The policy, as TOML text.
    pub toml: String,
    /// Who applied it: an ARN.
    pub author: String,
    /// When.
    pub applied_at: Time,
}

/// Why a notification was not sent.
#[derive(Debug, thiserror::Error)]
#[error("could not send over {channel}: {reason}")]
pub struct SendError {
    /// The kind of channel, such as `sns`.
    pub channel: &'static str,
    /// What went wrong, with its code and the id of the request.
    pub reason: String,
    /// Whether and when to try again.
    pub retry: Retry,
}

/// Whether and when a notification that was not sent is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The channel fails, and with it all that is sent over it: later, after the time that the channel
    /// asked for if it did.
    Channel(Option<Duration>),
    /// The channel refused this notification; others may pass.
    Notification,
}

/// A failed call of a port.
#[derive(Debug)]
pub struct CallError {
    /// What was tried, as "load the state of odb/111122223333/us-east-1".
    pub attempted: String,
    /// Who can fix it.
    pub class: CallErrorClass,
    /// The service's error code.
    pub code: Option<String>,
    /// The id of the failed request.
    pub request_id: Option<String>,
    /// The cause.
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// Who can fix a failed call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallErrorClass {
    /// The operator: a permission or a name is wrong.
    Configuration,
    /// Time: the service failed, throttled or did not answer.
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
