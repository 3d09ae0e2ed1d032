//! Filters that match no enrollment: which value is not known, and what is.

use std::collections::BTreeSet;
use std::fmt::Display;

use rollcall_core::identity::{AccountId, Enrollment};
use rollcall_core::region::Region;

use crate::filter::Filter;

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
    let faults = [
        instead("checks", &filter.check, &checks),
        instead("accounts", &filter.account, &accounts),
        instead("Regions", &filter.region, &regions),
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

/// The first values, and how many more there are.
pub(crate) fn listed(values: impl ExactSizeIterator<Item: Display>) -> String {
    let more = values.len().saturating_sub(LISTED_MAX);
    let mut shown: Vec<String> = values.take(LISTED_MAX).map(|value| value.to_string()).collect();
    if more > 0 {
        shown.push(format!("and {more} more"));
    }
    shown.join(", ")
}
