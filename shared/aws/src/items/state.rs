//! The state item: one for each enrollment.

use std::collections::BTreeMap;

use rollcall_core::alert::AlertId;
use rollcall_core::condition::Compliance;
use rollcall_core::identity::Enrollment;
use rollcall_core::state::{BlindSpell, ComponentState, Problem, Sight, State};
use rollcall_core::time::Time;
use serde::{Deserialize, Serialize};

use super::{Item, ItemError, Key, read, write};

const SCHEMA: &str = "rollcall.state/1";

pub(crate) fn state_key(enrollment: &Enrollment) -> Key {
    let Enrollment { check, target } = enrollment;
    Key { pk: state_partition(check), sk: format!("{}#{}", target.account, target.region) }
}

/// The partition of all states of a check.
pub(crate) fn state_partition(check: &str) -> String {
    format!("STATE#{check}")
}

/// The attributes of a state item.
#[derive(Serialize, Deserialize)]
pub(crate) struct StateItem {
    enrollment: Enrollment,
    version: u64,
    sight: Sight,
    #[serde(default)]
    components: BTreeMap<String, ComponentState>,
    #[serde(default)]
    facts: BTreeMap<String, String>,
    compliance: Compliance,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
    changed_at: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_alert: Option<AlertId>,
    #[serde(flatten)]
    touch: Touch,
}

/// The attributes that a run without a change writes.
#[derive(Serialize, Deserialize)]
pub(crate) struct Touch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) blind: Option<BlindSpell>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) first_observed: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_observed: Option<Time>,
    #[serde(default)]
    pub(crate) observations: u64,
    #[serde(default)]
    pub(crate) runs: u64,
}

impl Touch {
    /// The attributes' names: an absent one is to be removed.
    pub(crate) const NAMES: [&str; 5] = ["blind", "first_observed", "last_observed", "observations", "runs"];

    pub(crate) fn of(state: &State) -> Self {
        Self {
            blind: state.blind.clone(),
            first_observed: state.first_observed,
            last_observed: state.last_observed,
            observations: state.observations,
            runs: state.runs,
        }
    }

    /// The attributes that are there.
    pub(crate) fn item(&self) -> Result<Item, ItemError> {
        serde_dynamo::to_item(self).map_err(|error| ItemError::Write(SCHEMA, error))
    }
}

impl StateItem {
    pub(crate) fn write(state: &State) -> Result<Item, ItemError> {
        let fields = Self {
            enrollment: state.enrollment.clone(),
            version: state.version,
            sight: state.sight,
            components: state.components.clone(),
            facts: state.facts.clone(),
            compliance: state.compliance,
            problem: state.problem.clone(),
            changed_at: state.changed_at,
            last_alert: state.last_alert.clone(),
            touch: Touch::of(state),
        };
        write(&state_key(&state.enrollment), SCHEMA, &fields)
    }

    pub(crate) fn read(item: Item) -> Result<State, ItemError> {
        let fields: Self = read(SCHEMA, item)?;
        Ok(State {
            enrollment: fields.enrollment,
            version: fields.version,
            sight: fields.sight,
            components: fields.components,
            facts: fields.facts,
            compliance: fields.compliance,
            problem: fields.problem,
            blind: fields.touch.blind,
            first_observed: fields.touch.first_observed,
            last_observed: fields.touch.last_observed,
            changed_at: fields.changed_at,
            observations: fields.touch.observations,
            runs: fields.touch.runs,
            last_alert: fields.last_alert,
        })
    }
}
