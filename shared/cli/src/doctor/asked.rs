//! Which enrollments a run asks for, and whether their services answer this command.

use std::collections::BTreeMap;

use futures_util::StreamExt as _;
use rollcall_aws::SdkConfig;
use rollcall_checks::{Services, registry};
use rollcall_core::check::CheckRules;
use rollcall_core::identity::{AccountId, Target};
use rollcall_core::observation::{Blindness, Cause, Observation};
use rollcall_core::plan::Planned;
use rollcall_core::policy::Policy;
use rollcall_core::ports::StatusSource as _;
use rollcall_core::region::Region;
use rollcall_core::state::State;
use rollcall_core::text::one_line;
use rollcall_report::finding::Finding;

use super::finding::allow;

/// How many services are asked at the same time.
const AT_ONCE: usize = 16;
/// How AWS refuses good credentials where a Region is not enabled.
const NOT_ENABLED: [&str; 2] = ["UnrecognizedClientException", "InvalidClientTokenId"];

/// An enrollment, and what its service answered this command.
pub(super) type Asked = (Planned, Observation);

/// The Regions that the functions look at where the policy names none: those of what they have stored. That of
/// a check of the whole account comes first: its next run takes it again.
pub(super) fn regions_of<'a>(
    states: impl IntoIterator<Item = &'a State>,
    account: &AccountId,
    policy: &Policy,
) -> Vec<Region> {
    let names_none = |check: &str| policy.checks.get(check).is_none_or(|own| own.regions.is_none());
    let found = states.into_iter().filter_map(|state| {
        let Target { account: own, region } = &state.enrollment.target;
        let check = registry::find(&state.enrollment.check).filter(|check| names_none(check.id))?;
        (own == account && state.retired_at.is_none()).then_some((check.scope.is_regional(), region))
    });
    let mut found: Vec<(bool, &Region)> = found.collect();
    found.sort();
    let mut regions: Vec<Region> = Vec::new();
    for (_, region) in found {
        if !regions.contains(region) {
            regions.push(region.clone());
        }
    }
    regions
}

pub(super) async fn ask(sdk: &SdkConfig, planned: Vec<Planned>) -> Vec<Asked> {
    let services = Services::new(sdk);
    let ask = async |planned: Planned| {
        let observation = services.fetch(planned.check, &planned.enrollment.target).await;
        (planned, observation)
    };
    futures_util::stream::iter(planned).map(ask).buffered(AT_ONCE).collect().await
}

/// One for each check that answers, and one for each reason why one does not.
pub(super) fn findings(asked: &[Asked]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for check in registry::ALL {
        let own = || asked.iter().filter(|(planned, _)| planned.check == check);
        let region = |(planned, _): &Asked| planned.enrollment.target.region.clone();
        let which = |is: fn(&Observation) -> bool| own().filter(move |(_, found)| is(found)).map(region);
        let answers: Vec<Region> = which(|found| matches!(found, Observation::Observed(_))).collect();
        let (absent, unknown): (Vec<Region>, Vec<Region>) =
            which(|found| matches!(found, Observation::NotApplicable)).partition(Region::is_known);
        findings.extend(answering(check, &answers, &absent));
        findings.extend((!unknown.is_empty()).then(|| nowhere(check, &unknown)));
        findings.extend(silent(check, own()));
    }
    findings
}

fn answering(check: &CheckRules, answers: &[Region], absent: &[Region]) -> Option<Finding> {
    let parts = [("answers in", answers), ("is not offered in", absent)];
    let parts = parts.into_iter().filter(|(_, regions)| !regions.is_empty());
    let detail: Vec<String> = parts.map(|(verb, regions)| format!("{verb} {}", list(regions))).collect();
    (!detail.is_empty()).then(|| Finding::well(check.id, detail.join("; ")))
}

fn nowhere(check: &CheckRules, regions: &[Region]) -> Finding {
    Finding::wrong(
        format!("{} in {}", check.id, list(regions)),
        "this version of Rollcall knows no such Region, and nothing answers there",
        "correct --regions, ROLLCALL_REGIONS or the policy; if the Region is new, update Rollcall",
    )
}

fn silent<'a>(check: &CheckRules, asked: impl Iterator<Item = &'a Asked>) -> Vec<Finding> {
    let mut by_cause = BTreeMap::<(&str, Option<&str>), (&Blindness, Vec<Region>)>::new();
    for (planned, observation) in asked {
        if let Observation::Blind(blindness) = observation {
            let cause = (blindness.cause.into_str(), blindness.code.as_deref());
            let (_, regions) = by_cause.entry(cause).or_insert_with(|| (blindness, Vec::new()));
            regions.push(planned.enrollment.target.region.clone());
        }
    }
    let finding = |(blindness, regions): (&Blindness, Vec<Region>)| {
        let what = format!("{} in {}", check.id, list(&regions));
        Finding::wrong(what, one_line(&blindness.message), fix(check, blindness, &regions[0], ""))
    };
    by_cause.into_values().map(finding).collect()
}

/// What makes a service answer. `to` names the role that asks, if it is not this command's; `region` is one where
/// it is not answered.
pub(super) fn fix(check: &CheckRules, blindness: &Blindness, region: &Region, to: &str) -> String {
    let is_disabled = blindness.code.as_deref().is_some_and(|code| NOT_ENABLED.contains(&code));
    match blindness.cause {
        Cause::Denied if is_disabled => format!(
            "aws account enable-region --region-name {region}, or leave it out: regions under [checks.{}] in the policy",
            check.id
        ),
        Cause::Denied => allow(to, &[check.action], "*"),
        Cause::NoAccess => {
            "the account cannot be entered: rollcall status --check access --account <account>".to_owned()
        }
        Cause::Throttled | Cause::Unavailable | Cause::Timeout => {
            format!("try again later; check that {region} is enabled and reachable from here")
        }
        Cause::Malformed => {
            "update Rollcall: this version does not understand the answer of the service".to_owned()
        }
    }
}

fn list(regions: &[Region]) -> String {
    regions.iter().map(Region::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use rollcall_core::observation::Snapshot;
    use rollcall_core::time::Time;

    use super::*;

    fn asked(check: &str, region: &str, observation: Observation) -> Asked {
        let check = registry::find(check).unwrap();
        let enrollment = format!("{}/111122223333/{region}", check.id).parse().unwrap();
        (Planned { check, enrollment }, observation)
    }

    fn answers() -> Observation {
        Observation::Observed(Snapshot::default())
    }

    fn blind(cause: Cause, code: &str) -> Observation {
        Observation::Blind(Blindness::new(cause, Some(code), None, "no"))
    }

    /// What each finding is about, and its fix or detail.
    fn told(asked: &[Asked]) -> Vec<(String, String)> {
        let of = |finding: Finding| (finding.what, finding.fault.map_or(finding.detail, |fault| fault.fix));
        findings(asked).into_iter().map(of).collect()
    }

    #[test]
    fn a_check_that_answers_has_one_line_for_all_its_regions() {
        let told = told(&[
            asked("odb", "us-east-1", answers()),
            asked("odb", "eu-north-1", Observation::NotApplicable),
            asked("odb", "us-west-2", answers()),
        ]);
        let detail = "answers in us-east-1, us-west-2; is not offered in eu-north-1";
        assert_eq!(told, [("odb".to_owned(), detail.to_owned())]);
    }

    #[test]
    fn each_cause_has_its_line() {
        let allow =
            r#"allow it: {"Effect": "Allow", "Action": "odb:GetOciOnboardingStatus", "Resource": "*"}"#;
        for (cause, code, expected) in [
            (Cause::Denied, "AccessDeniedException", allow),
            (
                Cause::Denied,
                "UnrecognizedClientException",
                "aws account enable-region --region-name us-east-1",
            ),
            (Cause::Throttled, "ThrottlingException", "try again later"),
            (Cause::Unavailable, "InternalServerException", "us-east-1 is enabled and reachable"),
            (Cause::Timeout, "", "try again later"),
            (Cause::NoAccess, "AccessDenied", "status --check access"),
            (Cause::Malformed, "", "update Rollcall"),
        ] {
            let told = told(&[
                asked("odb", "us-east-1", blind(cause, code)),
                asked("odb", "us-west-2", blind(cause, code)),
            ]);
            let [(what, fix)] = &told[..] else { panic!("one cause, one finding: {told:?}") };
            assert_eq!(what, "odb in us-east-1, us-west-2");
            assert!(fix.contains(expected), "{fix}");
        }
    }

    #[test]
    fn a_mistyped_region_is_wrong_and_another_without_the_service_is_not() {
        let is_wrong = |region: &str| {
            let found = findings(&[asked("odb", region, Observation::NotApplicable)]);
            found.iter().any(|finding| finding.fault.is_some())
        };
        assert_eq!(["eu-north-1", "us-east-9"].map(is_wrong), [false, true]);
    }

    #[test]
    fn the_regions_of_the_functions_are_those_that_they_have_stored() {
        let now = Time::from_epoch_millis(0);
        let state = |key: &str| State::new(&key.parse().unwrap(), now);
        let retired = State { retired_at: Some(now), ..state("odb/111122223333/sa-east-1") };
        let states = [
            state("odb/111122223333/ap-south-1"),
            state("odb/111122223333/us-east-1"),
            state("compute-optimizer/111122223333/us-east-1"),
            state("iot-fleetwise/111122223333/eu-central-1"),
            state("odb/444455556666/us-west-2"),
            retired,
        ];
        let policy = "[checks.iot-fleetwise]\nregions = [\"eu-central-1\"]";
        let policy = Policy::parse(policy, &registry::KNOWN).unwrap();
        let regions = regions_of(&states, &"111122223333".parse().unwrap(), &policy);
        assert_eq!(list(&regions), "us-east-1, ap-south-1");
    }
}
