//! `rollcall.history/1` and `rollcall.diff/1`: what stood when, and what changed.

use std::collections::BTreeMap;

use rollcall_core::alert::{AlertId, ComplianceChange, Kind, Transition};
use rollcall_core::history::{HistoryEntry, Receipt};
use rollcall_core::identity::Enrollment;
use rollcall_core::state::Sight;
use rollcall_core::time::Time;
use serde::Serialize;

use crate::change::{Change, Stay};
use crate::list::List;

/// The entries of an enrollment's history between two points in time, oldest first, as
/// `rollcall.history/1`. `entries` may begin before and end after: an entry's `until` and
/// `observations` come from the entry that follows it, and the last one has none.
pub fn history(enrollment: &Enrollment, entries: &[HistoryEntry], from: Time, to: Time) -> String {
    super::text(&HistoryJson {
        schema: "rollcall.history/1",
        enrollment: enrollment.to_string(),
        from,
        to,
        entries: Stay::between(entries, from, to).map(|stay| EntryJson::of(&stay)).collect(),
    })
}

/// The changes of any enrollments between two points in time, as `rollcall.diff/1`: a list of
/// [`change`]s.
pub fn diff(from: Time, to: Time) -> List {
    super::list(&DiffJson { schema: "rollcall.diff/1", from, to }, "changes")
}

/// A change, as an item of [`diff`].
pub fn change(change: &Change) -> String {
    super::item(&ChangeJson::of(change))
}

#[derive(Serialize)]
struct HistoryJson<'a> {
    schema: &'static str,
    enrollment: String,
    from: Time,
    to: Time,
    entries: Vec<EntryJson<'a>>,
}

#[derive(Serialize)]
struct EntryJson<'a> {
    version: u64,
    at: Time,
    until: Option<Time>,
    kind: Option<&'static str>,
    compliance: &'static str,
    sight: &'static str,
    components: BTreeMap<&'a str, &'a str>,
    transitions: Vec<TransitionJson<'a>>,
    observations: Option<u64>,
    alert: Option<&'a str>,
    receipt: Option<ReceiptJson<'a>>,
}

impl<'a> EntryJson<'a> {
    fn of(stay: &Stay<'a>) -> Self {
        let entry = stay.entry;
        let statuses =
            entry.components.iter().map(|(name, component)| (name.as_str(), component.status.as_str()));
        Self {
            version: entry.version,
            at: entry.at,
            until: stay.until,
            kind: entry.kind.map(Kind::as_str),
            compliance: entry.compliance.as_str(),
            sight: sight(entry.sight),
            components: statuses.collect(),
            transitions: entry.transitions.iter().map(TransitionJson::of).collect(),
            observations: stay.observations,
            alert: entry.alert.as_ref().map(AlertId::as_str),
            receipt: entry.receipt.as_ref().map(ReceiptJson::of),
        }
    }
}

fn sight(sight: Sight) -> &'static str {
    match sight {
        Sight::Never => "never",
        Sight::Observed => "observed",
        Sight::NotApplicable => "not-applicable",
    }
}

#[derive(Serialize)]
struct DiffJson {
    schema: &'static str,
    from: Time,
    to: Time,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    enrollment: String,
    at: Time,
    kind: Option<&'static str>,
    compliance: ComplianceJson,
    transitions: Vec<TransitionJson<'a>>,
    alert: Option<&'a str>,
}

impl<'a> ChangeJson<'a> {
    fn of(change: &'a Change) -> Self {
        Self {
            enrollment: change.enrollment.to_string(),
            at: change.at,
            kind: change.kind.map(Kind::as_str),
            compliance: ComplianceJson::of(change.compliance),
            transitions: change.transitions.iter().map(TransitionJson::of).collect(),
            alert: change.alert.as_ref().map(AlertId::as_str),
        }
    }
}

#[derive(Serialize)]
struct ComplianceJson {
    from: &'static str,
    to: &'static str,
}

impl ComplianceJson {
    fn of(change: ComplianceChange) -> Self {
        Self { from: change.from.as_str(), to: change.to.as_str() }
    }
}

#[derive(Serialize)]
pub(super) struct TransitionJson<'a> {
    component: &'a str,
    from: &'a str,
    to: &'a str,
    condition: &'static str,
    reason: Option<&'a str>,
    since: Time,
    previous_seconds: Option<u64>,
}

impl<'a> TransitionJson<'a> {
    pub(super) fn of(transition: &'a Transition) -> Self {
        Self {
            component: &transition.component,
            from: &transition.from,
            to: &transition.to,
            condition: transition.condition.as_str(),
            reason: transition.reason.as_deref(),
            since: transition.since,
            previous_seconds: transition.previous_seconds,
        }
    }
}

#[derive(Serialize)]
pub(super) struct ReceiptJson<'a> {
    message_id: &'a str,
    published_at: Time,
}

impl<'a> ReceiptJson<'a> {
    pub(super) fn of(receipt: &'a Receipt) -> Self {
        Self { message_id: &receipt.message_id, published_at: receipt.published_at }
    }
}
