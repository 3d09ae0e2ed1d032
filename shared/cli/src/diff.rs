//! `rollcall diff`: what changed at all enrollments.

use futures_util::TryStreamExt as _;
use rollcall_core::time::Time;
use rollcall_report::change::Change;
use rollcall_report::{csv, json, terminal};

use crate::exit::Ending;
use crate::filter::Filter;
use crate::output::{Output, OutputOptions, print, screen};
use crate::source::{Source, SourceOptions};
use crate::when;

/// What changed.
#[derive(Debug, clap::Args)]
pub(crate) struct DiffOptions {
    /// From when: so long ago (7d, 12h), a day, or a time
    #[arg(long, value_name = "WHEN", default_value = "7d")]
    since: String,
    /// Until when
    #[arg(long, value_name = "WHEN", default_value = "0h", hide_default_value = true)]
    until: String,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    output: OutputOptions,
}

/// Tells the changes.
pub(crate) async fn run(options: DiffOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let from = when::parse(&options.since, now, false)?;
    let to = when::parse(&options.until, now, true)?;
    anyhow::ensure!(from <= to, "--since is later than --until");
    let source = options.source.open().await?;
    let changes = changes(&source, &options.filter, from, to).await?;
    let text = match options.output.output {
        Output::Table => terminal::changes::text(&changes, screen(now)),
        Output::Json => json::diff(from, to, &changes),
        Output::Csv => csv::diff(&changes),
    };
    print(&text)?;
    Ok(Ending::Well)
}

/// The changes of all enrollments that a filter takes, oldest first.
async fn changes(source: &Source, filter: &Filter, from: Time, to: Time) -> anyhow::Result<Vec<Change>> {
    let mut changes = Vec::new();
    let mut histories = source.histories(source.standings(filter, to).await?, from);
    while let Some((_, entries)) = histories.try_next().await? {
        changes.extend(Change::between(&entries, from, to));
    }
    changes.sort_by_key(|change| change.at);
    Ok(changes)
}
