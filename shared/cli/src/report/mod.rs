//! `rollcall report`: how enrollments stand and what a period was like, as a page to send or a file for
//! another tool.

mod gather;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use futures_util::{Stream, TryStreamExt as _};
use rollcall_core::record::Record;
use rollcall_core::standing::{Place, Standing, Totals};
use rollcall_report::document::{Document, EnrollmentReport};
use rollcall_report::{csv, html, json, junit, ocsf};

use crate::exit::Ending;
use crate::filter::{Filter, FilterOptions};
use crate::location::Opening;
use crate::output::{print_by, say};
use crate::source::SourceOptions;
use crate::spool::Spool;
use crate::when;

/// A page to send, or a file for another tool.
#[derive(Debug, clap::Args)]
pub(crate) struct ReportOptions {
    /// The file to write; standard output if none
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Open the file; without --out, one in the folder for temporary files
    #[arg(long)]
    open: bool,
    /// What is written
    #[arg(long, visible_alias = "format", value_name = "FORMAT", default_value = "html")]
    output: Format,
    /// Where the period begins: so long ago (90d), a day, a quarter (2026-Q1), or a time
    #[arg(long, value_name = "WHEN", default_value = "90d")]
    since: String,
    /// Where it ends; enrollments are shown as they stood then [default: now]
    #[arg(long, value_name = "WHEN", default_value = "now", hide_default_value = true)]
    until: String,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    filter: FilterOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One self-contained page
    Html,
    /// For machines
    Json,
    /// For spreadsheets: a row for each enrollment, and one for all
    Csv,
    /// OCSF Compliance Findings, for a security lake
    Ocsf,
    /// JUnit XML, for a CI system
    Junit,
}

pub(crate) async fn run(options: ReportOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let period = when::period(&options.since, &options.until, now)?;
    let source = options.source.open(Opening::Read).await?;
    let filter = Filter::new(options.filter.clone(), source.known_accounts().await?);
    let cover = gather::cover(&source, &filter, period, now).await?;
    let with_history = match options.output {
        Format::Html | Format::Json | Format::Csv => true,
        Format::Ocsf | Format::Junit => false,
    };
    let reports = gather::reports(&source, &filter, &cover, with_history).await?;
    match options.output {
        Format::Html => {
            let mut enrollments: Vec<EnrollmentReport> = reports.try_collect().await?;
            enrollments.sort_by_cached_key(|one| one.standing().place());
            let page = html::render(&Document { cover, enrollments });
            options.write(|out| out.write_all(page.as_bytes()))?;
        }
        Format::Json => {
            let Items { items, totals, record } =
                Items::of(reports, |one| json::enrollment(&cover, one)).await?;
            options.write(|out| items.write(&json::report(&cover, totals, &record), out))?;
        }
        Format::Csv => {
            let Items { items, record, .. } = Items::of(reports, |one| csv::enrollment(&cover, one)).await?;
            options.write(|out| items.write(&csv::report(&cover, &record), out))?;
        }
        Format::Ocsf => {
            let Items { items, .. } = Items::of(reports, |one| ocsf::finding(&cover, one.standing())).await?;
            options.write(|out| items.write(&ocsf::findings(), out))?;
        }
        Format::Junit => {
            let standings = reports.map_ok(|one| one.explanation.standing);
            let mut standings: Vec<Standing> = standings.try_collect().await?;
            Standing::worst_first(&mut standings);
            let text = junit::junit(&standings, &cover.accounts, cover.to);
            options.write(|out| out.write_all(text.as_bytes()))?;
        }
    }
    Ok(Ending::Well)
}

/// The enrollments as items of a list, the worst first, and what is true of all of them.
struct Items {
    items: Spool<Place>,
    totals: Totals,
    record: Record,
}

impl Items {
    async fn of(
        reports: impl Stream<Item = anyhow::Result<EnrollmentReport>>,
        item: impl Fn(&EnrollmentReport) -> String,
    ) -> anyhow::Result<Self> {
        let mut reports = std::pin::pin!(reports);
        let (mut items, mut totals, mut records) = (Spool::new(), Totals::default(), Vec::new());
        while let Some(one) = reports.try_next().await? {
            items.add(one.standing().place(), &item(&one))?;
            totals.add(one.standing());
            records.push(one.record);
        }
        Ok(Self { items, totals, record: Record::sum(&records) })
    }
}

impl ReportOptions {
    /// Writes to the file, or prints; then opens the file if asked to.
    fn write(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        let Some(path) = self.file()? else { return print_by(write) };
        let written = File::create(&path).and_then(|file| {
            let mut out = BufWriter::new(file);
            write(&mut out)?;
            out.flush()
        });
        written.with_context(|| format!("cannot write {}", path.display()))?;
        say(format_args!("wrote {}", path.display()));
        if self.open {
            open::that(&path).with_context(|| format!("cannot open {}: open it by hand", path.display()))?;
        }
        Ok(())
    }

    /// The named file; without a name one in the folder for temporary files, if it is to be opened.
    fn file(&self) -> anyhow::Result<Option<PathBuf>> {
        if self.out.is_some() || !self.open {
            return Ok(self.out.clone());
        }
        let extension = match self.output {
            Format::Html => ".html",
            Format::Json | Format::Ocsf => ".json",
            Format::Csv => ".csv",
            Format::Junit => ".xml",
        };
        let file = tempfile::Builder::new().prefix("rollcall-report-").suffix(extension).tempfile();
        let kept = file.map_err(anyhow::Error::from).and_then(|file| Ok(file.keep()?));
        let (_, path) = kept.context("cannot create a temporary file (TMPDIR)")?;
        Ok(Some(path))
    }
}
