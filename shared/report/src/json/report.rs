//! `rollcall.report/1`: all that a report says.

use rollcall_core::ports::StoredPolicy;
use rollcall_core::record::Record;
use rollcall_core::standing::Totals;
use rollcall_core::time::Time;
use rollcall_core::timeline::{Band, ProblemSpell, Timeline, Unseen};
use serde::Serialize;

use super::explain::ExplanationJson;
use super::history::ChangeJson;
use super::outbox::PendingJson;
use super::record::RecordJson;
use super::standing::{StandingJson, SummaryJson};
use crate::document::{Cover, EnrollmentReport, PolicyNote};
use crate::list::List;

/// A report on enrollments as `rollcall.report/1`: a list of [`enrollment`]s.
pub fn report(cover: &Cover, totals: Totals, record: &Record) -> List {
    let pending = cover.pending.iter();
    let fields = ReportJson {
        schema: "rollcall.report/1",
        made_at: cover.made_at,
        from: cover.from,
        to: cover.to,
        source: &cover.source,
        made_by: &cover.made_by,
        policy: PolicyJson::of(&cover.policy),
        summary: SummaryJson::of(totals),
        record: RecordJson::of(record),
        pending: pending.map(|pending| PendingJson::of(pending, cover.made_at)).collect(),
    };
    super::list(&fields, "enrollments")
}

/// An enrollment and its period, as an item of [`report`].
pub fn enrollment(cover: &Cover, one: &EnrollmentReport) -> String {
    let standing = one.standing();
    super::item(&EnrollmentJson {
        standing: StandingJson::of(standing, &cover.accounts),
        explanation: ExplanationJson::of(&one.explanation),
        record: RecordJson::of(&one.record),
        timeline: TimelineJson::of(&one.timeline),
    })
}

#[derive(Serialize)]
struct ReportJson<'a> {
    schema: &'static str,
    made_at: Time,
    from: Time,
    to: Time,
    source: &'a str,
    made_by: &'a str,
    policy: PolicyJson<'a>,
    summary: SummaryJson,
    record: RecordJson<'a>,
    pending: Vec<PendingJson<'a>>,
}

#[derive(Serialize)]
struct PolicyJson<'a> {
    origin: &'a str,
    toml: &'a str,
    applied: Vec<AppliedJson<'a>>,
}

impl<'a> PolicyJson<'a> {
    fn of(policy: &'a PolicyNote) -> Self {
        let applied = policy.applied.iter().map(AppliedJson::of).collect();
        Self { origin: &policy.origin, toml: &policy.toml, applied }
    }
}

#[derive(Serialize)]
struct AppliedJson<'a> {
    version: u64,
    applied_at: Time,
    author: &'a str,
}

impl<'a> AppliedJson<'a> {
    fn of(policy: &'a StoredPolicy) -> Self {
        Self { version: policy.version, applied_at: policy.applied_at, author: &policy.author }
    }
}

#[derive(Serialize)]
struct EnrollmentJson<'a> {
    #[serde(flatten)]
    standing: StandingJson<'a>,
    explanation: ExplanationJson<'a>,
    record: RecordJson<'a>,
    timeline: TimelineJson<'a>,
}

#[derive(Serialize)]
struct TimelineJson<'a> {
    bands: Vec<BandJson>,
    problems: Vec<ProblemJson>,
    changes: Vec<ChangeJson<'a>>,
}

impl<'a> TimelineJson<'a> {
    fn of(timeline: &'a Timeline) -> Self {
        Self {
            bands: timeline.bands.iter().map(BandJson::of).collect(),
            problems: timeline.problems.iter().map(ProblemJson::of).collect(),
            changes: timeline.changes.iter().map(ChangeJson::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct ProblemJson {
    opened_at: Time,
    closed_at: Option<Time>,
}

impl ProblemJson {
    fn of(spell: &ProblemSpell) -> Self {
        Self { opened_at: spell.opened_at, closed_at: spell.closed_at }
    }
}

#[derive(Serialize)]
struct BandJson {
    from: Time,
    to: Time,
    condition: Option<&'static str>,
    compliance: &'static str,
    blind: bool,
    stale: bool,
}

impl BandJson {
    fn of(band: &Band) -> Self {
        Self {
            from: band.from,
            to: band.to,
            condition: band.condition.map(|condition| condition.into_str()),
            compliance: band.compliance.into_str(),
            blind: band.unseen == Some(Unseen::Blind),
            stale: band.unseen == Some(Unseen::Stale),
        }
    }
}
