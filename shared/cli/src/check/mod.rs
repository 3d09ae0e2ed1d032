//! `rollcall check`: the main job from a laptop or in CI, with the functions' own engine.

mod dry;
mod run;
mod show;
mod watch;

use std::time::Duration;

use rollcall_aws::Sessions;
use rollcall_checks::{Services, registry};
use rollcall_core::check::CheckRules;
use rollcall_core::plan::{Home, Request, WantedTarget};
use rollcall_core::policy::Policy;
use rollcall_core::region::Region;

use self::run::run_once;
use self::watch::watch;
use crate::deliver::Destination;
use crate::exit::{AwsFailure, Ending};
use crate::location::Opening;
use crate::output::OutputOptions;
use crate::source::{Source, SourceOptions};
use crate::watch::pause;
use crate::{aws, filter};

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
    #[arg(long, value_name = "TIME", value_parser = pause)]
    watch: Option<Duration>,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    output: OutputOptions,
}

struct Job {
    source: Source,
    accounts: Sessions<Services>,
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
    match options.watch {
        Some(pause) => watch(&options, pause).await,
        None => show::whole(&run_once(&prepare(&options).await?).await?, options.output),
    }
}

/// What needs no policy is checked before a state is created.
async fn prepare(options: &CheckOptions) -> anyhow::Result<Job> {
    let sdk = aws::load().await;
    let deployed_table = options.source.location.deployed_table();
    let sends = !options.dry_run && (deployed_table.is_none() || options.deliver);
    let destination =
        sends.then(|| Destination::new(&sdk, options.topic.clone(), deployed_table)).transpose()?;
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
        accounts: Sessions::new(&sdk, &region, None, Services::new),
        home: Home { account, region, regions, enters_others: false },
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
