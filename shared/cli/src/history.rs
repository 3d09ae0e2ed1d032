//! `rollcall history`: what happened at one enrollment.

use rollcall_core::identity::Enrollment;
use rollcall_core::ports::Store as _;
use rollcall_report::timeline::Timeline;
use rollcall_report::{csv, json, terminal};

use crate::exit::{AwsFailure, Ending};
use crate::output::{Output, OutputOptions, print, screen};
use crate::source::SourceOptions;
use crate::when;

/// What happened at one enrollment.
#[derive(Debug, clap::Args)]
pub(crate) struct HistoryOptions {
    /// The enrollment, such as odb/111122223333/us-east-1
    enrollment: Enrollment,
    /// From when: so long ago (30d, 12h), a day, or a time
    #[arg(long, value_name = "WHEN", default_value = "30d")]
    since: String,
    /// Until when
    #[arg(long, value_name = "WHEN", default_value = "0h", hide_default_value = true)]
    until: String,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    output: OutputOptions,
}

/// Tells the history.
pub(crate) async fn run(options: HistoryOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let (from, to) = when::period(&options.since, &options.until, now)?;
    let source = options.source.open().await?;
    let enrollment = &options.enrollment;
    let rules = source.rules(&enrollment.check)?;
    let entries = source.reader().history(enrollment, from).await.map_err(AwsFailure::from)?;
    anyhow::ensure!(!entries.is_empty(), "nothing is known of {enrollment}: `rollcall status` lists what is");
    let text = match options.output.output {
        Output::Table => {
            let state = source.store().load(enrollment).await.map_err(AwsFailure::from)?;
            let last_observed = state.and_then(|state| state.last_observed);
            let timeline = Timeline::of(&entries, last_observed, rules, from, to);
            terminal::history::text(enrollment, &entries, &timeline, from..=to, screen(now))
        }
        Output::Json => json::history(enrollment, &entries, from, to),
        Output::Csv => csv::history(&entries, from, to),
    };
    print(&text)?;
    Ok(Ending::Well)
}
