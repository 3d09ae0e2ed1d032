//! `rollcall accounts`: the accounts of the organization, and the confirmation that many of them have left.

mod confirm;
mod filter;
mod list;

use clap::Subcommand;

use self::confirm::{ConfirmOptions, confirm};
use self::list::{ListOptions, list};
use crate::exit::Ending;

/// The inventory.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct AccountsOptions {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    list: ListOptions,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show the accounts, as without a command
    List(ListOptions),
    /// Confirm that those that are leaving have left: they are no longer watched
    Confirm(ConfirmOptions),
}

pub(crate) async fn run(options: AccountsOptions) -> anyhow::Result<Ending> {
    match options.action {
        Some(Action::Confirm(options)) => confirm(options).await,
        Some(Action::List(options)) => list(options).await,
        None => list(options.list).await,
    }
}
