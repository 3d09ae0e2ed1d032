//! The services on AWS, asked over one configuration for all.

use aws_types::SdkConfig;
use aws_types::region::Region;
use rollcall_core::check::CheckRules;
use rollcall_core::identity::Target;
use rollcall_core::observation::Observation;
use rollcall_core::ports::StatusSource;

use crate::registry;

/// Asks the services, each in the target's Region.
///
/// A client is made for each question: it costs microseconds, and all share the connections of the
/// configuration's HTTP client.
#[derive(Clone, Debug)]
pub struct Services {
    config: SdkConfig,
}

impl Services {
    /// Asks with this configuration.
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
