//! What makes an invocation fail, and how Lambda is told: a stable type and the whole chain.

use std::error::Error;
use std::fmt;

use lambda_runtime::Diagnostic;
use rollcall_core::identity::Enrollment;
use rollcall_core::links;
use rollcall_core::ports::CallError;

use crate::event::EventError;

/// The most faults that one message lists.
const FAULTS_MAX: usize = 10;

/// Something that went wrong in a run. The run goes on with the other enrollments.
#[derive(Debug)]
pub struct Fault {
    /// The enrollment it concerns, if it is about one.
    pub enrollment: Option<Enrollment>,
    /// Its class.
    pub class: FaultClass,
    /// Its cause.
    pub source: Box<dyn Error + Send + Sync>,
}

/// The class of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultClass {
    /// A state or the outbox could not be read or written.
    Store,
    /// An alert could not be published.
    Publish,
    /// The deadline was too near.
    OutOfTime,
}

/// Why an invocation failed.
#[derive(Debug)]
pub enum Failure {
    /// The event is refused.
    Event(EventError),
    /// The own account could not be learned.
    Identity(CallError),
    /// The run had faults. What was stored and published stays so.
    Run(Vec<Fault>),
}

impl Fault {
    pub(crate) fn store(enrollment: &Enrollment, error: CallError) -> Self {
        Self { enrollment: Some(enrollment.clone()), class: FaultClass::Store, source: error.into() }
    }

    pub(crate) fn publish(enrollment: &Enrollment, error: CallError) -> Self {
        Self { enrollment: Some(enrollment.clone()), class: FaultClass::Publish, source: error.into() }
    }

    pub(crate) fn outbox(error: CallError) -> Self {
        Self { enrollment: None, class: FaultClass::Store, source: error.into() }
    }

    pub(crate) fn out_of_time(enrollment: &Enrollment, what: &'static str) -> Self {
        Self { enrollment: Some(enrollment.clone()), class: FaultClass::OutOfTime, source: what.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(enrollment) = &self.enrollment {
            write!(formatter, "{enrollment}: ")?;
        }
        write!(formatter, "{}", chain(self.source.as_ref()))
    }
}

impl Failure {
    /// The stable type of the error, for alarms and retries to tell failures apart.
    pub fn error_type(&self) -> &'static str {
        match self {
            Self::Event(_) => "Rollcall.InvalidEvent",
            Self::Identity(_) => "Rollcall.IdentityFailed",
            Self::Run(faults) => match faults.iter().map(|fault| fault.class).next() {
                Some(FaultClass::Publish) => "Rollcall.PublishFailed",
                Some(FaultClass::OutOfTime) => "Rollcall.OutOfTime",
                Some(FaultClass::Store) | None => "Rollcall.StoreFailed",
            },
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(error) => write!(formatter, "{error}"),
            Self::Identity(error) => write!(formatter, "{}", chain(error)),
            Self::Run(faults) => {
                let listed: Vec<String> = faults.iter().take(FAULTS_MAX).map(ToString::to_string).collect();
                write!(formatter, "{} fault(s): {}", faults.len(), listed.join("; "))
            }
        }
    }
}

impl From<Failure> for Diagnostic {
    fn from(failure: Failure) -> Self {
        Self { error_type: failure.error_type().to_owned(), error_message: failure.to_string() }
    }
}

/// An error and all its causes on one line, each once, without the links in them.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.ends_with(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = error.source();
    }
    links::hide(&text)
}
