//! The services on AWS. All are asked with one configuration.

use aws_types::SdkConfig;
use aws_types::region::Region;
use rollcall_core::check::CheckRules;
use rollcall_core::identity::Target;
use rollcall_core::observation::Observation;
use rollcall_core::ports::StatusSource;

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

impl StatusSource for Services {
    async fn fetch(&self, check: &'static CheckRules, target: &Target) -> Observation {
        let region = Region::new(target.region.as_str().to_owned());
        let config = self.config.to_builder().region(region).build();
        registry::fetch(check, config).await
    }
}
