//! `rollcall check`: the main job from a laptop or in CI, with the functions' own engine.

mod dry;

use std::time::Duration;

use anyhow::Context as _;
use indicatif::ProgressBar;
use jiff::SignedDuration;
use rollcall_checks::{Services, registry};
use rollcall_core::check::CheckRules;
use rollcall_core::plan::{Home, Request, WantedTarget};
use rollcall_core::policy::Policy;
use rollcall_core::ports::{SettingsStore, Store};
use rollcall_core::region::Region;
use rollcall_core::standing::Standing;
use rollcall_core::state::State;
use rollcall_engine::answer::ObserverAnswer;
use rollcall_engine::clock::SystemClock;
use rollcall_engine::courier::Delivered;
use rollcall_engine::deadline::Deadline;
use rollcall_engine::observer::{Observed, Observer, Refused};

use self::dry::Dry;
use crate::deliver::{Destination, deliver};
use crate::exit::{self, AwsFailure, Ending};
use crate::location::Opening;
use crate::output::{Output, OutputOptions, print, say};
use crate::signal::interrupted;
use crate::source::{Source, SourceOptions};
use crate::{aws, filter, progress, status, when};

/// Ask for each status, store it, and report what changed.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckOptions {
    /// The checks; all that the policy enables if none is named
    #[arg(value_name = "CHECK", value_parser = filter::check())]
    checks: Vec<String>,
    /// The Regions, comma-separated [env: ROLLCALL_REGIONS] [default: the policy's, else the configured one]
    #[arg(long, value_delimiter = ',', value_name = "REGION,…")]
    regions: Vec<Region>,
    /// Send alerts to this SNS topic [env: ROLLCALL_TOPIC_ARN] [default: print them, if the state is in a file]
    #[arg(long, value_name = "ARN")]
    topic: Option<String>,
    /// Send the alerts of a deployed table too, which its courier sends otherwise
    #[arg(long)]
    deliver: bool,
    /// Say what would be written and sent, and do neither
    #[arg(long)]
    dry_run: bool,
    /// Repeat, with this pause after each run: 15m, 1h
    #[arg(long, value_name = "TIME")]
    watch: Option<SignedDuration>,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    output: OutputOptions,
}

struct Job {
    source: Source,
    services: Services,
    /// The named ones; all that the policy enables if none is named.
    checks: Vec<&'static CheckRules>,
    request: Request,
    home: Home,
    /// None if a courier sends what is committed, or nothing is committed.
    destination: Option<Destination>,
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

/// Checks again and again. A failure is printed, and tried again; an interrupt waits for the end of the
/// current run.
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

/// What needs no policy is checked before a state is created.
async fn prepare(options: CheckOptions) -> anyhow::Result<Job> {
    let sdk = aws::load().await;
    let deployed_table = options.source.location.deployed_table();
    let sends = !options.dry_run && (deployed_table.is_none() || options.deliver);
    let destination = sends.then(|| Destination::new(&sdk, options.topic, deployed_table)).transpose()?;
    let regions = aws::regions(&options.regions, &sdk)?;
    let region = aws::region(&sdk).or_else(|error| regions.first().cloned().ok_or(error))?;
    let account = rollcall_aws::own_account(&sdk).await.map_err(AwsFailure::from)?;
    let checks: Vec<&'static CheckRules> =
        options.checks.iter().filter_map(|id| registry::find(id)).collect();
    let opening = if options.dry_run { Opening::ReadOrEmpty } else { Opening::Create };
    let source = options.source.open(opening).await?;
    if let Some(CheckRules { id, .. }) = checks.iter().find(|check| !source.policy.enables(check.id)) {
        anyhow::bail!("the policy does not enable {id}: see enabled under [checks.{id}]");
    }
    Ok(Job {
        request: request(&checks, &options.regions, &source.policy),
        checks,
        source,
        services: Services::new(&sdk),
        home: Home { account, region, regions },
        destination,
        dry_run: options.dry_run,
    })
}

/// What is named. It is never everything: what a laptop does not ask for must not be retired.
pub(crate) fn request(checks: &[&'static CheckRules], regions: &[Region], policy: &Policy) -> Request {
    if regions.is_empty() {
        let enabled = registry::ALL.into_iter().filter(|check| policy.enables(check.id));
        return Request::Checks(if checks.is_empty() { enabled.collect() } else { checks.to_vec() });
    }
    let named = if checks.is_empty() { vec![None] } else { checks.iter().copied().map(Some).collect() };
    let target = |region: &Region| {
        let target =
            |check: &Option<_>| WantedTarget { check: *check, account: None, region: Some(region.clone()) };
        named.iter().map(target).collect::<Vec<_>>()
    };
    Request::Targets(regions.iter().flat_map(target).collect())
}

/// Runs every check once, shows the results, and ends with the worst of them.
async fn once(job: &Job, output: OutputOptions) -> anyhow::Result<Ending> {
    if !job.dry_run && !job.source.may_decide() {
        ensure_same_policy(job).await?;
    }
    let (observed, delivered) = {
        let _lock = if job.dry_run { None } else { job.source.location.lock()? };
        let observed = with_progress(observe(job)).await?;
        observed.faults.iter().for_each(|fault| say(format_args!("error: {fault}")));
        let delivered = match &job.destination {
            Some(destination) => Some(deliver(&job.source.location, destination, false).await),
            None => None,
        };
        (observed, delivered)
    };
    let now = when::now();
    let mut standings: Vec<Standing> = Vec::new();
    for found in &observed.found {
        standings.push(Standing::of(&found.state, job.source.rules(&found.state.enrollment.check)?, now));
    }
    Standing::worst_first(&mut standings);
    let ending = match output.output {
        Output::Json => {
            print(&json(&observed, delivered.as_ref())?)?;
            Ending::of(&standings)
        }
        Output::Table | Output::Csv => status::show(&standings, now, output)?,
    };
    let undelivered = job.destination.as_ref().zip(delivered.as_ref()).and_then(|(to, what)| to.ending(what));
    Ok(Ending::of_faults(&observed.faults).or(undelivered).unwrap_or(ending))
}

async fn observe(job: &Job) -> anyhow::Result<Observed> {
    let store = job.source.location.store();
    if job.dry_run { observe_on(job, Dry(store)).await } else { observe_on(job, store).await }
}

async fn observe_on<S: Store + SettingsStore>(job: &Job, store: S) -> anyhow::Result<Observed> {
    let observer = Observer {
        source: job.services.clone(),
        store,
        clock: SystemClock,
        checks: &registry::ALL,
        policy: job.source.policy.clone(),
        takes_stored_policy: false,
    };
    observer.observe(&job.request, &job.home, Deadline::NONE).await.map_err(|refused| match refused {
        Refused::Store(fault) => AwsFailure::from(fault.error),
        Refused::Plan(_) | Refused::Policy { .. } => refused.into(),
    })
}

/// `rollcall.check/1`: the observer's answer, and what was sent if this command sends.
fn json(observed: &Observed, delivered: Option<&Delivered>) -> anyhow::Result<String> {
    let mut answer = serde_json::to_value(ObserverAnswer::of(observed))?;
    answer["schema"] = "rollcall.check/1".into();
    answer["delivered"] = delivered.map_or(serde_json::Value::Null, |one| {
        serde_json::json!({
            "sent": one.sent, "superseded": one.superseded, "waiting": one.waiting, "failed": one.failures.len(),
        })
    });
    Ok(format!("{answer:#}\n"))
}

/// Refuses to run under another policy than the one that the stored states are judged by.
async fn ensure_same_policy(job: &Job) -> anyhow::Result<()> {
    let states = job.source.location.store().states(&job.home.account).await.map_err(AwsFailure::from)?;
    let is_asked = |check: &CheckRules| job.checks.is_empty() || job.checks.contains(&check);
    let is_known = |state: &State| registry::find(&state.enrollment.check).is_some_and(is_asked);
    let is_judged = |state: &&State| state.retired_at.is_none() && is_known(state);
    states.found.values().filter(is_judged).try_for_each(|state| job.source.ensure_same_policy(state))
}

/// A line of progress on a terminal, gone when the work is done.
async fn with_progress<T>(work: impl Future<Output = T>) -> T {
    let progress = progress::show(ProgressBar::new_spinner().with_message("asking for each status"));
    progress.enable_steady_tick(Duration::from_millis(100));
    let done = work.await;
    progress.finish_and_clear();
    done
}
