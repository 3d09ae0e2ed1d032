//! How a command ends: what an exit code says, and which errors are whose to fix.

use std::fmt;
use std::process::ExitCode;

use rollcall_core::condition::Compliance;
use rollcall_core::ports::{CallError, CallErrorClass};
use rollcall_core::standing::Standing;
use rollcall_engine::fault::Fault;

/// What `--help` says of exit codes.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  all enrollments are compliant, or need not be
  1  the command line, a file or a setting is wrong
  2  an enrollment is not compliant
  3  an enrollment cannot be seen or judged, and none is known not to be compliant
  4  AWS failed, or denied a call that is needed";

/// How a command ended that did what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Nothing needs a person.
    Well,
    /// Something that the user can fix was found, which was told.
    Misconfigured,
    /// An enrollment is not compliant.
    NonCompliant,
    /// An enrollment cannot be seen or judged.
    Unknown,
    /// AWS failed for a part of what was asked, which was told.
    AwsFailed,
}

impl Ending {
    /// How a command ends that found these standings.
    pub(crate) fn of<'a>(standings: impl IntoIterator<Item = &'a Standing> + Clone) -> Self {
        let any = |is: fn(&Standing) -> bool| standings.clone().into_iter().any(is);
        if any(|standing| standing.compliance == Compliance::NonCompliant) {
            Self::NonCompliant
        } else if any(|standing| standing.compliance == Compliance::InsufficientData)
            || any(|standing| standing.blind.is_some())
        {
            Self::Unknown
        } else {
            Self::Well
        }
    }

    /// How a run ended that had faults, which were told.
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

/// What the user can fix, and what AWS must: the exit code tells them apart.
#[derive(Debug)]
pub(crate) struct AwsFailure(CallError);

impl AwsFailure {
    /// Marks a failed call.
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

/// What a command that failed says of it.
pub(crate) fn told(error: &anyhow::Error) -> String {
    let is_fixable = calls(error).any(|call| call.class == CallErrorClass::Configuration);
    let advice = if is_fixable { "\n  `rollcall doctor` says how to fix it" } else { "" };
    format!("error: {error:#}{advice}")
}

/// The exit code of a command that failed.
pub(crate) fn code_of(error: &anyhow::Error) -> ExitCode {
    Ending::of_failure(calls(error).any(is_by_aws)).into()
}

fn calls(error: &anyhow::Error) -> impl Iterator<Item = &CallError> {
    error.chain().filter_map(|cause| match cause.downcast_ref() {
        Some(AwsFailure(call)) => Some(call),
        None => cause.downcast_ref::<CallError>(),
    })
}

/// Whether AWS failed or refused. If not, it was never asked: there are no credentials, say.
pub(crate) fn is_by_aws(error: &CallError) -> bool {
    error.code.is_some() || error.class == CallErrorClass::Unavailable
}
