//! `rollcall accounts list`: the inventory as a table, JSON or CSV.

use rollcall_core::account::Account;
use rollcall_core::ports::Inventory as _;
use rollcall_report::terminal::wrapped;
use rollcall_report::{csv, json, terminal};

use super::filter::AccountFilter;
use crate::exit::{AwsFailure, Ending};
use crate::location::{LocationOptions, Opening};
use crate::output::{Output, OutputOptions, print, screen};
use crate::when;

/// What to do where no account is known.
pub(super) const NONE_KNOWN: &str =
    "no account is known: deploy with Scope=organization, or run `rollcall check --organization`\n";

#[derive(Debug, clap::Args)]
pub(super) struct ListOptions {
    #[command(flatten)]
    location: LocationOptions,
    #[command(flatten)]
    filter: AccountFilter,
    #[command(flatten)]
    output: OutputOptions,
}

pub(super) async fn list(options: ListOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let location = options.location.open(Opening::Read).await?;
    let known = location.store().accounts().await.map_err(AwsFailure::from)?;
    let taken: Vec<&Account> = known.values().filter(|account| options.filter.takes(account)).collect();
    let text = match options.output.output {
        Output::Table if known.is_empty() => wrapped(NONE_KNOWN, screen(now).columns),
        Output::Table => {
            let shown: Vec<&Account> =
                taken.iter().copied().filter(|account| !options.filter.hides(account)).collect();
            terminal::accounts::table(&shown, taken.len() - shown.len(), screen(now))
        }
        Output::Json => json::accounts(&taken, now),
        Output::Csv => csv::accounts(&taken, now),
    };
    print(&text)?;
    Ok(Ending::Well)
}
