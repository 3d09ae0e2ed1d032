//! Retires an enrollment that is no longer watched: closes its problem, and forgets what was reported.
//! If it is planned again, its history goes on.

use std::collections::BTreeMap;

use super::conclude::commit;
use super::decision::{Decision, Outcome, Scene};
use super::look::Look;
use super::news::{self, Findings};
use super::problem::closed;
use crate::condition::Compliance;
use crate::rules::Rules;
use crate::state::State;
use crate::time::Time;

/// Decides what follows when an enrollment is no longer watched.
pub fn retire(rules: Rules<'_>, before: &State, now: Time) -> Decision {
    let scene = Scene::new(rules, before, now);
    let state = State {
        retired_at: Some(scene.at),
        compliance: Compliance::NotApplicable,
        problem: None,
        swings: BTreeMap::new(),
        blind: None,
        policy: rules.digest(),
        ..before.clone()
    };
    let judged = rules.judge(&state.components, state.last_observed.unwrap_or(scene.at));
    let findings =
        Findings { judged: &judged, transitions: &[], closed: before.problem.as_ref().map(closed) };
    let news: Vec<_> = news::retired(before).into_iter().collect();
    let look = Look { state, transitions: Vec::new(), forgotten: None, outcome: Outcome::Retired };
    commit(scene, look, &findings, &news)
}
