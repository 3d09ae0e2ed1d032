//! What `rollcall doctor` found, as a value: what every format of it renders.

use strum::IntoStaticStr;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Such as `table rollcall`.
    pub what: String,
    pub detail: String,
    pub fault: Option<Fault>,
}

/// What is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line that fixes it: a command or a setting.
    pub fix: String,
    /// Whether AWS failed or refused.
    pub by_aws: bool,
}

/// What findings are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum Subject {
    Machine,
    Stored,
    Watched,
    Sent,
    Functions,
}

impl Subject {
    /// For people.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::Machine => "this machine",
            Self::Stored => "what is stored",
            Self::Watched => "what is watched",
            Self::Sent => "what is sent",
            Self::Functions => "the functions",
        }
    }
}

impl Finding {
    pub fn well(what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { what: what.into(), detail: detail.into(), fault: None }
    }

    pub fn wrong(what: impl Into<String>, detail: impl Into<String>, fix: impl Into<String>) -> Self {
        let fault = Some(Fault { fix: fix.into(), by_aws: false });
        Self { fault, ..Self::well(what, detail) }
    }
}
