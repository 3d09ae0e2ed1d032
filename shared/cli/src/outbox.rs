//! `rollcall outbox`: the alerts that are not published yet, and another try for them.

use clap::Subcommand;
use rollcall_checks::any::AnyCheck;
use rollcall_core::outbox::PendingAlert;
use rollcall_core::ports::{Check as _, Outbox as _};
use rollcall_core::time::Time;
use rollcall_lambda::{Runner, SystemClock};
use rollcall_report::{csv, json, terminal};

use crate::check::channel::Channel;
use crate::exit::{AwsFailure, Ending};
use crate::filter::Filter;
use crate::output::{Output, OutputOptions, print, say, screen};
use crate::source::{Source, SourceOptions};
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
    /// Publish what is pending now, without waiting for the time of its next attempt
    Retry(RetryOptions),
}

#[derive(Debug, clap::Args)]
struct ListOptions {
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Debug, clap::Args)]
struct RetryOptions {
    /// Publish alerts to this SNS topic [env: ROLLCALL_TOPIC_ARN] [default: print them, if the state is in a file]
    #[arg(long, value_name = "ARN")]
    topic: Option<String>,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    filter: Filter,
}

/// Lists or retries.
pub(crate) async fn run(options: OutboxOptions) -> anyhow::Result<Ending> {
    match options.action {
        Some(Action::Retry(options)) => retry(options).await,
        None => list(options.list).await,
    }
}

async fn list(options: ListOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let pending = options.source.open().await?.pending(&options.filter, now).await?;
    let text = match options.output.output {
        Output::Table => terminal::outbox::text(&pending, screen(now)),
        Output::Json => json::outbox(&pending, now),
        Output::Csv => csv::outbox(&pending, now),
    };
    print(&text)?;
    Ok(Ending::Well)
}

async fn retry(options: RetryOptions) -> anyhow::Result<Ending> {
    let source = options.source.open_to_change().await?;
    let sdk = aws::load().await;
    let channel = Channel::new(&sdk, options.topic, options.source.deployed_table())?;
    let _lock = source.lock()?;
    let now = when::now();
    for pending in source.pending(&options.filter, now).await? {
        make_due(&source, &pending, now).await?;
    }
    let (mut published, mut faults) = (0, Vec::new());
    for check in AnyCheck::all(&sdk) {
        if !options.filter.takes_check(check.rules().id) {
            continue;
        }
        let (store, outbox, publisher) = (source.store(), source.outbox(), channel.clone());
        let policy = source.policy.clone();
        let runner = Runner { check, store, outbox, publisher, clock: SystemClock, policy };
        // No targets: nothing is asked, and what is due goes out.
        let run = runner.run(&[], None).await;
        published += run.published;
        run.faults.iter().for_each(|fault| say(format_args!("error: {fault}")));
        faults.extend(run.faults);
    }
    let left = source.pending(&options.filter, now).await?.len();
    print(&format!("{published} published, {left} still pending\n"))?;
    Ok(Ending::of_faults(&faults).unwrap_or(Ending::Well))
}

/// Makes an alert due that waits for its next attempt. One that was never tried is claimed by
/// the run that has just made it, and is left alone.
async fn make_due(source: &Source, pending: &PendingAlert, now: Time) -> anyhow::Result<()> {
    if pending.attempts > 0 && pending.due_at > now {
        let due = PendingAlert { due_at: now, ..pending.clone() };
        source.outbox().reschedule(pending, &due).await.map_err(AwsFailure::from)?;
    }
    Ok(())
}
