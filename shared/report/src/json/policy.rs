//! `rollcall.policy-check/1`: the effective policy, defaults included, and how it classifies each status.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rollcall_core::check::{CheckRules, ComponentRules};
use rollcall_core::policy::{CheckPolicy, ComponentPolicy, Policy};
use rollcall_core::region::Region;
use rollcall_core::rules::Rules;
use serde::Serialize;

/// The effective policy as `rollcall.policy-check/1`.
pub fn policy(policy: &Policy, checks: &[&'static CheckRules]) -> String {
    super::text(&PolicyJson {
        schema: "rollcall.policy-check/1",
        notify_at: policy.notify_at.into_str(),
        notify_after_seconds: policy.notify_after.as_secs(),
        remind_every_seconds: policy.remind_every.as_secs(),
        blind_after_seconds: policy.blind_after.as_secs(),
        stale_after_seconds: policy.stale_after.as_secs(),
        note_every_seconds: policy.note_every.as_secs(),
        flapping: FlappingJson {
            times: policy.flapping.times,
            within_seconds: policy.flapping.within.as_secs(),
            steady_seconds: policy.flapping.steady.as_secs(),
        },
        history_days: policy.history_days,
        checks: checks.iter().map(|check| CheckJson::of(Rules { check, policy })).collect(),
    })
}

#[derive(Serialize)]
struct PolicyJson<'a> {
    schema: &'static str,
    notify_at: &'static str,
    notify_after_seconds: u64,
    remind_every_seconds: u64,
    blind_after_seconds: u64,
    stale_after_seconds: u64,
    note_every_seconds: u64,
    flapping: FlappingJson,
    history_days: u32,
    checks: Vec<CheckJson<'a>>,
}

#[derive(Serialize)]
struct FlappingJson {
    times: u32,
    within_seconds: u64,
    steady_seconds: u64,
}

#[derive(Serialize)]
struct CheckJson<'a> {
    check: &'static str,
    watched: bool,
    required: &'static str,
    regions: Option<Vec<&'a str>>,
    components: Vec<ComponentJson>,
    decided: Vec<DecidedJson<'a>>,
}

impl<'a> CheckJson<'a> {
    fn of(rules: Rules<'a>) -> Self {
        let own = rules.policy.checks.get(rules.check.id);
        let regions = own.and_then(|own| own.regions.as_ref());
        Self {
            check: rules.check.id,
            watched: rules.policy.enables(rules.check.id),
            required: rules.required().into_str(),
            regions: regions.map(|regions| regions.iter().map(Region::as_str).collect()),
            components: rules.check.components.iter().map(|one| ComponentJson::of(rules, one)).collect(),
            decided: own.map(|own| decided(rules.check.main_component(), own)).unwrap_or_default(),
        }
    }
}

#[derive(Serialize)]
struct ComponentJson {
    component: &'static str,
    statuses: Vec<StatusJson>,
}

impl ComponentJson {
    fn of(rules: Rules<'_>, component: &ComponentRules) -> Self {
        let statuses = component.statuses.iter().map(|row| StatusJson {
            status: row.status,
            condition: rules.condition(component.name, row.status).0.into_str(),
            deadline_seconds: rules.deadline(component.name, row.status).as_ref().map(Duration::as_secs),
        });
        Self { component: component.name, statuses: statuses.collect() }
    }
}

#[derive(Serialize)]
struct StatusJson {
    status: &'static str,
    condition: &'static str,
    deadline_seconds: Option<u64>,
}

/// What the policy itself says about a component.
#[derive(Serialize)]
struct DecidedJson<'a> {
    component: &'a str,
    accept: &'a BTreeSet<String>,
    statuses: BTreeMap<&'a str, &'static str>,
    deadline_seconds: BTreeMap<&'a str, u64>,
}

fn decided<'a>(main: &'a str, own: &'a CheckPolicy) -> Vec<DecidedJson<'a>> {
    let parts = own.components.iter().map(|(name, own)| (name.as_str(), own));
    std::iter::once((main, &own.main))
        .chain(parts)
        .filter(|(_, own)| **own != ComponentPolicy::default())
        .map(|(component, own)| DecidedJson {
            component,
            accept: &own.accept,
            statuses: own
                .statuses
                .iter()
                .map(|(status, condition)| (status.as_str(), condition.into_str()))
                .collect(),
            deadline_seconds: own
                .deadlines
                .iter()
                .map(|(status, deadline)| (status.as_str(), deadline.as_secs()))
                .collect(),
        })
        .collect()
}
