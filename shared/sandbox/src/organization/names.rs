//! The names, units and owners that generated accounts are given.

use super::unit::OrganizationalUnit;

pub(super) struct Named {
    pub(super) name: String,
    pub(super) organizational_unit: OrganizationalUnit,
    pub(super) owner: Option<String>,
}

/// The accounts that every organization begins with: name, unit, owner.
const FOUNDATION: [(&str, &str, &str); 6] = [
    ("log-archive", "/security", "team-security"),
    ("audit", "/security", "team-security"),
    ("security-tooling", "/security", "team-security"),
    ("network", "/infrastructure", "team-platform"),
    ("shared-services", "/infrastructure", "team-platform"),
    ("backup", "/infrastructure", "team-platform"),
];

/// Each has an account in each stage: name, unit below the stage, owner.
const WORKLOADS: [(&str, &str, &str); 16] = [
    ("payments", "commerce", "team-payments"),
    ("data-lake", "data", "team-data"),
    ("identity", "platform", "team-platform"),
    ("checkout", "commerce", "team-payments"),
    ("fleet-telemetry", "data", "team-mobility"),
    ("ci-runners", "platform", "team-platform"),
    ("billing", "commerce", "team-payments"),
    ("analytics", "data", "team-data"),
    ("observability", "platform", "team-platform"),
    ("catalog", "commerce", "team-payments"),
    ("ml-training", "data", "team-data"),
    ("api-gateway", "platform", "team-platform"),
    ("fraud-detection", "commerce", "team-payments"),
    ("reporting", "data", "team-data"),
    ("charging", "platform", "team-mobility"),
    ("warehouse", "commerce", "team-mobility"),
];

const STAGES: [&str; 3] = ["prod", "staging", "dev"];

/// Those of the account with this number, from 0.
pub(super) fn of(number: u64) -> Named {
    let number = usize::try_from(number).unwrap_or(usize::MAX);
    match FOUNDATION.get(number) {
        Some((name, unit, owner)) => named((*name).to_owned(), unit, Some(owner)),
        None => workload(number - FOUNDATION.len()),
    }
}

/// After the last workload the names begin again, with a number.
fn workload(number: usize) -> Named {
    let stage = STAGES[number % STAGES.len()];
    let (workload, unit, owner) = WORKLOADS[number / STAGES.len() % WORKLOADS.len()];
    let name = match number / (STAGES.len() * WORKLOADS.len()) {
        0 => format!("{workload}-{stage}"),
        round => format!("{workload}-{stage}-{}", round + 1),
    };
    match stage {
        "dev" => named(name, "/sandbox", None),
        _ => named(name, &format!("/{stage}/{unit}"), Some(owner)),
    }
}

fn named(name: String, unit: &str, owner: Option<&str>) -> Named {
    let organizational_unit = unit.parse().expect("the tables hold names alone");
    Named { name, organizational_unit, owner: owner.map(str::to_owned) }
}
