//! Compares what a service says with what it said before, component by component.

use std::collections::BTreeMap;

use super::{Event, Scene};
use crate::alert::{Kind, Transition};
use crate::check::{GONE, NONE};
use crate::condition::Condition;
use crate::observation::{Reading, Snapshot};
use crate::state::ComponentState;

/// The components after an observation, and the transitions that led there.
pub(super) struct Diff {
    pub(super) components: BTreeMap<String, ComponentState>,
    pub(super) transitions: Vec<Transition>,
}

pub(super) fn diff(scene: Scene<'_>, snapshot: &Snapshot) -> Diff {
    let known = &scene.before.components;
    let gone = Reading { status: GONE.to_owned(), reason: None };
    let vanished = known.keys().filter(|name| !snapshot.components().contains_key(*name));
    let readings = snapshot.components().iter().chain(vanished.map(|name| (name, &gone)));
    let mut diff = Diff { components: BTreeMap::new(), transitions: Vec::new() };
    for (name, reading) in readings {
        let before = known.get(name);
        let (component, transition) = step(scene, name, before, reading);
        diff.components.insert(name.clone(), component);
        diff.transitions.extend(transition);
    }
    diff.transitions.sort_by(|one, other| one.component.cmp(&other.component));
    diff
}

/// A component's next state, and its transition if its status is another than before.
fn step(
    scene: Scene<'_>,
    name: &str,
    before: Option<&ComponentState>,
    reading: &Reading,
) -> (ComponentState, Option<Transition>) {
    let Reading { status, reason } = reading.clone();
    if let Some(same) = before.filter(|before| before.status == status) {
        return (ComponentState { reason, ..same.clone() }, None);
    }
    let transition = Transition {
        component: name.to_owned(),
        from: before.map_or(NONE, |before| &before.status).to_owned(),
        to: status.clone(),
        condition: scene.rules.condition(name, &status),
        reason: reason.clone(),
        since: scene.at,
        previous_seconds: before.map(|before| before.age(scene.at).as_secs()),
    };
    (ComponentState { status, reason, since: scene.at, stuck: false }, Some(transition))
}

/// What there is to tell of a transition. One that appears healthy, progressing or absent is
/// no news: that is what a baseline looks like.
pub(super) fn event(scene: Scene<'_>, transition: &Transition) -> Option<Event> {
    let Transition { component, from, to, .. } = transition;
    let condition = scene.rules.condition(component, to);
    let appears = from == NONE;
    let was_healthy = !appears && scene.rules.condition(component, from) == Condition::Healthy;
    let kind = match condition {
        Condition::Failed | Condition::Suspended => Kind::Failure,
        Condition::Limited => Kind::Degradation,
        Condition::Unknown => Kind::UnknownStatus,
        Condition::Waiting => Kind::ActionRequired,
        Condition::Absent if was_healthy && !scene.rules.is_fine(condition) => Kind::Degradation,
        Condition::Absent | Condition::Healthy | Condition::Progressing if appears => return None,
        Condition::Absent | Condition::Healthy | Condition::Progressing => Kind::Progress,
    };
    Some(Event { kind, component: Some(component.clone()) })
}
