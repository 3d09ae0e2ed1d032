//! `rollcall sandbox`: serves AWS on loopback, or sets what a running sandbox answers.

mod arrivals;
mod fault;
mod serve;
mod set;

use clap::Subcommand;

/// The default port of a sandbox.
const PORT: u16 = 4566;

/// AWS on this machine: DynamoDB, SNS, STS, and the three status APIs, on one loopback port.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct SandboxOptions {
    #[command(flatten)]
    serve: serve::ServeOptions,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Set what a running sandbox answers for a check
    ///
    /// It replaces what was set for the same account and Region; what is not named is healthy.
    Set(set::SetOptions),
    /// Make calls to a running sandbox go wrong
    ///
    /// Until `--clear`, or as often as `--times` says. A scenario file can do more.
    Fault(fault::FaultOptions),
}

pub(crate) async fn run(options: SandboxOptions) -> anyhow::Result<()> {
    match options.action {
        None => serve::run(options.serve).await,
        Some(Action::Set(options)) => set::run(options).await,
        Some(Action::Fault(options)) => fault::run(options).await,
    }
}
