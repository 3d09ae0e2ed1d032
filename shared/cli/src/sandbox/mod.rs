//! `rollcall sandbox`: serves AWS on loopback, or sets what a running sandbox answers.

mod account;
mod answered;
mod arrivals;
mod fault;
mod help;
mod known;
mod organization;
mod serve;
mod set;
mod show;

use clap::Subcommand;

/// The default port of a sandbox.
const PORT: u16 = 4566;

/// AWS on this machine: DynamoDB, SNS, STS, Organizations, and the three status APIs, on one loopback port.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_long_help = help::text())]
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
    /// It replaces what was set for the same account and Region. What is not named is healthy; but an account
    /// whose status says that it does not use the service yet has no other components than those named.
    Set(set::SetOptions),
    /// Make calls to a running sandbox go wrong
    ///
    /// Until `--clear`, or as often as `--times` says. A scenario file can do more.
    Fault(fault::FaultOptions),
    /// Change an account of a running sandbox's organization, or let it join or leave
    ///
    /// What is not named stays as it is. The first account makes the organization, whose management account is
    /// 111122223333.
    Account(account::AccountOptions),
    /// Show what a running sandbox answers now: statuses, accounts, faults, topics and the table
    Show(show::ShowOptions),
}

pub(crate) async fn run(options: SandboxOptions) -> anyhow::Result<()> {
    match options.action {
        None => serve::run(options.serve).await,
        Some(Action::Set(options)) => set::run(options).await,
        Some(Action::Fault(options)) => fault::run(options).await,
        Some(Action::Account(options)) => account::run(options).await,
        Some(Action::Show(options)) => show::run(options).await,
    }
}
