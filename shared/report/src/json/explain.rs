//! `rollcall.explain/1`: why an enrollment has its verdict.

use rollcall_core::explanation::{ComponentExplanation, Explanation, HeldUntil};
use rollcall_core::state::Reported;
use rollcall_core::time::Time;
use serde::Serialize;

use super::standing::StandingJson;
use crate::inventory::KnownAccounts;

/// Why an enrollment has its verdict, as `rollcall.explain/1`.
pub fn explain(explanation: &Explanation, accounts: &KnownAccounts) -> String {
    super::text(&ExplainJson {
        schema: "rollcall.explain/1",
        at: explanation.at,
        standing: StandingJson::of(&explanation.standing, accounts),
        explanation: ExplanationJson::of(explanation),
        notify_at: explanation.notify_at.into_str(),
    })
}

#[derive(Serialize)]
struct ExplainJson<'a> {
    schema: &'static str,
    at: Time,
    standing: StandingJson<'a>,
    #[serde(flatten)]
    explanation: ExplanationJson<'a>,
    notify_at: &'static str,
}

/// Why, and what happens next.
#[derive(Serialize)]
pub(super) struct ExplanationJson<'a> {
    need: &'static str,
    components: Vec<WhyJson<'a>>,
    reminder_at: Option<Time>,
    blind_at: Option<Time>,
    blind_remedy: Option<&'a str>,
    pending: Vec<&'a str>,
}

impl<'a> ExplanationJson<'a> {
    pub(super) fn of(explanation: &'a Explanation) -> Self {
        Self {
            need: explanation.need().into(),
            components: explanation.components.iter().map(WhyJson::of).collect(),
            reminder_at: explanation.reminder_at,
            blind_at: explanation.blind_at,
            blind_remedy: explanation.blind_remedy.as_deref(),
            pending: explanation.pending.iter().map(|id| id.as_str()).collect(),
        }
    }
}

#[derive(Serialize)]
struct WhyJson<'a> {
    component: &'a str,
    rule: &'a str,
    policy_line: Option<&'a str>,
    deadline_at: Option<Time>,
    reported: Option<ReportedJson<'a>>,
    held: Option<HeldJson>,
    remedy: Option<&'a str>,
}

impl<'a> WhyJson<'a> {
    fn of(why: &'a ComponentExplanation) -> Self {
        Self {
            component: &why.component,
            rule: &why.rule,
            policy_line: why.policy_line.as_deref(),
            deadline_at: why.deadline_at,
            reported: why.reported.as_ref().map(ReportedJson::of),
            held: why.held.map(HeldJson::of),
            remedy: why.remedy.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct HeldJson {
    hold: &'static str,
    until: Option<Time>,
}

impl HeldJson {
    fn of(held: HeldUntil) -> Self {
        Self { hold: held.hold.into_str(), until: held.until }
    }
}

#[derive(Serialize)]
struct ReportedJson<'a> {
    at: Time,
    status: &'a str,
    severity: &'static str,
    overdue: bool,
}

impl<'a> ReportedJson<'a> {
    fn of(reported: &'a Reported) -> Self {
        let Reported { at, status, severity, overdue } = reported;
        Self { at: *at, status, severity: severity.into_str(), overdue: *overdue }
    }
}
