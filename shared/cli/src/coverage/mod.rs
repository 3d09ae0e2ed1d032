//! `rollcall coverage`: of a run of the organization, who should have answered, who did, and who did not.

mod read;

use rollcall_core::observation::Cause;
use rollcall_core::organization::unit::RunId;
use rollcall_report::coverage::CoverageReport;
use rollcall_report::terminal::wrapped;
use rollcall_report::{csv, json, terminal};

use self::read::{newest, one, several};
use crate::exit::Ending;
use crate::location::{LocationOptions, Opening};
use crate::output::{Output, OutputOptions, print, screen};
use crate::when;

/// The exit codes, for `--help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  everything was seen, but for what is in suspended accounts
  1  the command line, a file or a setting is wrong
  3  it is not known: something is missing or blind, or no run has ended
  4  AWS failed, or denied a call that is needed";

/// What a run saw.
#[derive(Debug, clap::Args)]
pub(crate) struct CoverageOptions {
    /// This run, such as 20261121T032913412Z [default: the newest that has ended]
    #[arg(long, value_name = "RUN")]
    run: Option<RunId>,
    /// The newest runs, a line each
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "10", conflicts_with = "run")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1000))]
    runs: Option<u16>,
    #[command(flatten)]
    location: LocationOptions,
    #[command(flatten)]
    output: OutputOptions,
}

const NONE_KNOWN: &str = "no run of the organization is known: deploy with Scope=organization, or run \
                          `rollcall check --organization`\n";

pub(crate) async fn run(options: CoverageOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let location = options.location.open(Opening::Read).await?;
    let report = match (options.run, options.runs) {
        (Some(run), _) => one(&location, run).await?,
        (None, Some(wanted)) => several(&location, usize::from(wanted)).await?,
        (None, None) => newest(&location).await?,
    };
    let text = match options.output.output {
        Output::Table if report.runs.is_empty() => wrapped(NONE_KNOWN, screen(now).columns),
        Output::Table if options.runs.is_some() => terminal::coverage::table(&report, screen(now)),
        Output::Table => terminal::coverage::text(&report, screen(now)),
        Output::Json => json::coverage(&report, now),
        Output::Csv => csv::coverage(&report, now),
    };
    print(&text)?;
    Ok(ending(&report))
}

/// By the newest run of a report that has ended. Whether what was blind without access is in suspended accounts
/// is known only of now.
fn ending(report: &CoverageReport) -> Ending {
    let Some(run) = report.runs.iter().find(|run| run.has_ended()) else { return Ending::Unknown };
    let without_access = Cause::NoAccess.into_str();
    let is_excused = run.coverage.blind.keys().all(|cause| cause == without_access)
        && report.blind_now.as_ref().is_some_and(|blind| {
            let mut accounts = blind.iter().flat_map(|blind| &blind.accounts);
            accounts.all(|account| account.suspended)
        });
    let is_seen = run.coverage.blind() == 0 || is_excused;
    if run.coverage.missing == 0 && is_seen { Ending::Well } else { Ending::Unknown }
}
