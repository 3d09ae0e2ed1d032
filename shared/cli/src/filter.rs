//! Which enrollments a command is about.

use std::collections::BTreeSet;
use std::fmt::Display;

use clap::builder::NonEmptyStringValueParser;
use rollcall_checks::registry;
use rollcall_core::condition::{Compliance, Condition};
use rollcall_core::identity::{AccountId, Enrollment};
use rollcall_core::region::Region;
use rollcall_core::standing::Standing;
use rollcall_core::text::one_line;
use rollcall_report::inventory::{KnownAccount, KnownAccounts};

use crate::pattern::is_match;
use crate::word::word;

/// Filters; each may be repeated, and what is not named is not filtered by.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct FilterOptions {
    /// Only this check
    #[arg(long, value_name = "CHECK", value_parser = check())]
    pub(crate) check: Vec<String>,
    /// Only this account
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) account: Vec<AccountId>,
    /// Only accounts with this name, in any case; * stands for any text: 'payments-*'
    #[arg(long, value_name = "PATTERN", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) account_name: Vec<String>,
    /// Only accounts in this organizational unit: /prod takes all below it too; * stands for any text: '/prod*', '*/data'
    #[arg(long, value_name = "PATTERN", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) organizational_unit: Vec<String>,
    /// Only accounts with this tag owner, in any case; * stands for any text
    #[arg(long, value_name = "PATTERN", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) owner: Vec<String>,
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

/// What is filtered by, and the accounts that it takes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) options: FilterOptions,
    /// What the inventory knows, as far as it was read.
    pub(crate) known: KnownAccounts,
    /// The accounts that the inventory's names, units and owners leave; none if those are not filtered by.
    taken: Option<BTreeSet<AccountId>>,
}

pub(crate) fn check() -> clap::builder::PossibleValuesParser {
    registry::KNOWN.map(|rules| rules.id).into()
}

impl FilterOptions {
    /// Whether it filters by what only the inventory knows.
    pub(crate) fn needs_accounts(&self) -> bool {
        let Self { account_name, organizational_unit, owner, .. } = self;
        [account_name, organizational_unit, owner].into_iter().any(|patterns| !patterns.is_empty())
    }

    /// Whether an account is wanted by its name, its organizational unit and its owner.
    fn takes_account(&self, account: &KnownAccount) -> bool {
        takes(&self.account_name, account.name(), is_alike)
            && takes(&self.organizational_unit, account.organizational_unit(), is_in_unit)
            && takes(&self.owner, account.owner(), is_alike)
    }
}

/// Whether one of the patterns matches, if there are any: what is not known matches none.
pub(crate) fn takes(patterns: &[String], text: Option<&str>, is_match: fn(&str, &str) -> bool) -> bool {
    patterns.is_empty() || text.is_some_and(|text| patterns.iter().any(|pattern| is_match(pattern, text)))
}

/// In any case.
pub(crate) fn is_alike(pattern: &str, text: &str) -> bool {
    is_match(&pattern.to_lowercase(), &text.to_lowercase())
}

/// Without a `*` a unit takes what is below it too.
pub(crate) fn is_in_unit(pattern: &str, path: &str) -> bool {
    if pattern.contains('*') {
        return is_match(pattern, path);
    }
    let below = path.strip_prefix(pattern.trim_end_matches('/'));
    below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

impl Filter {
    /// The filter over what the inventory knows; if it needs that, all of it.
    pub(crate) fn new(options: FilterOptions, known: KnownAccounts) -> Self {
        let taken = options.needs_accounts().then(|| {
            let taken = known.iter().filter(|(_, account)| options.takes_account(account));
            taken.map(|(id, _)| id.clone()).collect()
        });
        Self { options, known, taken }
    }

    /// These checks (all if none is named) of one account in these Regions.
    pub(crate) fn of(check: Vec<String>, account: AccountId, region: Vec<Region>) -> Self {
        let options = FilterOptions { check, account: vec![account], region, ..FilterOptions::default() };
        Self { options, ..Self::default() }
    }

    pub(crate) fn only(enrollment: &Enrollment) -> Self {
        let Enrollment { check, target } = enrollment.clone();
        Self::of(vec![check], target.account, vec![target.region])
    }

    /// Whether an enrollment is wanted, whatever its standing.
    pub(crate) fn takes_enrollment(&self, enrollment: &Enrollment) -> bool {
        let Enrollment { check, target } = enrollment;
        let FilterOptions { check: checks, account: accounts, region: regions, .. } = &self.options;
        (checks.is_empty() || checks.contains(check))
            && (accounts.is_empty() || accounts.contains(&target.account))
            && (regions.is_empty() || regions.contains(&target.region))
            && self.taken.as_ref().is_none_or(|taken| taken.contains(&target.account))
    }

    /// What it filters by, whatever enrollments' standings are, as it was typed: `--check odb --region us-east-1`.
    pub(crate) fn named(&self) -> String {
        let options = &self.options;
        let pattern = |pattern: &String| one_line(pattern);
        let named = [
            words("check", options.check.iter()),
            words("account", options.account.iter()),
            words("account-name", options.account_name.iter().map(pattern)),
            words("organizational-unit", options.organizational_unit.iter().map(pattern)),
            words("owner", options.owner.iter().map(pattern)),
            words("region", options.region.iter()),
        ];
        named.concat().join(" ")
    }

    /// Whether it filters by standing.
    pub(crate) fn is_by_standing(&self) -> bool {
        !self.options.compliance.is_empty() || !self.options.condition.is_empty()
    }

    /// Whether an enrollment is wanted as it stands.
    pub(crate) fn takes(&self, standing: &Standing) -> bool {
        let FilterOptions { compliance, condition, .. } = &self.options;
        let has = |condition: Condition| standing.components.iter().any(|one| one.condition() == condition);
        self.takes_enrollment(&standing.enrollment)
            && (compliance.is_empty() || compliance.contains(&standing.compliance))
            && (condition.is_empty() || condition.iter().any(|wanted| has(*wanted)))
    }
}

fn words(option: &str, values: impl Iterator<Item: Display>) -> Vec<String> {
    values.map(|value| format!("--{option} {value}")).collect()
}

#[cfg(test)]
mod tests {
    use rollcall_core::account::Account;

    use super::*;

    #[test]
    fn a_unit_takes_what_is_below_it_and_a_star_any_text() {
        let check = |pattern: &str, path: &str, expected: bool| {
            assert_eq!(is_in_unit(pattern, path), expected, "{pattern} {path}");
        };
        check("/prod", "/prod", true);
        check("/prod", "/prod/data/eu", true);
        check("/prod/", "/prod/data", true);
        check("/prod", "/production", false);
        check("/prod", "/", false);
        check("/", "/", true);
        check("/", "/prod", true);
        check("/prod*", "/production/data", true);
        check("/prod/*", "/prod", false);
        check("/prod/*", "/prod/data/eu", true);
        check("*/data", "/prod/data", true);
        check("*/data", "/prod/data/eu", false);
        check("prod", "/prod", false);
        check("/PROD", "/prod", false);
    }

    #[test]
    fn names_and_owners_are_compared_in_any_case() {
        let check = |pattern: &str, text: &str, expected: bool| {
            assert_eq!(is_alike(pattern, text), expected, "{pattern} {text}");
        };
        check("Payments-*", "payments-prod", true);
        check("data-team", "Data-Team", true);
        check("data", "data-team", false);
        check("ÄRA*", "ärabic", true);
    }

    #[test]
    fn an_account_must_match_one_pattern_of_each_option() {
        let account = |id: &str, unit: Option<&str>, owner: Option<&str>| Account {
            organizational_unit: unit.map(str::to_owned),
            owner: owner.map(str::to_owned),
            ..Account::new(id.parse().unwrap())
        };
        let known = KnownAccounts::of([
            account("111122223333", Some("/prod/data"), Some("ann")),
            account("444455556666", Some("/staging"), Some("ann")),
            account("777788889999", Some("/prod"), None),
        ]);
        let taken = |units: &[&str], owners: &[&str]| {
            let patterns = |patterns: &[&str]| patterns.iter().map(|&pattern| pattern.to_owned()).collect();
            let options = FilterOptions {
                organizational_unit: patterns(units),
                owner: patterns(owners),
                ..FilterOptions::default()
            };
            let filter = Filter::new(options, known.clone());
            let accounts = ["111122223333", "444455556666", "777788889999", "000000000000"];
            let enrollment = |account: &&&str| format!("odb/{account}/us-east-1").parse().unwrap();
            let taken = accounts.iter().filter(|account| filter.takes_enrollment(&enrollment(account)));
            taken.map(|account| &account[..1]).collect::<Vec<_>>().concat()
        };
        assert_eq!(taken(&[], &[]), "1470");
        assert_eq!(taken(&["/prod"], &[]), "17");
        assert_eq!(taken(&["/prod", "/stag*"], &[]), "147");
        assert_eq!(taken(&["/prod"], &["Ann"]), "1");
        assert_eq!(taken(&[], &["*"]), "14", "what is not known matches nothing");
        assert_eq!(taken(&["/none"], &[]), "");
    }
}
