//! `rollcall.report/1`: all that a report tells.

use rollcall_core::alert::{AlertId, Kind};
use rollcall_core::time::Time;
use serde::Serialize;

use super::history::{ReceiptJson, TransitionJson};
use super::outbox::PendingJson;
use super::standing::{StandingJson, SummaryJson};
use crate::document::Cover;
use crate::list::List;
use crate::standing::{Standing, Totals};
use crate::timeline::{Band, Mark, Timeline, Unseen};

/// A report on enrollments as `rollcall.report/1`: a list of [`enrollment`]s.
pub fn report(cover: &Cover, totals: Totals) -> List {
    let pending = cover.pending.iter();
    let fields = ReportJson {
        schema: "rollcall.report/1",
        made_at: cover.made_at,
        from: cover.from,
        source: &cover.source,
        made_by: &cover.made_by,
        summary: SummaryJson::of(totals),
        pending: pending.map(|pending| PendingJson::of(pending, cover.made_at)).collect(),
    };
    super::list(&fields, "enrollments")
}

/// An enrollment with its timeline, as an item of [`report`].
pub fn enrollment(standing: &Standing, timeline: &Timeline) -> String {
    let standing = StandingJson::of(standing);
    super::item(&EnrollmentJson { standing, timeline: TimelineJson::of(timeline) })
}

#[derive(Serialize)]
struct ReportJson<'a> {
    schema: &'static str,
    made_at: Time,
    from: Time,
    source: &'a str,
    made_by: &'a str,
    summary: SummaryJson,
    pending: Vec<PendingJson<'a>>,
}

#[derive(Serialize)]
struct EnrollmentJson<'a> {
    #[serde(flatten)]
    standing: StandingJson<'a>,
    timeline: TimelineJson<'a>,
}

#[derive(Serialize)]
struct TimelineJson<'a> {
    bands: Vec<BandJson>,
    marks: Vec<MarkJson<'a>>,
}

impl<'a> TimelineJson<'a> {
    fn of(timeline: &'a Timeline) -> Self {
        let bands = timeline.bands.iter().map(BandJson::of).collect();
        Self { bands, marks: timeline.marks.iter().map(MarkJson::of).collect() }
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
            condition: band.condition.map(|condition| condition.as_str()),
            compliance: band.compliance.as_str(),
            blind: band.unseen == Some(Unseen::Blind),
            stale: band.unseen == Some(Unseen::Stale),
        }
    }
}

#[derive(Serialize)]
struct MarkJson<'a> {
    at: Time,
    kind: Option<&'static str>,
    transitions: Vec<TransitionJson<'a>>,
    alert: Option<&'a str>,
    receipt: Option<ReceiptJson<'a>>,
}

impl<'a> MarkJson<'a> {
    fn of(mark: &'a Mark) -> Self {
        Self {
            at: mark.at,
            kind: mark.kind.map(Kind::as_str),
            transitions: mark.transitions.iter().map(TransitionJson::of).collect(),
            alert: mark.alert.as_ref().map(AlertId::as_str),
            receipt: mark.receipt.as_ref().map(ReceiptJson::of),
        }
    }
}
