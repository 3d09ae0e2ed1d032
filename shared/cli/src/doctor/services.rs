//! Whether each status API can be asked.

use rollcall_aws::SdkConfig;
use rollcall_checks::{Services, registry};
use rollcall_core::check::CheckRules;
use rollcall_core::identity::{AccountId, Target};
use rollcall_core::observation::{Blindness, Cause, Observation};
use rollcall_core::ports::StatusSource as _;
use rollcall_core::region::Region;
use rollcall_core::text::one_line;

use super::finding::Finding;

/// Asks for each status in each Region, and once for what is the same in all of them.
pub(super) async fn statuses(sdk: &SdkConfig, account: &AccountId, regions: &[Region]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let services = Services::new(sdk);
    for check in registry::ALL {
        let regions = if check.scope.is_regional() { regions } else { &regions[..1.min(regions.len())] };
        for region in regions {
            let target = Target { account: account.clone(), region: region.clone() };
            findings.push(finding(check, region, &services.fetch(check, &target).await));
        }
    }
    findings
}

fn finding(rules: &CheckRules, region: &Region, observation: &Observation) -> Finding {
    let what = format!("{} in {region}", rules.id);
    match observation {
        Observation::Observed(_) => Finding::well(what, "answers"),
        Observation::NotApplicable if region.is_known() => {
            Finding::well(what, "the service is not offered there")
        }
        Observation::NotApplicable => Finding::wrong(
            what,
            "this version of Rollcall knows no such Region, and nothing answers there",
            "correct --regions or ROLLCALL_REGIONS; if the Region is new, update Rollcall",
        ),
        Observation::Blind(blindness) => {
            Finding::wrong(what, one_line(&blindness.message), fix(rules, region, blindness))
        }
    }
}

fn fix(rules: &CheckRules, region: &Region, blindness: &Blindness) -> String {
    match blindness.cause {
        Cause::Denied => {
            format!(
                "allow it: {{\"Effect\": \"Allow\", \"Action\": \"{}\", \"Resource\": \"*\"}}",
                rules.action
            )
        }
        Cause::Throttled | Cause::Unavailable | Cause::Timeout => {
            format!("try again later; check that {region} is enabled and reachable from here")
        }
        Cause::Malformed => {
            "update Rollcall: this version does not understand the answer of the service".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use rollcall_checks::odb;

    use super::*;
    use crate::doctor::finding::Findings;

    #[test]
    fn a_mistyped_region_is_wrong_and_another_without_the_service_is_not() {
        let ending = |region: &str| {
            let mut findings = Findings::default();
            findings.add(finding(&odb::RULES, &region.parse().unwrap(), &Observation::NotApplicable));
            format!("{:?}", findings.ending())
        };
        assert_eq!([ending("eu-north-1"), ending("us-east-9")], ["Well", "Misconfigured"]);
    }
}
