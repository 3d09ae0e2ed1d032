//! Which enrollments a command is about.

use rollcall_checks::registry;
use rollcall_core::condition::{Compliance, Condition};
use rollcall_core::identity::{AccountId, Enrollment};
use rollcall_core::region::Region;
use rollcall_core::standing::Standing;

use crate::word::word;

/// Filters; each may be repeated, and what is not named is not filtered by.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct Filter {
    /// Only this check
    #[arg(long, value_name = "CHECK", value_parser = check())]
    pub(crate) check: Vec<String>,
    /// Only this account
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) account: Vec<AccountId>,
    /// Only this Region
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Vec<Region>,
    /// Only enrollments with this verdict
    #[arg(long, value_name = "VERDICT", value_parser = word::<Compliance>())]
    compliance: Vec<Compliance>,
    /// Only enrollments with a component in this condition
    #[arg(long, value_name = "CONDITION", value_parser = word::<Condition>())]
    condition: Vec<Condition>,
}

pub(crate) fn check() -> clap::builder::PossibleValuesParser {
    registry::KNOWN.map(|rules| rules.id).into()
}

impl Filter {
    /// These checks (all if none is named) of one account in these Regions.
    pub(crate) fn of(check: Vec<String>, account: AccountId, region: Vec<Region>) -> Self {
        Self { check, account: vec![account], region, ..Self::default() }
    }

    pub(crate) fn only(enrollment: &Enrollment) -> Self {
        let Enrollment { check, target } = enrollment.clone();
        Self::of(vec![check], target.account, vec![target.region])
    }

    /// Whether an enrollment is wanted, whatever its standing.
    pub(crate) fn takes_enrollment(&self, enrollment: &Enrollment) -> bool {
        let Enrollment { check, target } = enrollment;
        (self.check.is_empty() || self.check.contains(check))
            && (self.account.is_empty() || self.account.contains(&target.account))
            && (self.region.is_empty() || self.region.contains(&target.region))
    }

    /// What it filters keys by, as it was typed: `--check odb --region us-east-1`.
    pub(crate) fn named(&self) -> String {
        let checks = self.check.iter().map(|check| format!("--check {check}"));
        let accounts = self.account.iter().map(|account| format!("--account {account}"));
        let regions = self.region.iter().map(|region| format!("--region {region}"));
        checks.chain(accounts).chain(regions).collect::<Vec<_>>().join(" ")
    }

    /// Whether it filters by standing.
    pub(crate) fn is_by_standing(&self) -> bool {
        !self.compliance.is_empty() || !self.condition.is_empty()
    }

    /// Whether an enrollment is wanted as it stands.
    pub(crate) fn takes(&self, standing: &Standing) -> bool {
        let has = |condition: Condition| standing.components.iter().any(|one| one.condition() == condition);
        self.takes_enrollment(&standing.enrollment)
            && (self.compliance.is_empty() || self.compliance.contains(&standing.compliance))
            && (self.condition.is_empty() || self.condition.iter().any(|wanted| has(*wanted)))
    }
}
