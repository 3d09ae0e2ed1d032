//! Filters that match no enrollment: which value is not known, and what is.

use std::collections::BTreeSet;
use std::fmt::Display;

use rollcall_core::identity::{AccountId, Enrollment};
use rollcall_core::region::Region;

use rollcall_report::inventory::KnownAccount;

use crate::filter::{Filter, FilterOptions, is_alike, is_in_unit, takes};

/// How many values a message lists.
const LISTED_MAX: usize = 10;

/// Why none of the known enrollments is taken by their keys. None if one is, or if any key would be.
pub(crate) fn unmatched(filter: &Filter, known: &[Enrollment]) -> Option<String> {
    let named = filter.named();
    if named.is_empty() || known.iter().any(|enrollment| filter.takes_enrollment(enrollment)) {
        return None;
    }
    let why = if known.is_empty() {
        "nothing is known yet, run `rollcall check` first".to_owned()
    } else {
        not_known(filter, known)
    };
    Some(format!("no enrollment matches {named}: {why}"))
}

fn not_known(filter: &Filter, known: &[Enrollment]) -> String {
    let checks: BTreeSet<&String> = known.iter().map(|one| &one.check).collect();
    let accounts: BTreeSet<&AccountId> = known.iter().map(|one| &one.target.account).collect();
    let regions: BTreeSet<&Region> = known.iter().map(|one| &one.target.region).collect();
    let FilterOptions { check, account, account_name, organizational_unit, owner, region, .. } =
        &filter.options;
    let texts = |text: fn(&KnownAccount) -> Option<&str>| -> BTreeSet<&str> {
        accounts.iter().filter_map(|account| text(filter.known.get(account)?)).collect()
    };
    let faults = [
        instead("checks", check, &checks),
        instead("accounts", account, &accounts),
        alike("account names", account_name, &texts(KnownAccount::name), is_alike),
        alike(
            "organizational units",
            organizational_unit,
            &texts(KnownAccount::organizational_unit),
            is_in_unit,
        ),
        alike("owners", owner, &texts(KnownAccount::owner), is_alike),
        instead("Regions", region, &regions),
    ];
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    if faults.is_empty() {
        return "the state has each of them, but no enrollment that has all".to_owned();
    }
    format!("the state has {}", faults.join("; "))
}

/// The known values, if none of those wanted is among them.
fn instead<T: Ord + Display>(noun: &str, wanted: &[T], known: &BTreeSet<&T>) -> Option<String> {
    let is_known = wanted.is_empty() || wanted.iter().any(|one| known.contains(one));
    (!is_known).then(|| format!("the {noun} {}", listed(known.iter().copied())))
}

/// The known texts, if none of the patterns matches any.
fn alike(
    noun: &str,
    patterns: &[String],
    known: &BTreeSet<&str>,
    is_match: fn(&str, &str) -> bool,
) -> Option<String> {
    let is_known = patterns.is_empty() || known.iter().any(|text| takes(patterns, Some(text), is_match));
    let listed = || {
        if known.is_empty() { format!("no {noun}") } else { format!("the {noun} {}", listed(known.iter())) }
    };
    (!is_known).then(listed)
}

/// The first values, and how many more there are.
pub(crate) fn listed(values: impl ExactSizeIterator<Item: Display>) -> String {
    let more = values.len().saturating_sub(LISTED_MAX);
    let mut shown: Vec<String> = values.take(LISTED_MAX).map(|value| value.to_string()).collect();
    if more > 0 {
        shown.push(format!("and {more} more"));
    }
    shown.join(", ")
}
