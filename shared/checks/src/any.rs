//! Any of the checks, for who is told at run time which: the command line.

use aws_types::SdkConfig;
use rollcall_core::check::CheckRules;
use rollcall_core::identity::Target;
use rollcall_core::observation::Observation;
use rollcall_core::ports::Check;

use crate::compute_optimizer::ComputeOptimizer;
use crate::iot_fleetwise::IotFleetwise;
use crate::odb::Odb;

/// One of the checks.
#[derive(Clone, Debug)]
pub enum AnyCheck {
    /// Compute Optimizer's.
    ComputeOptimizer(ComputeOptimizer),
    /// IoT FleetWise's.
    IotFleetwise(IotFleetwise),
    /// Oracle Database@AWS's.
    Odb(Odb),
}

impl AnyCheck {
    /// All of them, asking with this configuration, in the registry's order.
    pub fn all(config: &SdkConfig) -> [Self; 3] {
        [
            Self::ComputeOptimizer(ComputeOptimizer::new(config)),
            Self::IotFleetwise(IotFleetwise::new(config)),
            Self::Odb(Odb::new(config)),
        ]
    }
}

impl Check for AnyCheck {
    fn rules(&self) -> &'static CheckRules {
        match self {
            Self::ComputeOptimizer(check) => check.rules(),
            Self::IotFleetwise(check) => check.rules(),
            Self::Odb(check) => check.rules(),
        }
    }

    async fn fetch(&self, target: &Target) -> Observation {
        match self {
            Self::ComputeOptimizer(check) => check.fetch(target).await,
            Self::IotFleetwise(check) => check.fetch(target).await,
            Self::Odb(check) => check.fetch(target).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;

    use super::*;
    use crate::registry;

    #[test]
    fn any_check_is_one_of_the_registry() {
        let behavior = BehaviorVersion::latest();
        let config = SdkConfig::builder().behavior_version(behavior).build();
        let ids = AnyCheck::all(&config).map(|check| check.rules().id);
        assert_eq!(ids, registry::ALL.map(|rules| rules.id));
    }
}
