//! `rollcall doctor`: checks everything that Rollcall needs, by read-only calls, and prints for each fault
//! the line that fixes it.

mod deployed;
mod finding;
mod services;

use rollcall_aws::SdkConfig;
use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;

use self::finding::{Finding, Findings};
use crate::exit::Ending;
use crate::output::{print, screen};
use crate::policy::read;
use crate::source::SourceOptions;
use crate::{aws, environment, when};

/// Look at everything that Rollcall needs.
#[derive(Debug, clap::Args)]
pub(crate) struct DoctorOptions {
    /// The Regions, comma-separated [env: ROLLCALL_REGIONS] [default: the configured one]
    #[arg(long, value_delimiter = ',', value_name = "REGION,…")]
    regions: Vec<Region>,
    /// The SNS topic [env: ROLLCALL_TOPIC_ARN]
    #[arg(long, value_name = "ARN")]
    topic: Option<String>,
    #[command(flatten)]
    source: SourceOptions,
}

/// Ends well if nothing is wrong.
pub(crate) async fn run(options: DoctorOptions) -> anyhow::Result<Ending> {
    let mut findings = Findings::default();
    findings.add(the_policy(&options));
    let sdk = aws::load().await;
    match aws::region(&sdk) {
        Ok(region) => findings.add(Finding::well("Region", region.to_string())),
        Err(error) => {
            findings.add(Finding::wrong("Region", error.to_string(), "export AWS_REGION=us-east-1"))
        }
    }
    if let Some(account) = deployed::credentials(&sdk, &mut findings).await {
        look(&options, &sdk, &account, &mut findings).await?;
    }
    print(&findings.text(screen(when::now())))?;
    Ok(findings.ending())
}

fn the_policy(options: &DoctorOptions) -> Finding {
    let policy = match options.source.policy() {
        Some(file) => read::read_file(file).map(|(policy, _)| policy),
        None => read::of_environment(),
    };
    match policy {
        Ok(_) => Finding::well("policy", "can be read"),
        Err(error) => Finding::wrong("policy", format!("{error:#}"), "rollcall policy check FILE"),
    }
}

/// Checks what needs credentials.
async fn look(
    options: &DoctorOptions,
    sdk: &SdkConfig,
    account: &AccountId,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    match options.source.location.deployed_table() {
        Some(table) => findings.add(deployed::table(sdk, &table).await),
        None => findings.add(Finding::well("state", "in a file; name a table with --table to look at it")),
    }
    match options.topic.clone().or_else(environment::topic) {
        Some(topic) => findings.add(deployed::topic(sdk, &topic).await),
        None => findings.add(Finding::well("topic", "none; alerts are printed. Name one with --topic")),
    }
    let regions = aws::regions(&options.regions, sdk)?;
    for finding in services::statuses(sdk, account, &regions).await {
        findings.add(finding);
    }
    Ok(())
}
