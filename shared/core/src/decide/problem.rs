//! The problem of an enrollment. It opens with the first component that is a problem, stays open until
//! all components are fine and none flaps, and remembers what was reported.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Scene;
use crate::history::Closed;
use crate::policy::Flapping;
use crate::rules::{Assessment, Judgement};
use crate::state::{ComponentProblem, FlappingSpell, Problem, State, Swings};
use crate::time::Time;

/// Updates the problem and what is remembered of flapping. Returns the problem that ended.
pub(super) fn follow(
    scene: Scene<'_>,
    state: &mut State,
    judged: &BTreeMap<String, Judgement>,
) -> Option<Closed> {
    let before = scene.before.problem.as_ref();
    let known = |name: &String| before.and_then(|problem| problem.components.get(name)).cloned();
    let mut components = BTreeMap::new();
    for (name, _) in judged.iter().filter(|(_, judgement)| judgement.severity().is_some()) {
        let component = known(name).unwrap_or_else(|| {
            let swings = state.swings.entry(name.clone()).or_insert_with(|| Swings::new(scene.at));
            swings.begin(scene.at, scene.rules.policy.flapping);
            ComponentProblem { since: scene.at, reported: None, held: None }
        });
        components.insert(name.clone(), component);
    }
    for name in before.iter().flat_map(|problem| problem.components.keys()) {
        if !components.contains_key(name) {
            state.swings.entry(name.clone()).or_insert_with(|| Swings::new(scene.at)).last = scene.at;
        }
    }
    let seen_at = state.last_observed.unwrap_or(scene.at);
    state.swings.retain(|_, swings| swings.settle(seen_at, scene.rules.policy.flapping));
    let is_fine = judged.values().all(|judgement| judgement.assessment == Assessment::Fine);
    let is_over = is_fine && state.swings.values().all(|swings| swings.flapping.is_none());
    let is_open = !components.is_empty() || (before.is_some() && !is_over);
    let opened = |before: Option<&Problem>| Problem {
        opened_at: before.map_or(scene.at, |problem| problem.opened_at),
        reported_at: before.and_then(|problem| problem.reported_at),
        held: before.and_then(|problem| problem.held),
        components,
    };
    state.problem = is_open.then(|| opened(before));
    before.filter(|_| !is_open).map(closed)
}

pub(super) fn closed(problem: &Problem) -> Closed {
    let held = problem.held.filter(|_| problem.reported_at.is_none());
    Closed { opened_at: problem.opened_at, held }
}

impl Swings {
    fn new(at: Time) -> Self {
        Self { began: Vec::new(), last: at, flapping: None }
    }

    /// The component becomes a problem.
    fn begin(&mut self, at: Time, rule: Flapping) {
        self.began.push(at);
        self.last = at;
        let within = self.began.iter().filter(|began| at.since(**began) <= rule.within).count();
        if within >= rule.times as usize && self.flapping.is_none() {
            self.flapping = Some(FlappingSpell::default());
        }
    }

    /// Ends the flapping of a steady component, and forgets what is too long ago. Returns whether
    /// anything is left to remember.
    fn settle(&mut self, seen_at: Time, rule: Flapping) -> bool {
        if seen_at.since(self.last) >= rule.steady {
            self.flapping = None;
        }
        let longest: Duration = rule.within.max(rule.steady);
        self.began.retain(|began| seen_at.since(*began) <= longest);
        let newest = self.began.len().saturating_sub(rule.times as usize);
        self.began.drain(..newest);
        self.flapping.is_some() || !self.began.is_empty()
    }
}
