//! `rollcall outbox`: the alerts that are not sent yet; retry them, or drop one.

use anyhow::Context as _;
use clap::Subcommand;
use rollcall_core::alert::AlertId;
use rollcall_core::deliver::{DEFAULT_ROUTE, Outcome, Settled};
use rollcall_core::ports::Outbox as _;
use rollcall_core::text::one_line;
use rollcall_report::{csv, json, terminal};

use crate::deliver::{DeliveredJson, Destination, deliver};
use crate::exit::{AwsFailure, Ending};
use crate::filter::FilterOptions;
use crate::location::{LocationOptions, Opening};
use crate::output::{AnswerOptions, Output, OutputOptions, print, screen};
use crate::source::SourceOptions;
use crate::{aws, when};

/// Pending alerts.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct OutboxOptions {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    list: ListOptions,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Send all pending alerts now, without waiting for their next attempt
    Retry(RetryOptions),
    /// Remove an alert without sending it; history says who did, and why
    Drop(DropOptions),
}

#[derive(Debug, clap::Args)]
struct ListOptions {
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    filter: FilterOptions,
    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Debug, clap::Args)]
struct RetryOptions {
    /// Send alerts to this SNS topic [env: ROLLCALL_TOPIC_ARN] [default: print them, if the state is in a file]
    #[arg(long, value_name = "ARN")]
    topic: Option<String>,
    #[command(flatten)]
    location: LocationOptions,
    #[command(flatten)]
    output: AnswerOptions,
}

#[derive(Debug, clap::Args)]
struct DropOptions {
    /// The alert, such as odb.111122223333.us-east-1.00000007.20261121T032913412Z
    id: AlertId,
    /// Why, for history
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    location: LocationOptions,
    #[command(flatten)]
    output: AnswerOptions,
}

pub(crate) async fn run(options: OutboxOptions) -> anyhow::Result<Ending> {
    match options.action {
        Some(Action::Retry(options)) => retry(options).await,
        Some(Action::Drop(options)) => drop_alert(options).await,
        None => list(options.list).await,
    }
}

async fn list(options: ListOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let source = options.source.open(Opening::Read).await?;
    let filter = source.filter(options.filter).await?;
    let pending = source.pending(&filter, now).await?;
    if pending.is_empty() {
        source.warn_if_unmatched(&filter).await?;
    }
    let text = match options.output.output {
        Output::Table => terminal::outbox::text(&pending, &source.backoff().await?, screen(now)),
        Output::Json => json::outbox(&pending, now),
        Output::Csv => csv::outbox(&pending, now),
    };
    print(&text)?;
    Ok(Ending::Well)
}

async fn retry(options: RetryOptions) -> anyhow::Result<Ending> {
    let location = options.location.open(Opening::Change).await?;
    let sdk = aws::load().await;
    let destination = Destination::new(&sdk, options.topic, options.location.deployed_table())?;
    let _lock = location.lock().await?;
    let delivered = deliver(&location, &destination, true).await;
    let ending = destination.ending(&delivered).unwrap_or(Ending::Well);
    // A queue that could not be read is not empty.
    if !delivered.faults.is_empty() && delivered.sent + delivered.waiting == 0 {
        return Ok(ending);
    }
    let superseded = match delivered.superseded {
        0 => String::new(),
        some => format!(", {some} superseded"),
    };
    let text = format!("{} sent{superseded}, {} waiting\n", delivered.sent, delivered.waiting);
    let mut answer = serde_json::to_value(DeliveredJson::of(&delivered))?;
    answer["schema"] = "rollcall.outbox-retry/1".into();
    options.output.print(&text, &answer)?;
    Ok(ending)
}

async fn drop_alert(options: DropOptions) -> anyhow::Result<Ending> {
    let DropOptions { id, reason, location, output } = options;
    anyhow::ensure!(!reason.trim().is_empty(), "--reason must say why");
    let location = location.open(Opening::Change).await?;
    let (by, outbox) = (location.author().await?, location.outbox());
    let _lock = location.lock().await?;
    let waiting = outbox.waiting(DEFAULT_ROUTE).await.map_err(AwsFailure::from)?;
    let found = waiting.alerts.iter().find(|waiting| waiting.id == id);
    found.with_context(|| format!("no alert {id} is waiting: `rollcall outbox` lists those that are"))?;
    let outcome = Outcome::Dropped { by: one_line(&by), reason: one_line(&reason) };
    let settled = Settled { at: when::now(), outcome };
    outbox.settle(DEFAULT_ROUTE, &id, &settled).await.map_err(AwsFailure::from)?;
    output.print(
        &format!("dropped {id}\n"),
        &serde_json::json!({"schema": "rollcall.outbox-drop/1", "id": id}),
    )?;
    Ok(Ending::Well)
}
