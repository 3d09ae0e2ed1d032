//! What went wrong in a run. The run goes on with everything else.

use std::error::Error;
use std::fmt;

use rollcall_core::identity::Enrollment;
use rollcall_core::links;
use rollcall_core::observation::{Blindness, Cause};
use rollcall_core::ports::{CallError, CallErrorClass};

use crate::deadline::{Deadline, TooLate};

#[derive(Debug)]
pub struct Fault {
    /// None if it is not about one enrollment.
    pub enrollment: Option<Enrollment>,
    pub error: CallError,
}

impl Fault {
    pub fn of(enrollment: &Enrollment, error: CallError) -> Self {
        Self { enrollment: Some(enrollment.clone()), error }
    }

    /// What an organization did not answer.
    pub(crate) fn of_blindness(attempted: String, blindness: &Blindness) -> Self {
        let Blindness { cause, code, request_id, message } = blindness.clone();
        let class = match cause {
            Cause::Denied | Cause::NoAccess => CallErrorClass::Configuration,
            Cause::Throttled | Cause::Unavailable | Cause::Timeout => CallErrorClass::Unavailable,
            Cause::Malformed => CallErrorClass::Unreadable,
        };
        CallError { attempted, class, code, request_id, source: message.into() }.into()
    }

    /// Whether the deadline ended the call.
    pub fn is_out_of_time(&self) -> bool {
        self.error.source.is::<TooLate>()
    }
}

impl From<CallError> for Fault {
    fn from(error: CallError) -> Self {
        Self { enrollment: None, error }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(enrollment) = &self.enrollment {
            write!(formatter, "{enrollment}: ")?;
        }
        write!(formatter, "{}", chain(&self.error))
    }
}

impl Deadline {
    /// Makes a port's call within its share of the time that is left. `attempted` is the call in words,
    /// as in [`CallError`].
    ///
    /// # Errors
    /// When the call fails, or takes longer.
    pub fn port<T>(
        self,
        attempted: impl FnOnce() -> String,
        call: impl Future<Output = Result<T, CallError>>,
    ) -> impl Future<Output = Result<T, CallError>> {
        let call = self.call(call);
        let late = |late: TooLate| {
            let class = CallErrorClass::Unavailable;
            Err(CallError {
                attempted: attempted(),
                class,
                code: None,
                request_id: None,
                source: late.into(),
            })
        };
        async move { call.await.unwrap_or_else(late) }
    }
}

/// An error and all its causes on one line, each once, without links.
pub fn chain(error: &(dyn Error + 'static)) -> String {
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
