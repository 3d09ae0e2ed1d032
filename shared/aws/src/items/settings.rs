//! The settings: the policy in force, and all earlier ones.

use rollcall_core::ports::StoredPolicy;
use rollcall_core::time::Time;
use serde::{Deserialize, Serialize};

use super::{Item, ItemError, Key, read, write};

const SCHEMA: &str = "rollcall.policy/1";

/// The partition of the settings in force.
pub(crate) const SETTINGS_PARTITION: &str = "SETTINGS";
/// The sort key of the policy in force.
pub(crate) const POLICY: &str = "policy";
/// The partition of all policies, by version.
pub(crate) const POLICY_PARTITION: &str = "POLICY";

#[derive(Serialize, Deserialize)]
struct PolicyItem {
    version: u64,
    toml: String,
    author: String,
    applied_at: Time,
}

/// Two items: the policy in force, and the same among all policies.
pub(crate) fn write_policy(policy: &StoredPolicy) -> Result<[Item; 2], ItemError> {
    let StoredPolicy { version, toml, author, applied_at } = policy.clone();
    let fields = PolicyItem { version, toml, author, applied_at };
    let in_force = Key { pk: SETTINGS_PARTITION.to_owned(), sk: POLICY.to_owned() };
    let one_of_all = Key { pk: POLICY_PARTITION.to_owned(), sk: format!("{version:08}") };
    Ok([write(&in_force, SCHEMA, &fields)?, write(&one_of_all, SCHEMA, &fields)?])
}

pub(crate) fn read_policy(item: Item) -> Result<StoredPolicy, ItemError> {
    let PolicyItem { version, toml, author, applied_at } = read(SCHEMA, item)?;
    Ok(StoredPolicy { version, toml, author, applied_at })
}
