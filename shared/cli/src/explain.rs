//! `rollcall explain`: why one enrollment has its verdict.

use rollcall_core::explanation::Explanation;
use rollcall_report::{csv, json, terminal};

use crate::exit::Ending;
use crate::filter::Filter;
use crate::location::Opening;
use crate::output::{Output, OutputOptions, print, screen};
use crate::pattern::Pattern;
use crate::source::SourceOptions;
use crate::when;

/// Why one enrollment has its verdict.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainOptions {
    /// The enrollment, such as odb/111122223333/us-east-1
    enrollment: Pattern,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    output: OutputOptions,
}

pub(crate) async fn run(options: ExplainOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let source = options.source.open(Opening::Read).await?;
    let state = source.state(&options.enrollment).await?;
    let rules = source.rules(&state.enrollment.check)?;
    let pending = source.pending(&Filter::only(&state.enrollment), now).await?;
    let accounts = source.known_account(&state.enrollment.target.account).await?;
    let explanation = Explanation::of(&state, rules, &pending, now);
    let text = match options.output.output {
        Output::Table => terminal::explain::text(&explanation, &accounts, screen(now)),
        Output::Json => json::explain(&explanation, &accounts),
        Output::Csv => csv::explain(&explanation),
    };
    print(&text)?;
    Ok(Ending::of(std::slice::from_ref(&explanation.standing)))
}
