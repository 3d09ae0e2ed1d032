//! `rollcall.explain/1`: why an enrollment has its verdict.

use rollcall_core::time::Time;
use serde::Serialize;

use super::standing::StandingJson;
use crate::explanation::{Explanation, Reason};

/// Why an enrollment has its verdict, as `rollcall.explain/1`.
pub fn explain(explanation: &Explanation) -> String {
    super::text(&ExplainJson {
        schema: "rollcall.explain/1",
        at: explanation.at,
        standing: StandingJson::of(&explanation.standing),
        reasons: explanation.reasons.iter().map(ReasonJson::of).collect(),
        reminder_at: explanation.reminder_at,
        blind_runs_left: explanation.blind_runs_left,
        notify_at: explanation.notify_at.as_str(),
        pending: explanation.pending.iter().map(|id| id.as_str()).collect(),
    })
}

#[derive(Serialize)]
struct ExplainJson<'a> {
    schema: &'static str,
    at: Time,
    standing: StandingJson<'a>,
    reasons: Vec<ReasonJson<'a>>,
    reminder_at: Option<Time>,
    blind_runs_left: Option<u32>,
    notify_at: &'static str,
    pending: Vec<&'a str>,
}

#[derive(Serialize)]
struct ReasonJson<'a> {
    component: &'a str,
    rule: &'a str,
    policy_line: Option<&'a str>,
    deadline_at: Option<Time>,
    remedy: Option<&'static str>,
}

impl<'a> ReasonJson<'a> {
    fn of(reason: &'a Reason) -> Self {
        Self {
            component: &reason.component,
            rule: &reason.rule,
            policy_line: reason.policy_line.as_deref(),
            deadline_at: reason.deadline_at,
            remedy: reason.remedy,
        }
    }
}
