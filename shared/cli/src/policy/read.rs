//! The policy that the commands go by.

use std::path::Path;

use anyhow::Context as _;
use rollcall_checks::registry;
use rollcall_core::policy::Policy;
use rollcall_core::ports::StoredPolicy;

use crate::environment;

/// The stored policy if there is one, else that of `ROLLCALL_POLICY`, else the default.
pub(crate) fn in_force(stored: Option<&StoredPolicy>) -> anyhow::Result<Policy> {
    match stored {
        Some(StoredPolicy { version, toml, .. }) => {
            parse(&format!("the stored policy, version {version},"), toml)
        }
        None => of_environment(),
    }
}

/// The policy of `ROLLCALL_POLICY`, else the default.
pub(crate) fn of_environment() -> anyhow::Result<Policy> {
    parse("ROLLCALL_POLICY", &environment::policy().unwrap_or_default())
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
    Policy::parse(text, &registry::ALL)
        .map_err(|error| anyhow::anyhow!("{name} is not a valid policy:\n  {}", error.faults.join("\n  ")))
}
