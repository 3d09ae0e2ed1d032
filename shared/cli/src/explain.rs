//! `rollcall explain`: why one enrollment has its verdict.

use anyhow::Context as _;
use rollcall_core::identity::Enrollment;
use rollcall_core::ports::Store as _;
use rollcall_report::explanation::Explanation;
use rollcall_report::standing::Standing;
use rollcall_report::{csv, json, terminal};

use crate::exit::{AwsFailure, Ending};
use crate::filter::Filter;
use crate::output::{Output, OutputOptions, print, screen};
use crate::source::SourceOptions;
use crate::when;

/// Why one enrollment has its verdict.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainOptions {
    /// The enrollment, such as odb/111122223333/us-east-1
    enrollment: Enrollment,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    output: OutputOptions,
}

/// Explains it.
pub(crate) async fn run(options: ExplainOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let source = options.source.open().await?;
    let enrollment = &options.enrollment;
    let rules = source.rules(&enrollment.check)?;
    let state = source.store().load(enrollment).await.map_err(AwsFailure::from)?;
    let state = state
        .with_context(|| format!("nothing is known of {enrollment}: `rollcall status` lists what is"))?;
    let pending = source.pending(&Filter::only(enrollment), now).await?;
    let standing = Standing::of(&state, rules, now);
    let explanation = Explanation::of(&standing, rules, &pending, now);
    let text = match options.output.output {
        Output::Table => terminal::explain::text(&explanation, screen(now)),
        Output::Json => json::explain(&explanation),
        Output::Csv => csv::explain(&explanation),
    };
    print(&text)?;
    Ok(Ending::of([&standing]))
}
