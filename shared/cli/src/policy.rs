//! `rollcall policy check`, and the policy that the other commands go by.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Subcommand;
use rollcall_checks::registry;
use rollcall_core::policy::Policy;
use rollcall_report::terminal;

use crate::environment;
use crate::exit::Ending;
use crate::output::print;

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Say what is wrong with a policy file, and what it comes to
    Check {
        /// The policy, a TOML file
        file: PathBuf,
    },
}

/// Runs the command.
pub(crate) fn run(command: PolicyCommand) -> anyhow::Result<Ending> {
    let PolicyCommand::Check { file } = command;
    let policy = read(Some(&file))?;
    print(&terminal::policy::text(&policy, &registry::ALL))?;
    Ok(Ending::Well)
}

/// The policy of a file, else that of `ROLLCALL_POLICY`, else the default.
pub(crate) fn read(file: Option<&Path>) -> anyhow::Result<Policy> {
    let (name, text) = match file {
        Some(file) => {
            let name = file.display().to_string();
            let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {name}"))?;
            (name, text)
        }
        None => ("ROLLCALL_POLICY".to_owned(), environment::policy().unwrap_or_default()),
    };
    let faults = |error: rollcall_core::policy::PolicyError| {
        anyhow::anyhow!("{name} is no policy:\n  {}", error.faults.join("\n  "))
    };
    Policy::parse(&text, &registry::ALL).map_err(faults)
}
