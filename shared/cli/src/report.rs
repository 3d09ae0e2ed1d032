//! `rollcall report`: all that is known, as a page to send or a file for another tool.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use rollcall_core::standing::{Standing, Totals};
use rollcall_core::time::Time;
use rollcall_core::timeline::Timeline;
use rollcall_report::document::{Cover, Document};
use rollcall_report::{csv, html, json, junit, ocsf};

use crate::exit::Ending;
use crate::filter::Filter;
use crate::location::Opening;
use crate::output::{print_by, say};
use crate::source::{Source, SourceOptions};
use crate::spool::Spool;
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
    /// Where the timelines begin: so long ago (90d), a day, or a time
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

pub(crate) async fn run(options: ReportOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let from = when::begun(&options.since, now)?;
    let source = options.source.open(Opening::Read).await?;
    let standings = source.standings(&options.filter, now).await?;
    let cover = cover(&source, &options.filter, from, now).await?;
    match options.format {
        Format::Html => {
            let enrollments = timelines(&source, standings, &cover).try_collect().await?;
            let page = html::render(&Document { cover, enrollments });
            options.write(|out| out.write_all(page.as_bytes()))?;
        }
        Format::Json => {
            let list = json::report(&cover, Totals::of(&standings));
            let enrollments = spooled(timelines(&source, standings, &cover)).await?;
            options.write(|out| enrollments.write(&list, out))?;
        }
        Format::Csv => {
            let items = standings.iter().map(|standing| Ok(csv::standing(standing, now)));
            options.write(|out| csv::status().write(items, out))?;
        }
        Format::Ocsf => {
            let items = standings.iter().map(|standing| Ok(ocsf::finding(&cover, standing)));
            options.write(|out| ocsf::findings().write(items, out))?;
        }
        Format::Junit => options.write(|out| out.write_all(junit::junit(&standings, now).as_bytes()))?,
    }
    Ok(Ending::Well)
}

async fn cover(source: &Source, filter: &Filter, from: Time, now: Time) -> anyhow::Result<Cover> {
    Ok(Cover {
        made_at: now,
        from,
        source: source.location.label.clone(),
        made_by: format!("Rollcall {}", env!("CARGO_PKG_VERSION")),
        pending: source.pending(filter, now).await?,
    })
}

fn timelines(
    source: &Source,
    standings: Vec<Standing>,
    cover: &Cover,
) -> impl Stream<Item = anyhow::Result<(Standing, Timeline)>> {
    let (from, to) = (cover.from, cover.made_at);
    source.histories(standings, from).map(move |read| {
        let (standing, entries) = read?;
        let rules = source.rules(&standing.enrollment.check)?;
        let timeline = Timeline::of(&entries, Some(&standing), rules, from, to);
        Ok((standing, timeline))
    })
}

/// The enrollments as items of the JSON, in their order.
async fn spooled(
    enrollments: impl Stream<Item = anyhow::Result<(Standing, Timeline)>>,
) -> anyhow::Result<Spool<()>> {
    let add = |mut spool: Spool<()>, (standing, timeline)| async move {
        spool.add((), &json::enrollment(&standing, &timeline))?;
        Ok(spool)
    };
    enrollments.try_fold(Spool::new(), add).await
}

impl ReportOptions {
    /// Writes to the file, or prints.
    fn write(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        let Some(path) = &self.out else { return print_by(write) };
        let written = File::create(path).and_then(|file| {
            let mut out = BufWriter::new(file);
            write(&mut out)?;
            out.flush()
        });
        written.with_context(|| format!("cannot write {}", path.display()))?;
        say(format_args!("wrote {}", path.display()));
        Ok(())
    }
}
