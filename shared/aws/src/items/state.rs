//! The state item: one for each enrollment.

use rollcall_core::identity::{AccountId, Enrollment, Shard, Target};
use rollcall_core::state::State;

use super::{Item, ItemError, Key, read, write};

const SCHEMA: &str = "rollcall.state/1";

pub(crate) fn state_key(enrollment: &Enrollment) -> Key {
    let Enrollment { check, target: Target { account, region } } = enrollment;
    Key { pk: state_partition(Shard::of(account)), sk: format!("{account}#{check}#{region}") }
}

pub(crate) fn state_partition(shard: Shard) -> String {
    format!("STATE#{shard}")
}

/// The prefix of the sort keys of an account's states.
pub(crate) fn account_prefix(account: &AccountId) -> String {
    format!("{account}#")
}

/// The sort keys of all states of the accounts from one to another: `#` sorts before every digit, `$` after `#`.
pub(crate) fn states_between(from: &AccountId, to: &AccountId) -> (String, String) {
    (from.to_string(), format!("{to}$"))
}

/// The enrollment that a sort key names.
pub(crate) fn enrollment_of(sk: &str) -> Option<Enrollment> {
    let [account, check, region] = sk.split('#').collect::<Vec<_>>()[..] else { return None };
    let target = Target { account: account.parse().ok()?, region: region.parse().ok()? };
    Some(Enrollment { check: check.to_owned(), target })
}

pub(crate) fn write_state(state: &State) -> Result<Item, ItemError> {
    write(&state_key(&state.enrollment), SCHEMA, state)
}

pub(crate) fn read_state(item: Item) -> Result<State, ItemError> {
    read(SCHEMA, item)
}
