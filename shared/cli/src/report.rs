//! `rollcall report`: all that is known, as a page to send or a file for another tool.

use std::path::PathBuf;

use anyhow::Context as _;
use futures_util::TryStreamExt as _;
use indicatif::ProgressBar;
use rollcall_core::time::Time;
use rollcall_report::document::Document;
use rollcall_report::standing::Standing;
use rollcall_report::timeline::Timeline;
use rollcall_report::{csv, html, json, junit, ocsf};

use crate::exit::Ending;
use crate::filter::Filter;
use crate::output::print;
use crate::source::{Source, SourceOptions};
use crate::when;

/// A page to send, or a file for another tool.
#[derive(Debug, clap::Args)]
pub(crate) struct ReportOptions {
    /// The file to write; standard output if none
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// What is written
    #[arg(long, value_name = "FORMAT", default_value = "html")]
    format: Format,
    /// From when the timelines tell: so long ago (90d), a day, or a time
    #[arg(long, value_name = "WHEN", default_value = "90d")]
    since: String,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    filter: Filter,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// One self-contained page
    Html,
    /// For machines
    Json,
    /// For spreadsheets
    Csv,
    /// OCSF Compliance Findings, for a security lake
    Ocsf,
    /// JUnit XML, for a CI system
    Junit,
}

/// Writes the report.
pub(crate) async fn run(options: ReportOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let from = when::parse(&options.since, now, false)?;
    let source = options.source.open().await?;
    let document = document(&source, &options, from, now).await?;
    let text = match options.format {
        Format::Html => html::render(&document),
        Format::Json => json::report(&document),
        Format::Csv => csv::report(&document),
        Format::Ocsf => ocsf::ocsf(&document),
        Format::Junit => junit::junit(&document),
    };
    match &options.out {
        None => print(&text)?,
        Some(file) => {
            std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
            anstream::eprintln!("wrote {}", file.display());
        }
    }
    Ok(Ending::Well)
}

impl Format {
    /// Whether it tells what stood when.
    fn has_timelines(self) -> bool {
        match self {
            Self::Html | Self::Json => true,
            Self::Csv | Self::Ocsf | Self::Junit => false,
        }
    }
}

/// Reads all that a report tells.
async fn document(
    source: &Source,
    options: &ReportOptions,
    from: Time,
    now: Time,
) -> anyhow::Result<Document> {
    let standings = source.standings(&options.filter, now).await?;
    let enrollments = if options.format.has_timelines() {
        with_timelines(source, standings, from, now).await?
    } else {
        standings.into_iter().map(|standing| (standing, Timeline::default())).collect()
    };
    Ok(Document {
        made_at: now,
        from,
        source: source.label.clone(),
        made_by: format!("Rollcall {}", env!("CARGO_PKG_VERSION")),
        enrollments,
        pending: source.pending(&options.filter).await?,
    })
}

async fn with_timelines(
    source: &Source,
    standings: Vec<Standing>,
    from: Time,
    now: Time,
) -> anyhow::Result<Vec<(Standing, Timeline)>> {
    let progress = ProgressBar::new(standings.len() as u64);
    let mut enrollments = Vec::with_capacity(standings.len());
    let mut histories = source.histories(standings, from);
    while let Some((standing, entries)) = histories.try_next().await? {
        let timeline = Timeline::of(&entries, source.rules(&standing.enrollment.check)?, from, now);
        enrollments.push((standing, timeline));
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(enrollments)
}
