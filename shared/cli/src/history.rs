//! `rollcall history`: what happened at one enrollment.

use rollcall_core::change::Change;
use rollcall_core::history::HistoryEntry;
use rollcall_core::identity::Enrollment;
use rollcall_core::policy::Policy;
use rollcall_core::standing::Standing;
use rollcall_core::time::Time;
use rollcall_core::timeline::Timeline;
use rollcall_report::terminal::Screen;
use rollcall_report::{csv, json, terminal};

use crate::exit::{AwsFailure, Ending};
use crate::location::Opening;
use crate::output::{Output, OutputOptions, print, screen};
use crate::source::SourceOptions;
use crate::when;

/// What happened at one enrollment.
#[derive(Debug, clap::Args)]
pub(crate) struct HistoryOptions {
    /// The enrollment, such as odb/111122223333/us-east-1
    enrollment: Enrollment,
    /// From when: so long ago (30d, 12h, 3mo), a day (yesterday), a quarter (2026-Q3), or a time
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

/// When the last change was, if none was in that time.
fn unchanged(
    entries: &[HistoryEntry],
    timeline: &Timeline,
    policy: &Policy,
    (from, to): (Time, Time),
    screen: Screen,
) -> String {
    if !timeline.changes.is_empty() {
        return String::new();
    }
    terminal::changes::none(from, to, Change::newest(entries, policy).as_ref(), screen)
}

pub(crate) async fn run(options: HistoryOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let (from, to) = when::period(&options.since, &options.until, now)?;
    let source = options.source.open(Opening::Read).await?;
    let enrollment = &options.enrollment;
    let rules = source.rules(&enrollment.check)?;
    let standing = Standing::of(&source.state(enrollment).await?, rules, to);
    let entries = source.location.reader().history(enrollment, from).await.map_err(AwsFailure::from)?;
    let text = match options.output.output {
        Output::Table => {
            let timeline = Timeline::of(&entries, Some(&standing), rules, from, to);
            let text = terminal::history::text(enrollment, &entries, &timeline, screen(now));
            text + &unchanged(&entries, &timeline, rules.policy, (from, to), screen(now))
        }
        Output::Json => json::history(&entries, &standing, rules.policy, from, to),
        Output::Csv => csv::history(&entries, &standing, rules.policy, from, to),
    };
    print(&text)?;
    Ok(Ending::Well)
}
