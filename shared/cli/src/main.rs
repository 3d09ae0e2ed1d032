//! The command `rollcall`.
//!
//! Each command has a file or a folder of its own; here they are only told apart.

mod demo;
mod sandbox;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tells people, once and without fail, when an AWS account's standing with a service changes.
#[derive(Debug, Parser)]
#[command(name = "rollcall", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play six simulated days on this machine, and show what people are told
    Demo,
    /// AWS on this machine, for trying Rollcall without an account
    Sandbox(Box<sandbox::SandboxOptions>),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Demo => demo::run().await,
        Command::Sandbox(options) => sandbox::run(*options).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_of_all_commands_fit_together() {
        super::Arguments::command().debug_assert();
    }
}
