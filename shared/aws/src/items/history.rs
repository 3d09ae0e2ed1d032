//! The history item: one for each commit.

use std::collections::BTreeMap;

use rollcall_core::alert::{AlertId, Kind, Transition};
use rollcall_core::condition::Compliance;
use rollcall_core::history::{HistoryEntry, Receipt, RunLength};
use rollcall_core::identity::Enrollment;
use rollcall_core::state::{BlindSpell, ComponentState, Problem, Sight};
use rollcall_core::time::Time;
use serde::{Deserialize, Serialize};

use super::{Item, ItemError, Key, write};

const SCHEMA: &str = "rollcall.history/1";

/// Sorts by time; versions of the same millisecond sort by number.
pub(crate) fn history_key(enrollment: &Enrollment, at: Time, version: u64) -> Key {
    let Enrollment { check, target } = enrollment;
    Key {
        pk: format!("HISTORY#{check}#{}#{}", target.account, target.region),
        sk: format!("{at}#{version:08}"),
    }
}

/// The attributes of a history item.
#[derive(Serialize, Deserialize)]
pub(crate) struct HistoryItem {
    enrollment: Enrollment,
    version: u64,
    at: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    sight: Sight,
    #[serde(default)]
    components: BTreeMap<String, ComponentState>,
    #[serde(default)]
    facts: BTreeMap<String, String>,
    compliance: Compliance,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    blind: Option<BlindSpell>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous: Option<RunLength>,
    #[serde(default)]
    transitions: Vec<Transition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alert: Option<AlertId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    receipt: Option<Receipt>,
    /// In epoch seconds, as DynamoDB's TTL wants it.
    expires_at: i64,
}

impl HistoryItem {
    pub(crate) fn write(entry: &HistoryEntry) -> Result<Item, ItemError> {
        let fields = Self {
            enrollment: entry.enrollment.clone(),
            version: entry.version,
            at: entry.at,
            kind: entry.kind,
            sight: entry.sight,
            components: entry.components.clone(),
            facts: entry.facts.clone(),
            compliance: entry.compliance,
            problem: entry.problem.clone(),
            blind: entry.blind.clone(),
            previous: entry.previous,
            transitions: entry.transitions.clone(),
            alert: entry.alert.clone(),
            receipt: entry.receipt.clone(),
            expires_at: entry.expires_at.epoch_seconds(),
        };
        write(&history_key(&entry.enrollment, entry.at, entry.version), SCHEMA, &fields)
    }

    pub(crate) fn read(item: Item) -> Result<HistoryEntry, ItemError> {
        let fields: Self = super::read(SCHEMA, item)?;
        Ok(HistoryEntry {
            enrollment: fields.enrollment,
            version: fields.version,
            at: fields.at,
            kind: fields.kind,
            sight: fields.sight,
            components: fields.components,
            facts: fields.facts,
            compliance: fields.compliance,
            problem: fields.problem,
            blind: fields.blind,
            previous: fields.previous,
            transitions: fields.transitions,
            alert: fields.alert,
            receipt: fields.receipt,
            expires_at: Time::from_epoch_millis(fields.expires_at.saturating_mul(1000)),
        })
    }
}
