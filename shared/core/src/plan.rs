//! Which enrollments a run looks at, and which it retires.

use std::collections::BTreeSet;

use crate::account::{Account, Watch};
use crate::check::{CheckRules, Scope};
use crate::identity::{AccountId, Enrollment, Target};
use crate::policy::Policy;
use crate::region::Region;
use crate::state::State;

/// What a run is asked to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Everything that the policy plans for the account.
    All,
    /// What the policy plans for these checks.
    Checks(Vec<&'static CheckRules>),
    Targets(Vec<WantedTarget>),
}

/// A target as requested; at least one part is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WantedTarget {
    /// All enabled checks if none.
    pub check: Option<&'static CheckRules>,
    /// The own account if none.
    pub account: Option<AccountId>,
    /// All Regions that are planned for the check if none.
    pub region: Option<Region>,
}

/// Where Rollcall runs, and where it looks by default.
#[derive(Clone, Debug)]
pub struct Home {
    pub account: AccountId,
    /// The own Region, where checks of the whole account are asked.
    pub region: Region,
    /// The Regions to look at if the policy names none.
    pub regions: Vec<Region>,
    /// Whether there is a role to assume in other accounts.
    pub enters_others: bool,
}

/// Why nothing is planned: what is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PlanError(pub String);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub check: &'static CheckRules,
    pub enrollment: Enrollment,
}

/// The enrollments to look at, each once, in the order of the request.
///
/// # Errors
/// When the request names another account, or a check that the policy does not enable.
pub fn plan(
    request: &Request,
    home: &Home,
    policy: &Policy,
    checks: &[&'static CheckRules],
) -> Result<Vec<Planned>, PlanError> {
    let enabled = checks.iter().copied().filter(|check| policy.enables(check.id));
    let planned = match request {
        Request::All => of_account(&home.account, home, policy, checks),
        Request::Checks(named) => {
            ensure_enabled(
                named.iter().enumerate().map(|(at, check)| (format!("checks[{at}]"), *check)),
                policy,
            )?;
            named.iter().flat_map(|check| of_check(check, &home.account, home, policy)).collect()
        }
        Request::Targets(wanted) => {
            let place = |at| format!("targets[{at}]");
            let named = wanted.iter().enumerate().filter_map(|(at, wanted)| Some((place(at), wanted.check?)));
            ensure_enabled(named, policy)?;
            let enabled: Vec<_> = enabled.collect();
            let mut planned = Vec::new();
            for (at, wanted) in wanted.iter().enumerate() {
                let other = wanted.account.as_ref().filter(|account| **account != home.account);
                if let Some(account) = other.filter(|_| !home.enters_others) {
                    let own = &home.account;
                    let fault = format!(
                        "{account} is not the own account {own}, and there is no role to assume for it"
                    );
                    return Err(PlanError(format!("{}.account: {fault}", place(at))));
                }
                planned.extend(of_target(wanted, home, policy, &enabled));
            }
            planned
        }
    };
    Ok(once(planned))
}

/// Everything that the policy plans for an account.
pub fn of_account(
    account: &AccountId,
    home: &Home,
    policy: &Policy,
    checks: &[&'static CheckRules],
) -> Vec<Planned> {
    let enabled = checks.iter().copied().filter(|check| policy.enables(check.id));
    enabled.flat_map(|check| of_check(check, account, home, policy)).collect()
}

/// Everything that the policy plans for an account of the organization, if anything is expected of it.
pub fn of_member(
    account: &Account,
    home: &Home,
    policy: &Policy,
    checks: &[&'static CheckRules],
) -> Vec<Planned> {
    match account.watch() {
        Watch::Asked | Watch::Suspended => of_account(&account.id, home, policy, checks),
        Watch::NotYet | Watch::Retired => Vec::new(),
    }
}

fn ensure_enabled(
    mut named: impl Iterator<Item = (String, &'static CheckRules)>,
    policy: &Policy,
) -> Result<(), PlanError> {
    match named.find(|(_, check)| !policy.enables(check.id)) {
        None => Ok(()),
        Some((place, check)) => Err(PlanError(format!("{place}: the policy does not enable {}", check.id))),
    }
}

fn of_target(
    wanted: &WantedTarget,
    home: &Home,
    policy: &Policy,
    enabled: &[&'static CheckRules],
) -> Vec<Planned> {
    let account = wanted.account.as_ref().unwrap_or(&home.account);
    let at = |check, region: &Region| planned(check, account, region);
    match (wanted.check, &wanted.region) {
        (Some(check), Some(region)) => vec![at(check, region)],
        (Some(check), None) => of_check(check, account, home, policy),
        (None, None) => of_account(account, home, policy, enabled),
        // A check of the whole account is not asked a second time in another Region.
        (None, Some(region)) => {
            let is_there = |check: &&&'static CheckRules| {
                check.scope.is_regional() || regions(check, home, policy).contains(region)
            };
            enabled.iter().filter(is_there).map(|check| at(check, region)).collect()
        }
    }
}

fn of_check(check: &'static CheckRules, account: &AccountId, home: &Home, policy: &Policy) -> Vec<Planned> {
    regions(check, home, policy).iter().map(|region| planned(check, account, region)).collect()
}

fn planned(check: &'static CheckRules, account: &AccountId, region: &Region) -> Planned {
    let target = Target { account: account.clone(), region: region.clone() };
    Planned { check, enrollment: Enrollment { check: check.id.to_owned(), target } }
}

/// The Regions in which a check is watched. A check of the whole account has one: the own Region if it
/// is among them.
fn regions(check: &CheckRules, home: &Home, policy: &Policy) -> Vec<Region> {
    let named = policy.checks.get(check.id).and_then(|own| own.regions.as_ref());
    let regions = named.unwrap_or(&home.regions);
    match check.scope {
        Scope::Regional => regions.clone(),
        Scope::Account if regions.contains(&home.region) => vec![home.region.clone()],
        Scope::Account => regions.iter().take(1).cloned().collect(),
    }
}

fn once(mut planned: Vec<Planned>) -> Vec<Planned> {
    let mut seen = BTreeSet::new();
    planned.retain(|one| seen.insert(one.enrollment.clone()));
    planned
}

/// The states of the account that are no longer planned and not retired yet. Pass everything that is
/// planned, never a part of it.
pub fn no_longer_planned<'a>(
    states: impl IntoIterator<Item = &'a State>,
    planned: &[Planned],
) -> Vec<&'a State> {
    let planned: BTreeSet<&Enrollment> = planned.iter().map(|one| &one.enrollment).collect();
    let is_left = |state: &&State| state.retired_at.is_none() && !planned.contains(&state.enrollment);
    states.into_iter().filter(is_left).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::fixture::{ODB, hour};

    static REGIONAL: CheckRules = ODB;
    static ACCOUNT: CheckRules = CheckRules { id: "account", scope: Scope::Account, ..ODB };

    fn region(name: &str) -> Region {
        name.parse().unwrap()
    }

    fn home() -> Home {
        Home {
            account: "111122223333".parse().unwrap(),
            region: region("us-east-1"),
            regions: ["eu-west-1", "us-east-1"].map(region).into(),
            enters_others: false,
        }
    }

    /// What is planned, as `odb/us-east-1`.
    fn planned(request: &Request, policy: &str) -> Result<Vec<String>, String> {
        let checks = [&REGIONAL, &ACCOUNT];
        let policy = Policy::parse(policy, &checks).unwrap();
        let name = |one: &Planned| format!("{}/{}", one.check.id, one.enrollment.target.region);
        plan(request, &home(), &policy, &checks)
            .map(|all| all.iter().map(name).collect())
            .map_err(|error| error.0)
    }

    fn target(check: Option<&'static CheckRules>, account: &str, in_region: &str) -> WantedTarget {
        WantedTarget { check, account: account.parse().ok(), region: in_region.parse().ok() }
    }

    #[test]
    fn all_that_is_enabled_is_planned_in_its_regions() {
        let all = |policy| planned(&Request::All, policy).unwrap().join(" ");
        assert_eq!(all(""), "odb/eu-west-1 odb/us-east-1 account/us-east-1");
        assert_eq!(all("[checks.odb]\nenabled = false"), "account/us-east-1");
        assert_eq!(all("[checks.odb]\nregions = [\"us-west-2\"]"), "odb/us-west-2 account/us-east-1");
        assert_eq!(
            all("[checks.account]\nregions = [\"us-west-2\"]"),
            "odb/eu-west-1 odb/us-east-1 account/us-west-2"
        );
    }

    #[test]
    fn checks_that_are_named_are_planned_alone() {
        let named = Request::Checks(vec![&ACCOUNT]);
        assert_eq!(planned(&named, "").unwrap(), ["account/us-east-1"]);
        let error = planned(&named, "[checks.account]\nenabled = false").unwrap_err();
        assert_eq!(error, "checks[0]: the policy does not enable account");
    }

    #[test]
    fn targets_may_leave_out_two_of_three_parts() {
        let targets = |wanted: Vec<WantedTarget>| planned(&Request::Targets(wanted), "").unwrap().join(" ");
        assert_eq!(targets(vec![target(Some(&REGIONAL), "", "")]), "odb/eu-west-1 odb/us-east-1");
        assert_eq!(targets(vec![target(None, "", "us-east-1")]), "odb/us-east-1 account/us-east-1");
        assert_eq!(targets(vec![target(None, "", "ap-south-1")]), "odb/ap-south-1");
        assert_eq!(targets(vec![target(Some(&ACCOUNT), "", "ap-south-1")]), "account/ap-south-1");
        let both = vec![target(None, "111122223333", ""), target(Some(&REGIONAL), "", "us-east-1")];
        assert_eq!(targets(both), "odb/eu-west-1 odb/us-east-1 account/us-east-1", "each once");
    }

    #[test]
    fn another_account_is_refused() {
        let wanted = vec![target(None, "", "us-east-1"), target(None, "444455556666", "")];
        let error = planned(&Request::Targets(wanted), "").unwrap_err();
        assert!(error.starts_with("targets[1].account: 444455556666 is not the own account"), "{error}");
    }

    #[test]
    fn what_is_stored_and_no_longer_planned_is_retired_once() {
        let key = |key: &str| key.parse::<Enrollment>().unwrap();
        let state = |of: &str| State::new(&key(of), hour(0));
        let retired = State { retired_at: Some(hour(1)), ..state("odb/111122223333/ap-south-1") };
        let states = [state("odb/111122223333/us-east-1"), state("odb/111122223333/sa-east-1"), retired];
        let planned = [Planned { check: &REGIONAL, enrollment: key("odb/111122223333/us-east-1") }];
        let left = no_longer_planned(&states, &planned);
        assert_eq!(left.iter().map(|state| &state.enrollment).collect::<Vec<_>>(), [&states[1].enrollment]);
    }
}
