//! AWS as other tools reach it: profiles, SSO, variables, Regions, endpoints.

use anyhow::Context as _;
use rollcall_aws::SdkConfig;
use rollcall_core::region::Region;

use crate::environment;

/// Loads the ordinary configuration, with Rollcall's limits on time and retries.
pub(crate) async fn load() -> SdkConfig {
    let http_client = rollcall_aws::http_client();
    let config = aws_config::defaults(rollcall_aws::BEHAVIOR()).http_client(http_client).load().await;
    rollcall_aws::with_limits(config)
}

pub(crate) fn region(config: &SdkConfig) -> anyhow::Result<Region> {
    let region = config.region().context(
        "no Region is configured: set AWS_REGION, or the Region of your profile (aws configure set region us-east-1)",
    )?;
    Ok(region.as_ref().parse()?)
}

/// The Regions to check: those `named`, else those of the environment, else the configured one.
pub(crate) fn regions(named: &[Region], config: &SdkConfig) -> anyhow::Result<Vec<Region>> {
    if !named.is_empty() {
        return Ok(named.to_vec());
    }
    match environment::regions()? {
        Some(listed) => Ok(listed),
        None => Ok(vec![region(config)?]),
    }
}
