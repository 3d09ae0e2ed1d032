//! The services on AWS. All are asked with one configuration.

use aws_types::SdkConfig;
use aws_types::region::Region as SdkRegion;
use rollcall_core::check::CheckRules;
use rollcall_core::identity::{AccountId, Target};
use rollcall_core::observation::{Blindness, Observation, Snapshot};
use rollcall_core::ports::{OrganizationSource, StatusSource};
use rollcall_core::region::Region;
use std::collections::BTreeMap;

use crate::registry;

/// Asks the services, each in the target's Region. A new client for each call costs microseconds; all clients
/// share the connections of the configuration's HTTP client.
#[derive(Clone, Debug)]
pub struct Services {
    config: SdkConfig,
}

impl Services {
    pub fn new(config: &SdkConfig) -> Self {
        Self { config: config.clone() }
    }
}

impl Services {
    fn in_region(&self, region: &Region) -> SdkConfig {
        self.config.to_builder().region(SdkRegion::new(region.as_str().to_owned())).build()
    }
}

impl OrganizationSource for Services {
    async fn fetch_organization(
        &self,
        check: &'static CheckRules,
        region: &Region,
    ) -> Result<BTreeMap<AccountId, Snapshot>, Blindness> {
        registry::fetch_organization(check, self.in_region(region)).await
    }
}

impl StatusSource for Services {
    async fn fetch(&self, check: &'static CheckRules, target: &Target) -> Observation {
        registry::fetch(check, self.in_region(&target.region)).await
    }
}
