//! How enrollments stand as CSV: one row a component.

use rollcall_core::time::Time;

use super::sheet::{cell, sheet};
use crate::document::Document;
use crate::standing::{ComponentStanding, Standing};

const HEADER: [&str; 23] = [
    "at",
    "enrollment",
    "check",
    "account",
    "region",
    "compliance",
    "condition",
    "first_observed",
    "last_observed",
    "stale",
    "blind_runs",
    "blind_since",
    "blind_cause",
    "problem_opened_at",
    "problem_alerted_at",
    "component",
    "status",
    "component_condition",
    "component_compliance",
    "since",
    "deadline_at",
    "blind_message",
    "reason",
];

/// How the enrollments stand, in the order given: one row a component. `since` is the component's,
/// or the verdict's where there is none.
pub fn status(standings: &[Standing], at: Time) -> String {
    rows(standings, at)
}

/// How the report's enrollments stand. Their timelines are not in it: see [`super::history`].
pub fn report(document: &Document) -> String {
    rows(document.enrollments.iter().map(|(standing, _)| standing), document.made_at)
}

fn rows<'a>(standings: impl IntoIterator<Item = &'a Standing>, at: Time) -> String {
    sheet(HEADER, standings.into_iter().flat_map(|standing| rows_of(standing, at)))
}

fn rows_of(standing: &Standing, at: Time) -> Vec<[String; 23]> {
    if standing.components.is_empty() {
        return vec![row(standing, at, None)];
    }
    standing.components.iter().map(|component| row(standing, at, Some(component))).collect()
}

fn row(standing: &Standing, at: Time, component: Option<&ComponentStanding>) -> [String; 23] {
    let target = &standing.enrollment.target;
    let (blind, problem) = (standing.blind.as_ref(), standing.problem.as_ref());
    [
        at.to_string(),
        standing.enrollment.to_string(),
        standing.enrollment.check.clone(),
        target.account.to_string(),
        target.region.as_str().to_owned(),
        standing.compliance.as_str().to_owned(),
        cell(standing.condition.map(|condition| condition.as_str())),
        cell(standing.first_observed),
        cell(standing.last_observed),
        standing.stale.to_string(),
        cell(blind.map(|spell| spell.runs)),
        cell(blind.map(|spell| spell.since)),
        cell(blind.map(|spell| spell.latest.cause.as_str())),
        cell(problem.map(|problem| problem.opened_at)),
        cell(problem.map(|problem| problem.alerted_at)),
        cell(component.map(|component| &component.name)),
        cell(component.map(|component| &component.status)),
        cell(component.map(|component| component.condition.as_str())),
        cell(component.map(|component| component.compliance.as_str())),
        component.map_or(standing.since, |component| component.since).to_string(),
        cell(component.and_then(|component| Some(component.since.plus(component.deadline?)))),
        cell(blind.map(|spell| &spell.latest.message)),
        cell(component.and_then(|component| component.reason.as_ref())),
    ]
}
