//! `rollcall diff`: what changed at all enrollments.

use futures_util::{Stream, TryStreamExt as _};
use rollcall_core::change::Change;
use rollcall_core::standing::Standing;
use rollcall_core::time::Time;
use rollcall_report::{csv, json, terminal};

use crate::exit::{AwsFailure, Ending};
use crate::filter::FilterOptions;
use crate::location::Opening;
use crate::output::{Output, OutputOptions, print, screen};
use crate::source::{Source, SourceOptions};
use crate::spool::print_spooled;
use crate::when;

/// What changed.
#[derive(Debug, clap::Args)]
pub(crate) struct DiffOptions {
    /// From when: so long ago (7d, 12h), a day, or a time
    #[arg(long, value_name = "WHEN", default_value = "7d")]
    since: String,
    /// Until when
    #[arg(long, value_name = "WHEN", default_value = "now", hide_default_value = true)]
    until: String,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    filter: FilterOptions,
    #[command(flatten)]
    output: OutputOptions,
}

pub(crate) async fn run(options: DiffOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let (from, to) = when::period(&options.since, &options.until, now)?;
    let source = options.source.open(Opening::Read).await?;
    let filter = source.filter(options.filter).await?;
    let standings = source.standings(&filter, to).await?;
    if standings.is_empty() {
        source.warn_if_unmatched(&filter).await?;
    }
    let newest = standings.iter().max_by_key(|one| one.changed_at).cloned();
    let histories = source.histories(standings, from);
    let changes = histories.map_ok(|(_, entries)| Change::between(&entries, &source.policy, from, to));
    match options.output.output {
        Output::Table => {
            let mut changes = changes.try_concat().await?;
            changes.sort_by_key(|change| change.at);
            let text = match changes.is_empty() {
                true => terminal::changes::none(from, to, last(&source, newest).await?.as_ref(), screen(now)),
                false => terminal::changes::text(&changes, screen(now)),
            };
            print(&text)?;
        }
        Output::Json => print_spooled(&json::diff(from, to), items(changes, json::change)).await?,
        Output::Csv => print_spooled(&csv::diff(), items(changes, csv::change)).await?,
    }
    Ok(Ending::Well)
}

/// The newest change, of the enrollment that changed last.
async fn last(source: &Source, newest: Option<Standing>) -> anyhow::Result<Option<Change>> {
    let Some(Standing { enrollment, changed_at, .. }) = newest else { return Ok(None) };
    let entries =
        source.location.reader().history(&enrollment, changed_at).await.map_err(AwsFailure::from)?;
    Ok(Change::newest(&entries, &source.policy))
}

/// The changes as items of a list, oldest first.
fn items(
    changes: impl Stream<Item = anyhow::Result<Vec<Change>>>,
    item: fn(&Change) -> String,
) -> impl Stream<Item = anyhow::Result<Vec<(Time, String)>>> {
    changes.map_ok(move |changes| changes.iter().map(|change| (change.at, item(change))).collect())
}
