//! Where a function runs: its own account and Region.

use rollcall_aws::{SdkConfig, own_account};
use rollcall_core::identity::AccountId;
use rollcall_core::plan::Home;
use rollcall_core::region::Region;
use rollcall_engine::deadline::Deadline;
use tokio::sync::OnceCell;

use crate::config::ObserverConfig;
use crate::failure::Failure;

pub(crate) struct Place {
    region: Region,
    regions: Vec<Region>,
    enters_others: bool,
    /// For the call to STS, if no ARN names the own account.
    sdk: SdkConfig,
    /// The own account, once STS has answered.
    account: OnceCell<AccountId>,
}

impl Place {
    pub(crate) fn new(config: &ObserverConfig, sdk: &SdkConfig) -> Self {
        Self {
            region: config.region.clone(),
            regions: config.regions.clone(),
            enters_others: config.role.is_some(),
            sdk: sdk.clone(),
            account: OnceCell::new(),
        }
    }

    /// The Regions to look at if the policy names none.
    pub(crate) fn regions(&self) -> &[Region] {
        &self.regions
    }

    pub(crate) async fn home(&self, function_arn: &str, deadline: Deadline) -> Result<Home, Failure> {
        let account = self.own_account(function_arn, deadline).await?;
        let (region, regions) = (self.region.clone(), self.regions.clone());
        Ok(Home { account, region, regions, enters_others: self.enters_others })
    }

    /// The account in the invoked function's ARN. Emulators give no account there: then STS is asked
    /// once.
    async fn own_account(&self, function_arn: &str, deadline: Deadline) -> Result<AccountId, Failure> {
        if let Some(account) = function_arn.split(':').nth(4).and_then(|account| account.parse().ok()) {
            return Ok(account);
        }
        let ask = || {
            deadline
                .port(|| "get the account of these credentials from STS".to_owned(), own_account(&self.sdk))
        };
        self.account.get_or_try_init(ask).await.cloned().map_err(Failure::Identity)
    }
}
