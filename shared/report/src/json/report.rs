//! `rollcall.report/1`: all that a report tells.

use rollcall_core::alert::{AlertId, Kind};
use rollcall_core::time::Time;
use serde::Serialize;

use super::history::{ReceiptJson, TransitionJson};
use super::outbox::PendingJson;
use super::standing::{StandingJson, SummaryJson};
use crate::document::Document;
use crate::standing::Standing;
use crate::timeline::{Band, Mark, Timeline};

/// The report as `rollcall.report/1`.
pub fn report(document: &Document) -> String {
    let enrollments = document.enrollments.iter();
    let pending = document.pending.iter();
    super::text(&ReportJson {
        schema: "rollcall.report/1",
        made_at: document.made_at,
        from: document.from,
        source: &document.source,
        made_by: &document.made_by,
        summary: SummaryJson::of(document.totals()),
        enrollments: enrollments.map(EnrollmentJson::of).collect(),
        pending: pending.map(|pending| PendingJson::of(pending, document.made_at)).collect(),
    })
}

#[derive(Serialize)]
struct ReportJson<'a> {
    schema: &'static str,
    made_at: Time,
    from: Time,
    source: &'a str,
    made_by: &'a str,
    summary: SummaryJson,
    enrollments: Vec<EnrollmentJson<'a>>,
    pending: Vec<PendingJson<'a>>,
}

#[derive(Serialize)]
struct EnrollmentJson<'a> {
    #[serde(flatten)]
    standing: StandingJson<'a>,
    timeline: TimelineJson<'a>,
}

impl<'a> EnrollmentJson<'a> {
    fn of((standing, timeline): &'a (Standing, Timeline)) -> Self {
        let bands = timeline.bands.iter().map(BandJson::of).collect();
        let marks = timeline.marks.iter().map(MarkJson::of).collect();
        Self { standing: StandingJson::of(standing), timeline: TimelineJson { bands, marks } }
    }
}

#[derive(Serialize)]
struct TimelineJson<'a> {
    bands: Vec<BandJson>,
    marks: Vec<MarkJson<'a>>,
}

#[derive(Serialize)]
struct BandJson {
    from: Time,
    to: Time,
    condition: Option<&'static str>,
    compliance: &'static str,
    blind: bool,
}

impl BandJson {
    fn of(band: &Band) -> Self {
        Self {
            from: band.from,
            to: band.to,
            condition: band.condition.map(|condition| condition.as_str()),
            compliance: band.compliance.as_str(),
            blind: band.blind,
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
