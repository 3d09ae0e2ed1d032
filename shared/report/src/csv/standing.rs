//! How enrollments stand as CSV: one row per component.

use rollcall_core::time::Time;

use super::sheet::{cell, list, rows};
use crate::inventory::{KnownAccount, KnownAccounts};
use crate::list::List;
use rollcall_core::standing::{ComponentStanding, Standing};

const HEADER: [&str; 27] = [
    "at",
    "enrollment",
    "check",
    "account",
    "account_name",
    "organizational_unit",
    "owner",
    "region",
    "compliance",
    "condition",
    "first_observed",
    "last_observed",
    "looked_at",
    "stale",
    "blind_since",
    "blind_reported_at",
    "blind_cause",
    "problem_opened_at",
    "problem_reported_at",
    "component",
    "status",
    "component_condition",
    "component_compliance",
    "since",
    "deadline_at",
    "blind_message",
    "reason",
];

/// How enrollments stand: a list of [`standing`]s.
pub fn status() -> List {
    list(HEADER)
}

/// How an enrollment stands, as an item of [`status`]: one row per component. `since` is the component's,
/// or the verdict's if there is no component.
pub fn standing(standing: &Standing, accounts: &KnownAccounts, at: Time) -> String {
    if standing.components.is_empty() {
        return rows([row(standing, accounts, at, None)]);
    }
    rows(standing.components.iter().map(|component| row(standing, accounts, at, Some(component))))
}

fn row(
    standing: &Standing,
    accounts: &KnownAccounts,
    at: Time,
    component: Option<&ComponentStanding>,
) -> [String; 27] {
    let target = &standing.enrollment.target;
    let known = accounts.get(&target.account);
    let (blind, problem) = (standing.blind.as_ref(), standing.problem.as_ref());
    [
        at.to_string(),
        standing.enrollment.to_string(),
        standing.enrollment.check.clone(),
        target.account.to_string(),
        cell(known.and_then(KnownAccount::name)),
        cell(known.and_then(KnownAccount::organizational_unit)),
        cell(known.and_then(KnownAccount::owner)),
        target.region.as_str().to_owned(),
        standing.compliance.into_str().to_owned(),
        cell(standing.condition.map(|condition| condition.into_str())),
        cell(standing.first_observed),
        cell(standing.last_observed),
        standing.looked_at.to_string(),
        standing.stale.to_string(),
        cell(blind.map(|spell| spell.since)),
        cell(blind.and_then(|spell| spell.reported_at)),
        cell(blind.map(|spell| spell.latest.cause.into_str())),
        cell(problem.map(|problem| problem.opened_at)),
        cell(problem.and_then(|problem| problem.reported_at)),
        cell(component.map(|component| &component.name)),
        cell(component.map(|component| &component.status)),
        cell(component.map(|component| component.condition().into_str())),
        cell(component.map(|component| component.compliance().into_str())),
        component.map_or(standing.since, |component| component.since).to_string(),
        cell(component.and_then(ComponentStanding::deadline_at)),
        cell(blind.map(|spell| &spell.latest.message)),
        cell(component.and_then(|component| component.reason.as_ref())),
    ]
}
