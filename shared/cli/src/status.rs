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
use crate::source::SourceOptions;
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
    let standings = options.source.open(Opening::Read).await?.standings(&options.filter, now).await?;
    show(&standings, now, options.output)
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
    show(&standings, at, status.output)
}

/// Shows standings, and ends with the worst of them.
fn show(standings: &[Standing], at: Time, options: OutputOptions) -> anyhow::Result<Ending> {
    print_standings(standings, at, options)?;
    Ok(Ending::of(standings))
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
