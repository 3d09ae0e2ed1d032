//! How a command ends: what an exit code means, and who can fix an error.

use std::fmt;
use std::process::ExitCode;

use rollcall_core::condition::Compliance;
use rollcall_core::ports::{CallError, CallErrorClass};
use rollcall_core::standing::Standing;
use rollcall_engine::fault::Fault;

/// The exit codes, for `--help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  all enrollments are compliant, or need not be
  1  the command line, a file or a setting is wrong
  2  an enrollment is not compliant, whatever the others are
  3  it is not known: an enrollment cannot be seen or judged, or there is none
  4  AWS failed, or denied a call that is needed";

/// The end of a command that did what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// No one must act.
    Well,
    /// It found something that the user can fix, and reported it.
    Misconfigured,
    NonCompliant,
    /// An enrollment cannot be seen or judged, or none is known.
    Unknown,
    /// AWS failed for a part of the work, which was reported.
    AwsFailed,
}

impl Ending {
    /// The worst of these standings. Nothing can be said of none.
    pub(crate) fn of(standings: &[Standing]) -> Self {
        let any = |is: fn(&Standing) -> bool| standings.iter().any(is);
        if any(|standing| standing.compliance == Compliance::NonCompliant) {
            Self::NonCompliant
        } else if standings.is_empty()
            || any(|standing| standing.compliance == Compliance::InsufficientData)
            || any(|standing| standing.blind.is_some())
        {
            Self::Unknown
        } else {
            Self::Well
        }
    }

    /// The ending of a run that reported these faults. None for a run without faults.
    pub(crate) fn of_faults(faults: &[Fault]) -> Option<Self> {
        (!faults.is_empty()).then(|| Self::of_failure(faults.iter().any(|fault| is_by_aws(&fault.error))))
    }

    fn of_failure(by_aws: bool) -> Self {
        if by_aws { Self::AwsFailed } else { Self::Misconfigured }
    }

    fn code(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::Misconfigured => 1,
            Self::NonCompliant => 2,
            Self::Unknown => 3,
            Self::AwsFailed => 4,
        }
    }
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(ending.code())
    }
}

/// A failed call. The exit code says whether the user or AWS must fix it.
#[derive(Debug)]
pub(crate) struct AwsFailure(CallError);

impl AwsFailure {
    pub(crate) fn from(error: CallError) -> anyhow::Error {
        anyhow::Error::new(Self(error))
    }
}

impl fmt::Display for AwsFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::error::Error for AwsFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

/// AWS refused what is needed, and the message says what to do about it.
#[derive(Debug)]
pub(crate) struct AwsRefusal(pub(crate) String);

impl fmt::Display for AwsRefusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for AwsRefusal {}

/// The message of a command that failed.
pub(crate) fn told(error: &anyhow::Error) -> String {
    format!("error: {error:#}{}", calls(error).find_map(advice).unwrap_or_default())
}

/// What to do about a failed call.
fn advice(call: &CallError) -> Option<&'static str> {
    match call.class {
        _ if is_of_name(call) => Some(
            "\n  is it there? --table names it, AWS_PROFILE and AWS_REGION say in which account and Region",
        ),
        CallErrorClass::Configuration => Some("\n  `rollcall doctor` says how to fix it"),
        CallErrorClass::Unavailable if call.code.is_none() => {
            Some("\n  AWS_ENDPOINT_URL, HTTPS_PROXY and the profile say where AWS is")
        }
        CallErrorClass::Unavailable | CallErrorClass::Unreadable => None,
    }
}

/// Whether the table does not exist: then its name is wrong, or the place.
fn is_of_name(call: &CallError) -> bool {
    call.code.as_deref() == Some("ResourceNotFoundException")
}

/// The exit code of a command that failed.
pub(crate) fn code_of(error: &anyhow::Error) -> ExitCode {
    let is_refused = error.chain().any(|cause| cause.is::<AwsRefusal>());
    Ending::of_failure(is_refused || calls(error).any(is_by_aws)).into()
}

fn calls(error: &anyhow::Error) -> impl Iterator<Item = &CallError> {
    error.chain().filter_map(|cause| match cause.downcast_ref() {
        Some(AwsFailure(call)) => Some(call),
        None => cause.downcast_ref::<CallError>(),
    })
}

/// Whether AWS failed or refused. If not, it was never asked: for example, there are no credentials.
pub(crate) fn is_by_aws(error: &CallError) -> bool {
    (error.code.is_some() && !is_of_name(error)) || error.class == CallErrorClass::Unavailable
}
