//! Where a client calls by itself: its Region, and whether its endpoint was configured.
//!
//! Reads the SDK's configuration once, when the client is built; never the environment.

use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::service_config::ServiceConfigKey;
use rollcall_core::identity::Target;

/// The Region and the kind of endpoint that a client was built with.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    region: Option<Region>,
    /// Who chose the endpoint.
    pub(crate) endpoint: Endpoint,
}

/// Who chose the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// The SDK, from the Region.
    Derived,
    /// Somebody, by an endpoint URL.
    Configured,
}

impl Home {
    /// `service_id` is the id that the SDK looks a service's endpoint URL up by.
    pub(crate) fn of(config: &SdkConfig, service_id: &str) -> Self {
        let configured = config.endpoint_url().is_some() || has_own_endpoint(config, service_id);
        let endpoint = if configured { Endpoint::Configured } else { Endpoint::Derived };
        Self { region: config.region().cloned(), endpoint }
    }

    /// The Region to call instead of the client's own, where the target is in another one.
    pub(crate) fn other_region(&self, target: &Target) -> Option<Region> {
        let wanted = target.region.as_str();
        let is_own = self.region.as_ref().is_some_and(|own| own.as_ref() == wanted);
        (!is_own).then(|| Region::new(wanted.to_owned()))
    }
}

/// Whether `AWS_ENDPOINT_URL_<SERVICE>`, or its like in a profile, is set.
fn has_own_endpoint(config: &SdkConfig, service_id: &str) -> bool {
    let key = ServiceConfigKey::builder()
        .service_id(service_id)
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build();
    let found = key.ok().zip(config.service_config()).and_then(|(key, load)| load.load_config(key));
    found.is_some()
}
