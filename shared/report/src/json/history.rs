//! `rollcall.history/1` and `rollcall.diff/1`: what stood when, and what changed.

use std::collections::BTreeMap;

use rollcall_core::alert::{AlertId, ComplianceChange, Transition};
use rollcall_core::change::Change;
use rollcall_core::deliver::Settled;
use rollcall_core::history::{Closed, Forgotten, Held, HistoryEntry};
use rollcall_core::policy::Policy;
use rollcall_core::standing::Standing;
use rollcall_core::state::Sight;
use rollcall_core::time::Time;
use serde::Serialize;

use crate::list::List;
use crate::stay::Stay;

/// The entries of an enrollment's history between two points in time, oldest first, as
/// `rollcall.history/1`. `entries` may begin before and end after: how long an entry stood comes from the
/// entry after it, and for the last one from `now`.
pub fn history(entries: &[HistoryEntry], now: &Standing, policy: &Policy, from: Time, to: Time) -> String {
    super::text(&HistoryJson::of(entries, now, policy, from, to))
}

/// The histories of several enrollments as `rollcall.histories/1`: a list of [`history_item`]s.
pub fn histories(from: Time, to: Time) -> List {
    super::list(&BetweenJson { schema: "rollcall.histories/1", from, to }, "histories")
}

/// What [`history`] says, as an item of [`histories`].
pub fn history_item(
    entries: &[HistoryEntry],
    now: &Standing,
    policy: &Policy,
    from: Time,
    to: Time,
) -> String {
    super::item(&HistoryJson::of(entries, now, policy, from, to))
}

/// The changes of any enrollments between two points in time, as `rollcall.diff/1`: a list of
/// [`change`]s.
pub fn diff(from: Time, to: Time) -> List {
    super::list(&BetweenJson { schema: "rollcall.diff/1", from, to }, "changes")
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

impl<'a> HistoryJson<'a> {
    fn of(entries: &'a [HistoryEntry], now: &Standing, policy: &Policy, from: Time, to: Time) -> Self {
        let stays = Stay::between(entries, now, policy, from, to);
        Self {
            schema: "rollcall.history/1",
            enrollment: now.enrollment.to_string(),
            from,
            to,
            entries: stays.map(|stay| EntryJson::of(&stay)).collect(),
        }
    }
}

#[derive(Serialize)]
struct EntryJson<'a> {
    version: u64,
    at: Time,
    until: Option<Time>,
    looked_until: Option<Time>,
    stale_from: Option<Time>,
    kind: Option<&'static str>,
    compliance: &'static str,
    sight: &'static str,
    components: BTreeMap<&'a str, &'a str>,
    blind_since: Option<Time>,
    transitions: Vec<TransitionJson<'a>>,
    held: Vec<HeldJson<'a>>,
    closed: Option<ClosedJson>,
    forgotten: Option<ForgottenJson<'a>>,
    alert: Option<&'a str>,
    receipts: &'a BTreeMap<String, Settled>,
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
            looked_until: stay.looked_until,
            stale_from: stay.stale_from,
            kind: entry.kind.map(<&str>::from),
            compliance: entry.compliance.into_str(),
            sight: sight(entry.sight),
            components: statuses.collect(),
            blind_since: entry.blind.as_ref().map(|spell| spell.since),
            transitions: entry.transitions.iter().map(TransitionJson::of).collect(),
            held: entry.held.iter().map(HeldJson::of).collect(),
            closed: entry.closed.as_ref().map(ClosedJson::of),
            forgotten: entry.forgotten.as_ref().map(ForgottenJson::of),
            alert: entry.alert.as_ref().map(AlertId::as_str),
            receipts: &entry.receipts,
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
struct BetweenJson {
    schema: &'static str,
    from: Time,
    to: Time,
}

#[derive(Serialize)]
pub(super) struct ChangeJson<'a> {
    enrollment: String,
    at: Time,
    kind: Option<&'static str>,
    compliance: ComplianceJson,
    transitions: Vec<TransitionJson<'a>>,
    gap_since: Option<Time>,
    held: Vec<HeldJson<'a>>,
    closed: Option<ClosedJson>,
    forgotten: Option<ForgottenJson<'a>>,
    alert: Option<&'a str>,
    receipts: &'a BTreeMap<String, Settled>,
}

impl<'a> ChangeJson<'a> {
    pub(super) fn of(change: &'a Change) -> Self {
        Self {
            enrollment: change.enrollment.to_string(),
            at: change.at,
            kind: change.kind.map(<&str>::from),
            compliance: ComplianceJson::of(change.compliance),
            transitions: change.transitions.iter().map(TransitionJson::of).collect(),
            gap_since: change.gap_since,
            held: change.held.iter().map(HeldJson::of).collect(),
            closed: change.closed.as_ref().map(ClosedJson::of),
            forgotten: change.forgotten.as_ref().map(ForgottenJson::of),
            alert: change.alert.as_ref().map(AlertId::as_str),
            receipts: &change.receipts,
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
        Self { from: change.from.into_str(), to: change.to.into_str() }
    }
}

#[derive(Serialize)]
struct TransitionJson<'a> {
    component: &'a str,
    from: &'a str,
    to: &'a str,
    condition: &'static str,
    reason: Option<&'a str>,
    since: Time,
    previous_seconds: Option<u64>,
}

impl<'a> TransitionJson<'a> {
    fn of(transition: &'a Transition) -> Self {
        Self {
            component: &transition.component,
            from: &transition.from,
            to: &transition.to,
            condition: transition.condition.into_str(),
            reason: transition.reason.as_deref(),
            since: transition.since,
            previous_seconds: transition.previous_seconds,
        }
    }
}

#[derive(Serialize)]
struct HeldJson<'a> {
    component: Option<&'a str>,
    kind: &'static str,
    hold: &'static str,
}

impl<'a> HeldJson<'a> {
    fn of(held: &'a Held) -> Self {
        Self { component: held.component.as_deref(), kind: held.kind.into_str(), hold: held.hold.into_str() }
    }
}

#[derive(Serialize)]
struct ClosedJson {
    opened_at: Time,
    held: Option<&'static str>,
}

impl ClosedJson {
    fn of(closed: &Closed) -> Self {
        Self { opened_at: closed.opened_at, held: closed.held.map(<&str>::from) }
    }
}

#[derive(Serialize)]
struct ForgottenJson<'a> {
    component: &'a str,
    by: &'a str,
    reason: &'a str,
}

impl<'a> ForgottenJson<'a> {
    fn of(forgotten: &'a Forgotten) -> Self {
        Self { component: &forgotten.component, by: &forgotten.by, reason: &forgotten.reason }
    }
}
