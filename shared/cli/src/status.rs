//! `rollcall status` and `rollcall at`: how every enrollment stands, or stood.

use futures_util::TryStreamExt as _;
use rollcall_core::standing::{Standing, Totals};
use rollcall_core::time::Time;
use rollcall_report::terminal::status::table;
use rollcall_report::{csv, json};

use crate::exit::Ending;
use crate::filter::Filter;
use crate::location::Opening;
use crate::output::{Output, OutputOptions, print, print_by, screen};
use crate::source::{Source, SourceOptions};
use crate::when;

/// How every enrollment stands.
#[derive(Debug, clap::Args)]
pub(crate) struct StatusOptions {
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    output: OutputOptions,
}

/// How every enrollment stood.
#[derive(Debug, clap::Args)]
pub(crate) struct AtOptions {
    /// The point in time: so long ago (30d, 12h), the end of a day or quarter (yesterday, 2026-Q3), or a
    /// time (2026-03-01T08:00:00Z)
    time: String,
    #[command(flatten)]
    status: StatusOptions,
}

pub(crate) async fn run(options: StatusOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let source = options.source.open(Opening::Read).await?;
    let standings = source.standings(&options.filter, now).await?;
    show(&source, &standings, now, &options, "nothing is known yet: run `rollcall check` first").await
}

pub(crate) async fn run_at(options: AtOptions) -> anyhow::Result<Ending> {
    let AtOptions { time, status } = options;
    let at = when::past(&time, when::now())?;
    let source = status.source.open(Opening::Read).await?;
    let mut known = source.standings(&Filter::default(), at).await?;
    known.retain(|standing| status.filter.takes_enrollment(&standing.enrollment));
    let mut standings = Vec::new();
    let mut histories = source.histories(known, at);
    while let Some((now, entries)) = histories.try_next().await? {
        let rules = source.rules(&now.enrollment.check)?;
        standings.extend(Standing::at(&now, &entries, rules, at));
    }
    standings.retain(|standing| status.filter.takes(standing));
    Standing::worst_first(&mut standings);
    show(&source, &standings, at, &status, "nothing was known then").await
}

/// Shows standings, and ends with the worst of them. That none has the verdict or condition that is asked
/// for is an answer; that none has the key is an error.
async fn show(
    source: &Source,
    standings: &[Standing],
    at: Time,
    options: &StatusOptions,
    nothing: &str,
) -> anyhow::Result<Ending> {
    if !standings.is_empty() {
        print_standings(standings, at, options.output)?;
        return Ok(Ending::of(standings));
    }
    if let Some(why) = source.unmatched(&options.filter).await? {
        anyhow::bail!(why);
    }
    let (nothing, ending) = match options.filter.is_by_standing() {
        true => ("no enrollment has that verdict or condition", Ending::Well),
        false => (nothing, Ending::Unknown),
    };
    match options.output.output {
        Output::Table => print(&format!("{nothing}\n"))?,
        Output::Json | Output::Csv => print_standings(standings, at, options.output)?,
    }
    Ok(ending)
}

pub(crate) fn print_standings(
    standings: &[Standing],
    at: Time,
    options: OutputOptions,
) -> anyhow::Result<()> {
    match options.output {
        Output::Table => print(&table(standings, screen(at))),
        Output::Json => {
            let items = standings.iter().map(json::standing).map(Ok);
            print_by(|out| json::status(Totals::of(standings), at).write(items, out))
        }
        Output::Csv => {
            let items = standings.iter().map(|standing| Ok(csv::standing(standing, at)));
            print_by(|out| csv::status().write(items, out))
        }
    }
}
