//! The state item: one for each enrollment.

use rollcall_core::identity::Enrollment;
use rollcall_core::state::State;

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

pub(crate) fn write_state(state: &State) -> Result<Item, ItemError> {
    write(&state_key(&state.enrollment), SCHEMA, state)
}

pub(crate) fn read_state(item: Item) -> Result<State, ItemError> {
    read(SCHEMA, item)
}
