//! `rollcall.status/1`: how enrollments stand at a point in time.

use rollcall_core::state::{BlindSpell, Problem};
use rollcall_core::time::Time;
use serde::Serialize;

use crate::inventory::{KnownAccount, KnownAccounts};
use crate::list::List;
use rollcall_core::standing::{ComponentStanding, Standing, Totals};

/// How enrollments stand, as `rollcall.status/1`: a list of [`standing`]s.
pub fn status(totals: Totals, at: Time) -> List {
    let summary = SummaryJson::of(totals);
    super::list(&StatusJson { schema: "rollcall.status/1", at, summary }, "enrollments")
}

/// How an enrollment stands, as an item of [`status`].
pub fn standing(standing: &Standing, accounts: &KnownAccounts) -> String {
    super::item(&StandingJson::of(standing, accounts))
}

#[derive(Serialize)]
struct StatusJson {
    schema: &'static str,
    at: Time,
    summary: SummaryJson,
}

#[derive(Serialize)]
pub(super) struct SummaryJson {
    enrollments: usize,
    compliant: usize,
    non_compliant: usize,
    insufficient_data: usize,
    not_applicable: usize,
    blind: usize,
    stale: usize,
    percent_compliant: Option<usize>,
}

impl SummaryJson {
    pub(super) fn of(totals: Totals) -> Self {
        Self {
            enrollments: totals.all(),
            compliant: totals.compliant,
            non_compliant: totals.non_compliant,
            insufficient_data: totals.insufficient_data,
            not_applicable: totals.not_applicable,
            blind: totals.blind,
            stale: totals.stale,
            percent_compliant: totals.percent_compliant(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct StandingJson<'a> {
    enrollment: String,
    check: &'a str,
    account: &'a str,
    #[serde(flatten)]
    known: KnownJson<'a>,
    region: &'a str,
    compliance: &'static str,
    condition: Option<&'static str>,
    since: Time,
    first_observed: Option<Time>,
    last_observed: Option<Time>,
    looked_at: Time,
    stale: bool,
    blind: Option<BlindJson<'a>>,
    problem: Option<ProblemJson>,
    components: Vec<ComponentJson<'a>>,
}

impl<'a> StandingJson<'a> {
    pub(super) fn of(standing: &'a Standing, accounts: &'a KnownAccounts) -> Self {
        let target = &standing.enrollment.target;
        Self {
            enrollment: standing.enrollment.to_string(),
            check: &standing.enrollment.check,
            account: target.account.as_str(),
            known: KnownJson::of(accounts.get(&target.account)),
            region: target.region.as_str(),
            compliance: standing.compliance.into_str(),
            condition: standing.condition.map(|condition| condition.into_str()),
            since: standing.since,
            first_observed: standing.first_observed,
            last_observed: standing.last_observed,
            looked_at: standing.looked_at,
            stale: standing.stale,
            blind: standing.blind.as_ref().map(BlindJson::of),
            problem: standing.problem.as_ref().map(ProblemJson::of),
            components: standing.components.iter().map(ComponentJson::of).collect(),
        }
    }
}

/// What the inventory knows of an account. What it does not know is left out.
#[derive(Default, Serialize)]
pub(super) struct KnownJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    account_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organizational_unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
}

impl<'a> KnownJson<'a> {
    pub(super) fn of(account: Option<&'a KnownAccount>) -> Self {
        account.map_or_else(Self::default, |account| Self {
            account_name: account.name(),
            organizational_unit: account.organizational_unit(),
            owner: account.owner(),
        })
    }
}

#[derive(Serialize)]
struct BlindJson<'a> {
    since: Time,
    reported_at: Option<Time>,
    cause: &'static str,
    code: Option<&'a str>,
    message: &'a str,
}

impl<'a> BlindJson<'a> {
    fn of(spell: &'a BlindSpell) -> Self {
        Self {
            since: spell.since,
            reported_at: spell.reported_at,
            cause: spell.latest.cause.into_str(),
            code: spell.latest.code.as_deref(),
            message: &spell.latest.message,
        }
    }
}

#[derive(Serialize)]
struct ProblemJson {
    opened_at: Time,
    reported_at: Option<Time>,
}

impl ProblemJson {
    fn of(problem: &Problem) -> Self {
        Self { opened_at: problem.opened_at, reported_at: problem.reported_at }
    }
}

#[derive(Serialize)]
struct ComponentJson<'a> {
    name: &'a str,
    status: &'a str,
    condition: &'static str,
    compliance: &'static str,
    since: Time,
    reason: Option<&'a str>,
    deadline_at: Option<Time>,
    overdue: bool,
}

impl<'a> ComponentJson<'a> {
    fn of(component: &'a ComponentStanding) -> Self {
        Self {
            name: &component.name,
            status: &component.status,
            condition: component.condition().into_str(),
            compliance: component.compliance().into_str(),
            since: component.since,
            reason: component.reason.as_deref(),
            deadline_at: component.deadline_at(),
            overdue: component.judgement.is_overdue(),
        }
    }
}
