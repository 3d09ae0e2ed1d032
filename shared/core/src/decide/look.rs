//! What an observation shows: the next components, transitions and events, for each of the
//! three things that a run may find.

use super::diff::{self, Diff};
use super::{Event, Finding, Outcome, Scene};
use crate::alert::Kind;
use crate::observation::{Blindness, Snapshot};
use crate::state::{BlindSpell, ComponentState, Sight, State};

pub(super) fn observed(scene: Scene<'_>, snapshot: &Snapshot) -> Finding {
    let before = scene.before;
    let Diff { mut components, transitions } = diff::diff(scene, snapshot);
    let mut events: Vec<Event> = transitions.iter().filter_map(|moved| diff::event(scene, moved)).collect();
    for (name, component) in &mut components {
        if !component.stuck && is_overdue(scene, name, component) {
            component.stuck = true;
            events.push(Event { kind: Kind::Stuck, component: Some(name.clone()) });
        }
    }
    let state = State { components, facts: snapshot.facts().clone(), sight: Sight::Observed, ..seen(scene) };
    events.extend(seen_again(scene));
    events.extend(problem_event(scene, &state, &events));
    let same = before.sight == Sight::Observed
        && transitions.is_empty()
        && before.facts == state.facts
        && reasons(before).eq(reasons(&state));
    let outcome = if same { Outcome::Unchanged } else { Outcome::Changed };
    Finding { state, transitions, events, outcome }
}

pub(super) fn not_applicable(scene: Scene<'_>) -> Finding {
    let state = State { sight: Sight::NotApplicable, ..seen(scene) };
    let events = seen_again(scene).into_iter().collect();
    Finding { state, transitions: Vec::new(), events, outcome: Outcome::NotApplicable }
}

pub(super) fn blind(scene: Scene<'_>, blindness: &Blindness) -> Finding {
    let before = scene.before;
    let fresh =
        BlindSpell { runs: 0, since: scene.at, latest: blindness.clone(), reported: false, alerted: false };
    let mut spell = before.blind.clone().unwrap_or(fresh);
    spell.runs = spell.runs.saturating_add(1);
    spell.latest = blindness.clone();
    let mut events = Vec::new();
    if !spell.reported && spell.runs >= scene.rules.policy.blind_after {
        spell.reported = true;
        events.push(Event { kind: Kind::Blind, component: None });
    }
    let state = State { blind: Some(spell), runs: before.runs.saturating_add(1), ..before.clone() };
    events.extend(problem_event(scene, &state, &events));
    Finding { state, transitions: Vec::new(), events, outcome: Outcome::Blind }
}

/// The state before, seen once more.
fn seen(scene: Scene<'_>) -> State {
    let before = scene.before;
    State {
        blind: None,
        first_observed: Some(before.first_observed.unwrap_or(scene.at)),
        last_observed: Some(scene.at),
        observations: before.observations.saturating_add(1),
        runs: before.runs.saturating_add(1),
        ..before.clone()
    }
}

fn is_overdue(scene: Scene<'_>, name: &str, component: &ComponentState) -> bool {
    scene.rules.is_overdue(name, &component.status, component.age(scene.at))
}

fn reasons(state: &State) -> impl Iterator<Item = Option<&String>> {
    state.components.values().map(|component| component.reason.as_ref())
}

/// People who were told of blindness are told when it is over.
fn seen_again(scene: Scene<'_>) -> Option<Event> {
    let alerted = scene.before.blind.as_ref().is_some_and(|spell| spell.alerted);
    alerted.then_some(Event { kind: Kind::Recovery, component: None })
}

/// The end of the open problem, or a reminder of it. A reminder gives way to the news that the
/// enrollment is seen again: that alert names the problem too.
fn problem_event(scene: Scene<'_>, state: &State, events: &[Event]) -> Option<Event> {
    let problem = scene.before.problem.as_ref()?;
    let due = scene.at.since(problem.alerted_at) >= scene.rules.policy.remind_every;
    let recovering = events.iter().any(|event| event.kind == Kind::Recovery);
    if !is_problem(scene, state) {
        Some(Event { kind: Kind::Recovery, component: None })
    } else if due && !recovering {
        Some(Event { kind: Kind::Reminder, component: worst(scene, state) })
    } else {
        None
    }
}

/// Whether any component is anything but fine.
pub(super) fn is_problem(scene: Scene<'_>, state: &State) -> bool {
    let mut components = state.components.iter();
    components.any(|(name, component)| !scene.rules.is_fine(scene.rules.condition(name, &component.status)))
}

/// The component in the worst condition.
pub(super) fn worst(scene: Scene<'_>, state: &State) -> Option<String> {
    let rank = |name: &str, component: &ComponentState| scene.rules.condition(name, &component.status).rank();
    let worst = state.components.iter().rev().max_by_key(|(name, component)| rank(name, component));
    worst.map(|(name, _)| name.clone())
}
