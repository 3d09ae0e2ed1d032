//! The ledger's items: one for each run, and one for each unit of it.

use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_core::organization::ledger::{Coverage, Run, kept_until};
use rollcall_core::organization::unit::{Range, RunId, Unit};
use rollcall_core::table::TTL_ATTRIBUTE;
use serde::{Deserialize, Serialize};

use super::{Item, ItemError, Key, read, write};

const RUN_SCHEMA: &str = "rollcall.run/1";
const UNIT_SCHEMA: &str = "rollcall.unit/1";
pub(crate) const LEDGER_PARTITION: &str = "LEDGER";

#[derive(Serialize, Deserialize)]
struct UnitItem {
    #[serde(flatten)]
    unit: Unit,
    #[serde(flatten)]
    coverage: Coverage,
}

pub(crate) fn run_key(run: RunId) -> Key {
    Key { pk: LEDGER_PARTITION.to_owned(), sk: run.to_string() }
}

/// The prefix of the sort keys of a run's units.
pub(crate) fn unit_prefix(run: RunId) -> String {
    format!("{run}#")
}

fn unit_key(unit: &Unit) -> Key {
    let Unit { run, range: Range { shard, from, .. } } = unit;
    Key { pk: LEDGER_PARTITION.to_owned(), sk: format!("{}{shard}#{from}", unit_prefix(*run)) }
}

pub(crate) fn write_run(run: &Run) -> Result<Item, ItemError> {
    Ok(expiring(write(&run_key(run.id), RUN_SCHEMA, run)?, run.id))
}

pub(crate) fn read_run(item: Item) -> Result<Run, ItemError> {
    read(RUN_SCHEMA, item)
}

pub(crate) fn write_unit(unit: &Unit, coverage: &Coverage) -> Result<Item, ItemError> {
    let fields = UnitItem { unit: unit.clone(), coverage: coverage.clone() };
    Ok(expiring(write(&unit_key(unit), UNIT_SCHEMA, &fields)?, unit.run))
}

pub(crate) fn read_unit(item: Item) -> Result<(Range, Coverage), ItemError> {
    let UnitItem { unit, coverage } = read(UNIT_SCHEMA, item)?;
    Ok((unit.range, coverage))
}

fn expiring(mut item: Item, run: RunId) -> Item {
    let expires_at = kept_until(run).epoch_seconds().to_string();
    item.insert(TTL_ATTRIBUTE.to_owned(), AttributeValue::N(expires_at));
    item
}
