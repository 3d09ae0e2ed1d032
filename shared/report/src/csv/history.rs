//! What stood when, and what changed, as CSV: one row per transition.

use std::collections::BTreeMap;

use rollcall_core::alert::Transition;
use rollcall_core::change::Change;
use rollcall_core::deliver::Settled;
use rollcall_core::history::{Held, HistoryEntry};
use rollcall_core::policy::Policy;
use rollcall_core::standing::Standing;
use rollcall_core::time::Time;

use super::sheet::{cell, list, rows};
use crate::list::List;
use crate::stay::Stay;

const TRANSITION: [&str; 7] = ["component", "from", "to", "condition", "since", "previous_seconds", "reason"];

const ENTRY: [&str; 14] = [
    "enrollment",
    "version",
    "at",
    "until",
    "looked_until",
    "stale_from",
    "kind",
    "compliance",
    "blind_since",
    "held",
    "alert",
    "outcome",
    "message_id",
    "settled_at",
];

const CHANGE: [&str; 10] = [
    "enrollment",
    "at",
    "kind",
    "compliance_from",
    "compliance_to",
    "gap_since",
    "held",
    "alert",
    "outcome",
    "settled_at",
];

/// Histories of any enrollments: a list of [`history`] items.
pub fn histories() -> List {
    list::<21>(join(&ENTRY, &TRANSITION))
}

/// The entries of an enrollment's history between two points in time, oldest first, as an item of
/// [`histories`]: one row per transition.
/// For what else `entries` may hold, see [`crate::json::history`].
pub fn history(entries: &[HistoryEntry], now: &Standing, policy: &Policy, from: Time, to: Time) -> String {
    rows::<21>(Stay::between(entries, now, policy, from, to).flat_map(|stay| {
        let entry = entry_cells(&stay);
        transition_cells(&stay.entry.transitions).into_iter().map(move |cells| join(&entry, &cells))
    }))
}

/// Changes of any enrollments: a list of [`change`]s.
pub fn diff() -> List {
    list::<17>(join(&CHANGE, &TRANSITION))
}

/// A change, as an item of [`diff`]: one row per transition.
pub fn change(change: &Change) -> String {
    let cells = change_cells(change);
    rows::<17>(transition_cells(&change.transitions).iter().map(|moved| join(&cells, moved)))
}

fn entry_cells(stay: &Stay<'_>) -> [String; 14] {
    let entry = stay.entry;
    [
        entry.enrollment.to_string(),
        entry.version.to_string(),
        entry.at.to_string(),
        cell(stay.until),
        cell(stay.looked_until),
        cell(stay.stale_from),
        cell(entry.kind.map(<&str>::from)),
        entry.compliance.into_str().to_owned(),
        cell(entry.blind.as_ref().map(|spell| spell.since)),
        held(&entry.held),
        cell(entry.alert.as_ref()),
        each(&entry.receipts, |settled| settled.word().to_owned()),
        each(&entry.receipts, |settled| {
            settled.receipt().map(|receipt| receipt.message_id.clone()).unwrap_or_default()
        }),
        each(&entry.receipts, |settled| settled.at.to_string()),
    ]
}

fn change_cells(change: &Change) -> [String; 10] {
    [
        change.enrollment.to_string(),
        change.at.to_string(),
        cell(change.kind.map(<&str>::from)),
        change.compliance.from.into_str().to_owned(),
        change.compliance.to.into_str().to_owned(),
        cell(change.gap_since),
        held(&change.held),
        cell(change.alert.as_ref()),
        each(&change.receipts, |settled| settled.word().to_owned()),
        each(&change.receipts, |settled| settled.at.to_string()),
    ]
}

/// A value for each receipt, separated by spaces.
fn each(receipts: &BTreeMap<String, Settled>, cell: impl Fn(&Settled) -> String) -> String {
    receipts.values().map(cell).collect::<Vec<_>>().join(" ")
}

/// The holds, each once.
fn held(held: &[Held]) -> String {
    let mut holds: Vec<&str> = held.iter().map(|one| one.hold.into_str()).collect();
    holds.dedup();
    holds.join(" ")
}

/// The cells of each transition, or empty cells without a transition.
fn transition_cells(transitions: &[Transition]) -> Vec<[String; 7]> {
    if transitions.is_empty() {
        return vec![Default::default()];
    }
    transitions
        .iter()
        .map(|transition| {
            [
                transition.component.clone(),
                transition.from.clone(),
                transition.to.clone(),
                transition.condition.into_str().to_owned(),
                transition.since.to_string(),
                cell(transition.previous_seconds),
                cell(transition.reason.as_ref()),
            ]
        })
        .collect()
}

fn join<T: Clone + Default, const LEFT: usize, const RIGHT: usize, const BOTH: usize>(
    left: &[T; LEFT],
    right: &[T; RIGHT],
) -> [T; BOTH] {
    const { assert!(LEFT + RIGHT == BOTH, "a row is its two parts") };
    let mut parts = left.iter().chain(right).cloned();
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}
