//! Every check: a new one gets its line here.

use rollcall_core::check::CheckRules;
#[cfg(feature = "fetch")]
use rollcall_core::identity::AccountId;
#[cfg(feature = "fetch")]
use rollcall_core::observation::{Blindness, Cause, Snapshot};
use rollcall_core::organization;
#[cfg(feature = "fetch")]
use std::collections::BTreeMap;

/// Registers the modules that each hold a check's `RULES` and `fetch`.
macro_rules! checks {
    ($($name:ident),+ $(,)?) => {
        /// The checks that ask a service.
        pub static ALL: [&CheckRules; [$(stringify!($name)),+].len()] = [$(&crate::$name::RULES),+];

        /// Every check that an enrollment may be of: those, and those of an organization itself.
        pub static KNOWN: [&CheckRules; ALL.len() + organization::CHECKS.len()] =
            [$(&crate::$name::RULES,)+ organization::CHECKS[0], organization::CHECKS[1]];

        /// Asks the service of a check, in the Region and at the endpoint of the configuration.
        #[cfg(feature = "fetch")]
        pub(crate) async fn fetch(
            check: &'static CheckRules,
            config: aws_types::SdkConfig,
        ) -> rollcall_core::observation::Observation {
            match check.id {
                $(id if id == crate::$name::RULES.id => crate::$name::fetch(config).await,)+
                _ => unreachable!("every check that has rules is registered here"),
            }
        }
    };
}

/// Asks a service about all accounts of the organization, in the Region and at the endpoint of the
/// configuration. Only checks that have an `organization_action` can be asked so.
#[cfg(feature = "fetch")]
pub(crate) async fn fetch_organization(
    check: &'static CheckRules,
    config: aws_types::SdkConfig,
) -> Result<BTreeMap<AccountId, Snapshot>, Blindness> {
    if check.id == crate::compute_optimizer::RULES.id {
        return crate::compute_optimizer::fetch_organization(config).await;
    }
    let fault = format!("{} cannot be asked about a whole organization", check.id);
    Err(Blindness::new(Cause::Malformed, None, None, &fault))
}

checks! {
    compute_optimizer,
    iot_fleetwise,
    odb,
}

pub fn find(id: &str) -> Option<&'static CheckRules> {
    KNOWN.into_iter().find(|rules| rules.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defines(line: &str) -> bool {
        line.starts_with("pub static") && line.contains(": CheckRules =")
    }

    /// The ids of the files in `src/` that define a check.
    fn defined() -> Vec<String> {
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap();
        let paths = files.map(|file| file.unwrap().path());
        let checks = paths.filter(|path| std::fs::read_to_string(path).unwrap().lines().any(defines));
        let mut ids: Vec<String> =
            checks.map(|path| path.file_stem().unwrap().to_str().unwrap().replace('_', "-")).collect();
        ids.sort();
        ids
    }

    #[test]
    fn every_file_that_defines_a_check_is_registered_under_its_name() {
        assert_eq!(ALL.map(|rules| rules.id.to_owned()).to_vec(), defined());
    }

    #[test]
    fn what_is_known_has_an_id_of_its_own() {
        let ids: std::collections::BTreeSet<&str> = KNOWN.iter().map(|rules| rules.id).collect();
        assert_eq!(ids.len(), KNOWN.len());
    }

    #[test]
    fn a_status_has_one_row_and_every_condition_but_healthy_a_remedy() {
        use rollcall_core::condition::Condition;
        for component in KNOWN.iter().flat_map(|rules| rules.components) {
            let mut seen: Vec<&str> = component.statuses.iter().map(|row| row.status).collect();
            seen.sort_unstable();
            assert!(seen.windows(2).all(|pair| pair[0] != pair[1]), "{}: {seen:?}", component.name);
            let conditions = component.statuses.iter().map(|row| row.condition);
            for condition in conditions.filter(|&condition| condition != Condition::Healthy) {
                let found = component.remedies.iter().filter(|(of, _)| *of == condition).count();
                assert_eq!(found, 1, "{}: {}", component.name, condition.into_str());
            }
        }
    }

    #[test]
    fn a_part_says_what_to_do_when_it_is_gone() {
        use rollcall_core::condition::Condition;
        for component in ALL.iter().flat_map(|rules| rules.components.iter().skip(1)) {
            assert!(component.remedies.iter().any(|(of, _)| *of == Condition::Absent), "{}", component.name);
        }
    }

    #[test]
    fn links_and_actions_belong_to_the_service() {
        for rules in KNOWN {
            assert!(rules.docs.starts_with("https://docs.aws.amazon.com/"), "{}", rules.docs);
            assert!(rules.console_path.ends_with("/home?region={region}"), "{}", rules.console_path);
            assert_eq!(rules.action.matches(':').count(), 1, "{}", rules.action);
        }
    }
}
