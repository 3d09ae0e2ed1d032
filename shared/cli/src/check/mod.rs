//! `rollcall check`: the main job from a laptop or a CI job, through the functions' own code.

pub(crate) mod channel;
mod dry;

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Context as _;
use indicatif::ProgressBar;
use jiff::SignedDuration;
use rollcall_checks::any::AnyCheck;
use rollcall_core::identity::{Enrollment, Target};
use rollcall_core::ports::{Check as _, Outbox, Publisher, Store};
use rollcall_core::region::Region;
use rollcall_lambda::{Answer, Run, Runner, SystemClock};

use self::channel::Channel;
use self::dry::Dry;
use crate::exit::{self, AwsFailure, Ending};
use crate::filter::{self, Filter};
use crate::output::{Output, OutputOptions, print, say};
use crate::signal::interrupted;
use crate::source::{Source, SourceOptions};
use crate::{aws, progress, status, when};

/// Ask for each status, store it, and tell what changed.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckOptions {
    /// The checks; all of them if none is named
    #[arg(value_name = "CHECK", value_parser = filter::check())]
    checks: Vec<String>,
    /// The Regions, comma-separated [env: ROLLCALL_REGIONS] [default: the configured one]
    #[arg(long, value_delimiter = ',', value_name = "REGION,…")]
    regions: Vec<Region>,
    /// Publish alerts to this SNS topic [env: ROLLCALL_TOPIC_ARN] [default: print them, if the state is in a file]
    #[arg(long, value_name = "ARN")]
    topic: Option<String>,
    /// Say what would be written and sent, and do neither
    #[arg(long)]
    dry_run: bool,
    /// Do it again and again, so long after each time: 15m, 1h
    #[arg(long, value_name = "TIME")]
    watch: Option<SignedDuration>,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    output: OutputOptions,
}

/// What the checks run with.
struct Job {
    source: Source,
    checks: Vec<AnyCheck>,
    targets: Vec<Target>,
    /// Takes these checks at these targets.
    filter: Filter,
    channel: Channel,
    dry_run: bool,
}

/// Checks once, or until it is interrupted.
pub(crate) async fn run(options: CheckOptions) -> anyhow::Result<Ending> {
    let output = options.output;
    match options.watch {
        None => once(&prepare(options).await?, output).await,
        Some(pause) => {
            let pause = Duration::try_from(pause).unwrap_or_default();
            anyhow::ensure!(!pause.is_zero(), "--watch must leave some time between two runs: 15m, 1h");
            watch(&prepare(options).await?, pause, output).await
        }
    }
}

/// Checks again and again. What fails is told, and tried again; an interrupt waits for the end of
/// the run that is under way.
async fn watch(job: &Job, pause: Duration, output: OutputOptions) -> anyhow::Result<Ending> {
    let mut interrupted = std::pin::pin!(interrupted().context("cannot listen for signals")?);
    loop {
        if let Err(error) = once(job, output).await {
            say(exit::told(&error));
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = &mut interrupted => return Ok(Ending::Well),
        }
    }
}

/// Everything that may be wrong is looked at before the state is opened.
async fn prepare(options: CheckOptions) -> anyhow::Result<Job> {
    let sdk = aws::load().await;
    // A dry run sends nothing.
    let deployed_table = options.source.deployed_table().filter(|_| !options.dry_run);
    let channel = Channel::new(&sdk, options.topic, deployed_table)?;
    let regions: BTreeSet<Region> = aws::regions(&options.regions, &sdk)?.into_iter().collect();
    let account = rollcall_aws::own_account(&sdk).await.map_err(AwsFailure::from)?;
    let target = |region: &Region| Target { account: account.clone(), region: region.clone() };
    let targets = regions.iter().map(target).collect();
    let filter = Filter::of(options.checks, account, regions.into_iter().collect());
    let is_wanted = |check: &AnyCheck| filter.takes_check(check.rules().id);
    let source =
        if options.dry_run { options.source.open_or_empty().await? } else { options.source.create().await? };
    Ok(Job {
        source,
        checks: AnyCheck::all(&sdk).into_iter().filter(is_wanted).collect(),
        targets,
        filter,
        channel,
        dry_run: options.dry_run,
    })
}

/// Runs every check once, shows what stands, and ends as the worst of it.
async fn once(job: &Job, output: OutputOptions) -> anyhow::Result<Ending> {
    let mut faults = Vec::new();
    let mut answers = Vec::new();
    if !job.dry_run {
        ensure_same_policy(job).await?;
    }
    {
        let _lock = if job.dry_run { None } else { job.source.lock()? };
        for check in &job.checks {
            let run = with_progress(check, run_check(job, check)).await;
            for fault in &run.faults {
                say(format_args!("error: {}: {fault}", check.rules().id));
            }
            answers.push(Answer::of(check.rules().id, &run));
            faults.extend(run.faults);
        }
    }
    let now = when::now();
    let standings = job.source.standings(&job.filter, now).await?;
    let ending = match output.output {
        Output::Json => {
            let answers = serde_json::json!({"schema": "rollcall.check/1", "checks": answers});
            print(&format!("{answers:#}\n"))?;
            Ending::of(&standings)
        }
        Output::Table | Output::Csv => status::show(&standings, now, output)?,
    };
    Ok(Ending::of_faults(&faults).unwrap_or(ending))
}

/// Refuses to decide on what is stored by another policy than the one it is judged by.
async fn ensure_same_policy(job: &Job) -> anyhow::Result<()> {
    for check in &job.checks {
        for target in &job.targets {
            let enrollment = Enrollment { check: check.rules().id.to_owned(), target: target.clone() };
            let state = job.source.store().load(&enrollment).await.map_err(AwsFailure::from)?;
            state.map_or(Ok(()), |state| job.source.ensure_same_policy(&state))?;
        }
    }
    Ok(())
}

async fn run_check(job: &Job, check: &AnyCheck) -> Run {
    let (store, outbox) = (job.source.store(), job.source.outbox());
    if job.dry_run {
        run_on(job, check, Dry(store), Dry(outbox), Dry(job.channel.clone())).await
    } else {
        run_on(job, check, store, outbox, job.channel.clone()).await
    }
}

async fn run_on<S: Store, O: Outbox, P: Publisher>(
    job: &Job,
    check: &AnyCheck,
    store: S,
    outbox: O,
    publisher: P,
) -> Run {
    let (check, policy) = (check.clone(), job.source.policy.clone());
    let runner = Runner { check, store, outbox, publisher, clock: SystemClock, policy };
    runner.run(&job.targets, None).await
}

/// A line of progress on a terminal, gone when the work is done.
async fn with_progress<T>(check: &AnyCheck, work: impl Future<Output = T>) -> T {
    let message = format!("asking {}", check.rules().service);
    let progress = progress::show(ProgressBar::new_spinner().with_message(message));
    progress.enable_steady_tick(Duration::from_millis(100));
    let done = work.await;
    progress.finish_and_clear();
    done
}
