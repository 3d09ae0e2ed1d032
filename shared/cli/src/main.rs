//! The command `rollcall`.
//!
//! Each command has a file or a folder of its own; this file only calls them.

mod accounts;
mod aws;
mod check;
mod coverage;
mod deliver;
mod demo;
mod diff;
mod doctor;
mod environment;
mod exit;
mod explain;
mod filter;
mod forget;
mod help;
mod history;
mod location;
mod lock;
mod manual;
mod outbox;
mod output;
mod pattern;
mod policy;
mod progress;
mod report;
mod sandbox;
mod shell;
mod signal;
mod source;
mod spool;
mod status;
mod unmatched;
mod watch;
mod when;
mod word;

use std::process::ExitCode;

use clap::{FromArgMatches as _, Parser, Subcommand};

use crate::exit::{EXIT_CODES, Ending};

/// Notifies people, once and without fail, when an AWS account's standing with a service changes.
#[derive(Debug, Parser)]
#[command(name = "rollcall", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Ask for each status, store it, and report what changed
    #[command(after_help = EXIT_CODES)]
    Check(Box<check::CheckOptions>),
    /// Show how every enrollment stands
    #[command(after_help = EXIT_CODES)]
    Status(Box<status::StatusOptions>),
    /// Show how every enrollment stood on a day
    #[command(after_help = EXIT_CODES)]
    At(Box<status::AtOptions>),
    /// Show what changed
    Diff(Box<diff::DiffOptions>),
    /// Show what happened at one enrollment
    History(Box<history::HistoryOptions>),
    /// Say why an enrollment has its verdict, and what happens next
    #[command(after_help = EXIT_CODES)]
    Explain(Box<explain::ExplainOptions>),
    /// Stop watching a part that is gone for good
    Forget(Box<forget::ForgetOptions>),
    /// Show the alerts that are not sent yet; send or drop them
    Outbox(Box<outbox::OutboxOptions>),
    /// Show the accounts of the organization; confirm that many have left
    Accounts(Box<accounts::AccountsOptions>),
    /// Show who should have answered a run of the organization, and who did not
    #[command(after_help = coverage::EXIT_CODES)]
    Coverage(Box<coverage::CoverageOptions>),
    /// Look at everything that Rollcall needs, and say how to fix what is wrong
    Doctor(Box<doctor::DoctorOptions>),
    /// Write a report: a page to send, or a file for another tool
    Report(Box<report::ReportOptions>),
    /// Show, check or change the policy
    #[command(subcommand)]
    Policy(policy::PolicyCommand),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, for man -l -
    Man,
    /// Play six simulated days on this machine, and show what people receive
    Demo(demo::DemoOptions),
    /// AWS on this machine, for trying Rollcall without an account
    Sandbox(Box<sandbox::SandboxOptions>),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let parsed = help::command().try_get_matches().and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    match run(arguments.command).await {
        Ok(ending) => ending.into(),
        Err(error) => {
            output::say(exit::told(&error));
            exit::code_of(&error)
        }
    }
}

/// Help and version end well; any other parse error is the user's to fix.
fn usage(error: &clap::Error) -> ExitCode {
    // If the terminal is gone, there is no one to report to.
    let _printed = error.print();
    if error.use_stderr() { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

async fn run(command: Command) -> anyhow::Result<Ending> {
    match command {
        Command::Check(options) => check::run(*options).await,
        Command::Status(options) => status::run(*options).await,
        Command::At(options) => status::run_at(*options).await,
        Command::Diff(options) => diff::run(*options).await,
        Command::History(options) => history::run(*options).await,
        Command::Explain(options) => explain::run(*options).await,
        Command::Forget(options) => forget::run(*options).await,
        Command::Outbox(options) => outbox::run(*options).await,
        Command::Accounts(options) => accounts::run(*options).await,
        Command::Coverage(options) => coverage::run(*options).await,
        Command::Doctor(options) => doctor::run(*options).await,
        Command::Report(options) => report::run(*options).await,
        Command::Policy(command) => policy::run(command).await,
        Command::Completions { shell } => manual::completions(shell),
        Command::Man => manual::page(),
        Command::Demo(options) => demo::run(options).await.map(|()| Ending::Well),
        Command::Sandbox(options) => sandbox::run(*options).await.map(|()| Ending::Well),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_arguments_of_all_commands_fit_together() {
        crate::help::command().debug_assert();
    }
}
