//! `rollcall status` and `rollcall at`: how every enrollment stands, or stood.

mod show;
mod watch;

use std::num::NonZeroUsize;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use rollcall_core::standing::Standing;

pub(crate) use self::show::print_csv;
use self::show::{Grouping, Order, Shown, Sort};
use self::watch::watch;
use crate::exit::Ending;
use crate::filter::{Filter, FilterOptions};
use crate::location::Opening;
use crate::output::OutputOptions;
use crate::source::SourceOptions;
use crate::watch::pause;
use crate::when;

/// How every enrollment stands.
#[derive(Debug, clap::Args)]
pub(crate) struct StatusOptions {
    /// Show it again and again, with this pause in between: 10s, 1m
    #[arg(long, value_name = "TIME", value_parser = pause)]
    watch: Option<Duration>,
    #[command(flatten)]
    view: ViewOptions,
}

/// How every enrollment stood.
#[derive(Debug, clap::Args)]
pub(crate) struct AtOptions {
    /// The point in time: so long ago (30d, 12h), the end of a day or quarter (yesterday, 2026-Q3), or a
    /// time (2026-03-01T08:00:00Z)
    time: String,
    #[command(flatten)]
    view: ViewOptions,
}

/// Which enrollments are shown, and how.
#[derive(Debug, clap::Args)]
struct ViewOptions {
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    filter: FilterOptions,
    #[command(flatten)]
    output: OutputOptions,
    /// What comes first
    #[arg(long, value_name = "BY", default_value = "worst", help_heading = "Output")]
    sort: Sort,
    /// One line for all enrollments with the same value
    #[arg(long, value_name = "BY", help_heading = "Output")]
    group_by: Option<Grouping>,
    /// With --group-by organizational-unit: only so many units of each path, from the root down [default: all]
    #[arg(long, value_name = "N", requires = "group_by", help_heading = "Output")]
    depth: Option<NonZeroUsize>,
}

pub(crate) async fn run(options: StatusOptions) -> anyhow::Result<Ending> {
    match options.watch {
        Some(pause) => watch(&options.view, pause).await,
        None => look(&options.view).await?.print(options.view.output),
    }
}

impl ViewOptions {
    fn order(&self) -> anyhow::Result<Order> {
        let group_by = self.group_by.map(|grouping| grouping.by(self.depth)).transpose()?;
        Ok(Order { sort: self.sort, group_by })
    }
}

async fn look(view: &ViewOptions) -> anyhow::Result<Shown> {
    let now = when::now();
    let source = view.source.open(Opening::Read).await?;
    let filter = Filter::new(view.filter.clone(), source.known_accounts().await?);
    let standings = source.standings(&filter, now).await?;
    let order = view.order()?;
    Shown::of(&source, standings, now, filter, order, "nothing is known yet: run `rollcall check` first")
        .await
}

pub(crate) async fn run_at(options: AtOptions) -> anyhow::Result<Ending> {
    let AtOptions { time, view } = options;
    let at = when::past(&time, when::now())?;
    let source = view.source.open(Opening::Read).await?;
    let filter = Filter::new(view.filter.clone(), source.known_accounts().await?);
    let mut known = source.standings(&Filter::default(), at).await?;
    known.retain(|standing| filter.takes_enrollment(&standing.enrollment));
    let mut standings = Vec::new();
    let mut histories = source.histories(known, at);
    while let Some((now, entries)) = histories.try_next().await? {
        let rules = source.rules(&now.enrollment.check)?;
        standings.extend(Standing::at(&now, &entries, rules, at));
    }
    standings.retain(|standing| filter.takes(standing));
    let order = view.order()?;
    Shown::of(&source, standings, at, filter, order, "nothing was known then").await?.print(view.output)
}
