//! The policy that the commands go by.

use std::fmt;
use std::path::Path;

use anyhow::Context as _;
use rollcall_checks::registry;
use rollcall_core::policy::Policy;
use rollcall_core::ports::StoredPolicy;

use crate::environment;

/// Where a policy comes from.
#[derive(Clone, Debug)]
pub(crate) enum PolicyOrigin {
    File {
        name: String,
        toml: String,
    },
    Stored(StoredPolicy),
    /// `ROLLCALL_POLICY`.
    Environment {
        toml: String,
    },
    Defaults,
}

impl PolicyOrigin {
    pub(crate) fn toml(&self) -> &str {
        match self {
            Self::File { toml, .. } | Self::Environment { toml } => toml,
            Self::Stored(stored) => &stored.toml,
            Self::Defaults => "",
        }
    }

    pub(crate) fn is_stored(&self) -> bool {
        matches!(self, Self::Stored(_))
    }
}

impl fmt::Display for PolicyOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { name, .. } => write!(formatter, "the file {name}"),
            Self::Stored(StoredPolicy { version, applied_at, author, .. }) => {
                write!(formatter, "version {version}, applied {} by {author}", applied_at.minute())
            }
            Self::Environment { .. } => formatter.write_str("the text in ROLLCALL_POLICY"),
            Self::Defaults => formatter.write_str("the defaults; none is stored"),
        }
    }
}

/// The stored policy if there is one, else that of `ROLLCALL_POLICY`, else the default.
pub(crate) fn in_force(policy: Option<StoredPolicy>) -> anyhow::Result<(Policy, PolicyOrigin)> {
    match policy {
        Some(policy) => Ok((stored(&policy)?, PolicyOrigin::Stored(policy))),
        None => {
            let origin = match environment::policy() {
                Some(toml) => PolicyOrigin::Environment { toml },
                None => PolicyOrigin::Defaults,
            };
            Ok((of_environment()?, origin))
        }
    }
}

pub(crate) fn stored(policy: &StoredPolicy) -> anyhow::Result<Policy> {
    parse(&format!("the stored policy, version {},", policy.version), &policy.toml)
}

/// The policy of `ROLLCALL_POLICY`, else the default.
pub(crate) fn of_environment() -> anyhow::Result<Policy> {
    parse("ROLLCALL_POLICY", &environment::policy().unwrap_or_default())
}

/// The policy of a file.
pub(crate) fn named(file: &Path) -> anyhow::Result<(Policy, PolicyOrigin)> {
    let (policy, toml) = read_file(file)?;
    Ok((policy, PolicyOrigin::File { name: file.display().to_string(), toml }))
}

/// The policy of a file, and its text.
pub(crate) fn read_file(file: &Path) -> anyhow::Result<(Policy, String)> {
    let name = file.display().to_string();
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {name}"))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| anyhow::anyhow!("{name} is no text: expected a policy as TOML, in UTF-8"))?;
    Ok((parse(&name, &text)?, text))
}

fn parse(name: &str, text: &str) -> anyhow::Result<Policy> {
    Policy::parse(text, &registry::KNOWN)
        .map_err(|error| anyhow::anyhow!("{name} is not a valid policy:\n  {}", error.faults.join("\n  ")))
}
