//! `rollcall check`: the main job from a laptop or in CI, with the functions' own engine.

mod dry;
mod entry;
mod organization;
mod request;
mod run;
mod show;
mod unlisted;
mod unwritten;
mod watch;

use std::time::Duration;

use clap::builder::PossibleValuesParser;
use rollcall_aws::{AwsOrganization, Sessions};
use rollcall_checks::{Services, registry};
use rollcall_core::check::CheckRules;
use rollcall_core::identity::AccountId;
use rollcall_core::plan::{Home, Request};
use rollcall_core::region::Region;

use self::entry::EntryOptions;
pub(crate) use self::request::request;
use self::request::request_in;
use self::run::run_once;
use self::watch::watch;
use crate::aws;
use crate::deliver::Destination;
use crate::exit::{AwsFailure, Ending};
use crate::location::Opening;
use crate::output::OutputOptions;
use crate::source::{Source, SourceOptions};
use crate::watch::pause;

/// Ask for each status, store it, and report what changed.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckOptions {
    /// The checks; all that the policy enables if none is named
    #[arg(value_name = "CHECK", value_parser = asked())]
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
    entry: EntryOptions,
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
    /// The accounts that the request names; the own one if none.
    named: Vec<AccountId>,
    home: Home,
    /// Who lists all accounts, if they are asked and not the request.
    organization: Option<AwsOrganization<Services>>,
    /// None if a courier sends what is committed, or nothing is committed.
    destination: Option<Destination>,
    dry_run: bool,
}

/// The checks that ask a service: what watches an organization comes with its accounts.
fn asked() -> PossibleValuesParser {
    registry::ALL.map(|rules| rules.id).into()
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
    let role = options.entry.role()?;
    let sdk = aws::load().await;
    let deployed_table = options.source.location.deployed_table();
    let sends = !options.dry_run && (deployed_table.is_none() || options.deliver);
    let destination =
        sends.then(|| Destination::new(&sdk, options.topic.clone(), deployed_table)).transpose()?;
    let regions = aws::regions(&options.regions, &sdk)?;
    let region = aws::region(&sdk).or_else(|error| regions.first().cloned().ok_or(error))?;
    let account = rollcall_aws::own_account(&sdk).await.map_err(AwsFailure::from)?;
    options.entry.ensure_entered(&account, role.as_ref())?;
    let checks: Vec<&'static CheckRules> =
        options.checks.iter().filter_map(|id| registry::find(id)).collect();
    let opening = if options.dry_run { Opening::ReadOrEmpty } else { Opening::Create };
    let source = options.source.open(opening).await?;
    if let Some(CheckRules { id, .. }) = checks.iter().find(|check| !source.policy.enables(check.id)) {
        anyhow::bail!("the policy does not enable {id}: see enabled under [checks.{id}]");
    }
    Ok(Job {
        request: request_in(&options.entry.account, &checks, &options.regions, &source.policy),
        named: options.entry.account.clone(),
        checks,
        source,
        organization: options.entry.organization(&sdk, &region, role.as_ref()),
        home: Home { account, region: region.clone(), regions, enters_others: role.is_some() },
        accounts: Sessions::new(&sdk, &region, role, Services::new),
        destination,
        dry_run: options.dry_run,
    })
}
