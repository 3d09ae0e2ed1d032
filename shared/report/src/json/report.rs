//! `rollcall.report/1`: all that a report says.

use rollcall_core::time::Time;
use serde::Serialize;

use super::history::ChangeJson;
use super::outbox::PendingJson;
use super::standing::{StandingJson, SummaryJson};
use crate::document::Cover;
use crate::list::List;
use rollcall_core::standing::{Standing, Totals};
use rollcall_core::timeline::{Band, Timeline, Unseen};

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
    changes: Vec<ChangeJson<'a>>,
}

impl<'a> TimelineJson<'a> {
    fn of(timeline: &'a Timeline) -> Self {
        let bands = timeline.bands.iter().map(BandJson::of).collect();
        Self { bands, changes: timeline.changes.iter().map(ChangeJson::of).collect() }
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
