//! What the rules need from the outside, in our own types. Each is implemented once for AWS.

use std::fmt;
use std::future::Future;

use crate::alert::{Alert, AlertId, Kind, Severity};
use crate::check::CheckRules;
use crate::decide::Change;
use crate::history::Receipt;
use crate::identity::{AccountId, Enrollment, Target};
use crate::observation::Observation;
use crate::outbox::PendingAlert;
use crate::region::Region;
use crate::state::State;
use crate::time::Time;

/// Asks a service for a status.
pub trait Check: Send + Sync {
    /// The check's rules.
    fn rules(&self) -> &'static CheckRules;

    /// Asks once. What goes wrong is an observation too, not an error.
    fn fetch(&self, target: &Target) -> impl Future<Output = Observation> + Send;
}

/// Keeps states and history.
pub trait Store: Send + Sync {
    /// The newest state of an enrollment.
    fn load(&self, enrollment: &Enrollment) -> impl Future<Output = Result<Option<State>, CallError>> + Send;

    /// Writes state, history and outbox at once, or nothing of them.
    fn commit(&self, commit: &Commit<'_>) -> impl Future<Output = Result<Committed, CallError>> + Send;

    /// Writes a state under the version that it had.
    fn note(&self, note: &Note<'_>) -> impl Future<Output = Result<Noted, CallError>> + Send;
}

/// Keeps the alerts that are not yet confirmed as published.
pub trait Outbox: Send + Sync {
    /// All of a check's, in the order of their ids.
    fn pending(&self, check: &str) -> impl Future<Output = Result<Backlog, CallError>> + Send;

    /// Moves an alert's due time, its attempts and its last error from what was `seen` to what
    /// is `next`, unless somebody else has moved it since: a claim, or a delay after a failure.
    fn reschedule(
        &self,
        seen: &PendingAlert,
        next: &PendingAlert,
    ) -> impl Future<Output = Result<Rescheduled, CallError>> + Send;

    /// Removes a published alert and writes its receipt into history.
    fn confirm(
        &self,
        published: &PendingAlert,
        receipt: &Receipt,
    ) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// Carries messages to people.
pub trait Publisher: Send + Sync {
    /// Publishes a message and answers with the channel's id of it.
    fn publish(&self, message: &Message) -> impl Future<Output = Result<String, CallError>> + Send;
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Time;
}

/// What an outbox holds.
#[derive(Debug, Default)]
pub struct Backlog {
    /// The alerts, in the order of their ids.
    pub alerts: Vec<PendingAlert>,
    /// One for each item that cannot be read. It stays where it is, for a newer version.
    pub unreadable: Vec<CallError>,
}

/// What a commit writes.
#[derive(Clone, Copy, Debug)]
pub struct Commit<'a> {
    /// What it was decided on; none where nothing was known. The commit fails if anybody has
    /// written since that was read.
    pub previous: Option<&'a State>,
    /// The next state.
    pub state: &'a State,
    /// The history entry and the alert.
    pub change: &'a Change,
    /// Until when the committing run may be sending the alert itself.
    pub claimed_until: Time,
    /// The alert before this one, to be looked for in the outbox; none where that is known.
    pub older_alert: Option<&'a AlertId>,
}

/// How a commit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// All is written.
    Written,
    /// Nothing is written: somebody else has written since the state was read.
    Conflict,
    /// Nothing is written: the older alert is still in the outbox.
    OlderAlertPending,
}

/// What a note writes.
#[derive(Clone, Copy, Debug)]
pub struct Note<'a> {
    /// What it was decided on. The note fails if anybody has written since that was read.
    pub previous: &'a State,
    /// The next state.
    pub state: &'a State,
}

/// How a note ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// It is written.
    Written,
    /// Nothing is written: somebody else has written since the state was read.
    Conflict,
}

/// How a claim or a delay ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rescheduled {
    /// It is ours until its new due time.
    Moved,
    /// Somebody else was first.
    Lost,
}

/// An alert rendered for every channel of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The subject line.
    pub subject: String,
    /// The body: a JSON object of strings by channel, `default` among them.
    pub body: String,
    /// String attributes, for filter policies.
    pub attributes: Attributes,
}

/// What subscribers may filter on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// The check's id.
    pub check: String,
    /// The alert's kind.
    pub kind: Kind,
    /// Its severity.
    pub severity: Severity,
    /// The account.
    pub account: AccountId,
    /// The Region.
    pub region: Region,
    /// The alert's id.
    pub alert_id: AlertId,
}

impl Attributes {
    /// The attributes of an alert.
    pub fn of(alert: &Alert) -> Self {
        Self {
            check: alert.check.clone(),
            kind: alert.kind,
            severity: alert.severity,
            account: alert.account.clone(),
            region: alert.region.clone(),
            alert_id: alert.id.clone(),
        }
    }

    /// Names and values.
    pub fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("check", &self.check),
            ("kind", self.kind.as_str()),
            ("severity", self.severity.as_str()),
            ("account", self.account.as_str()),
            ("region", self.region.as_str()),
            ("alert_id", self.alert_id.as_str()),
        ]
    }
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
