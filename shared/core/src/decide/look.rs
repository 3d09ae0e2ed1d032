//! What a look shows: the components as they are now and the transitions that led there, for each of
//! the three observations. Nothing is judged here.

use std::collections::BTreeMap;

use super::{Outcome, Scene};
use crate::alert::Transition;
use crate::check::{GONE, NONE};
use crate::history::Forgotten;
use crate::observation::{Blindness, Cause, Observation, Reading, Snapshot};
use crate::state::{BlindSpell, ComponentState, Sight, State};

pub(super) struct Look {
    /// The next state, without what the rules conclude from it.
    pub(super) state: State,
    pub(super) transitions: Vec<Transition>,
    pub(super) forgotten: Option<Forgotten>,
    pub(super) outcome: Outcome,
}

pub(super) fn look(scene: Scene<'_>, observation: &Observation) -> Look {
    match observation {
        Observation::Observed(snapshot) => observed(scene, snapshot),
        Observation::NotApplicable => match not_offered(scene) {
            None => not_applicable(scene),
            Some(blindness) => blind(scene, &blindness),
        },
        Observation::Blind(blindness) => blind(scene, blindness),
    }
}

fn observed(scene: Scene<'_>, snapshot: &Snapshot) -> Look {
    let before = scene.before;
    let (components, transitions) = components(scene, snapshot);
    let state = State { components, facts: snapshot.facts().clone(), sight: Sight::Observed, ..seen(scene) };
    let reasons =
        |state: &State| state.components.values().map(|known| known.reason.clone()).collect::<Vec<_>>();
    let same = before.sight == Sight::Observed
        && transitions.is_empty()
        && before.facts == state.facts
        && reasons(before) == reasons(&state);
    let outcome = if same { Outcome::Unchanged } else { Outcome::Changed };
    Look { state, transitions, forgotten: None, outcome }
}

/// The components after an observation, and the transitions that led there. A part that is left out of
/// the answer stays as `(gone)` if it was ever enrolled; otherwise it leaves the state.
fn components(scene: Scene<'_>, snapshot: &Snapshot) -> (BTreeMap<String, ComponentState>, Vec<Transition>) {
    let known = &scene.before.components;
    let gone = Reading { status: GONE.to_owned(), reason: None };
    let left_out = known.keys().filter(|name| !snapshot.components().contains_key(*name));
    let readings = snapshot.components().iter().chain(left_out.map(|name| (name, &gone)));
    let (mut components, mut transitions) = (BTreeMap::new(), Vec::new());
    for (name, reading) in readings {
        let (component, transition) = step(scene, name, known.get(name), reading);
        transitions.extend(transition);
        if component.status != GONE || component.was_enrolled {
            components.insert(name.clone(), component);
        }
    }
    transitions.sort_by(|one, other| {
        scene.rules.check.place(&one.component).cmp(&scene.rules.check.place(&other.component))
    });
    (components, transitions)
}

/// A component's next state, and its transition if its status changed.
fn step(
    scene: Scene<'_>,
    name: &str,
    before: Option<&ComponentState>,
    reading: &Reading,
) -> (ComponentState, Option<Transition>) {
    let Reading { status, reason } = reading.clone();
    let was_enrolled =
        before.is_some_and(|before| before.was_enrolled) || scene.rules.shows_enrollment(name, &status);
    if let Some(same) = before.filter(|before| before.status == status) {
        return (ComponentState { reason, was_enrolled, ..same.clone() }, None);
    }
    let transition = Transition {
        component: name.to_owned(),
        from: before.map_or(NONE, |before| &before.status).to_owned(),
        to: status.clone(),
        condition: scene.rules.condition(name, &status).0,
        reason: reason.clone(),
        since: scene.at,
        previous_seconds: before.map(|before| before.age(scene.at).as_secs()),
    };
    (ComponentState { status, reason, since: scene.at, was_enrolled }, Some(transition))
}

fn not_applicable(scene: Scene<'_>) -> Look {
    let state = State { sight: Sight::NotApplicable, ..seen(scene) };
    Look { state, transitions: Vec::new(), forgotten: None, outcome: Outcome::NotApplicable }
}

/// Why "not offered" is not believed: a mistyped Region looks the same, and so does a network fault
/// where the service has answered before.
fn not_offered(scene: Scene<'_>) -> Option<Blindness> {
    let region = &scene.before.enrollment.target.region;
    let why = if !scene.before.components.is_empty() {
        format!("the service seems not to be offered in {region}, but it has answered there before")
    } else if !region.is_known() {
        format!(
            "this version of Rollcall does not know the Region {region}, and nothing answers there: check the spelling"
        )
    } else {
        return None;
    };
    Some(Blindness::new(Cause::Unavailable, Some("NotOffered"), None, &why))
}

fn blind(scene: Scene<'_>, latest: &Blindness) -> Look {
    let latest = latest.clone();
    let spell = match &scene.before.blind {
        Some(spell) => BlindSpell { latest, ..spell.clone() },
        None => BlindSpell { since: scene.at, latest, recorded: false, reported_at: None },
    };
    let state = State { blind: Some(spell), looked_at: scene.at, retired_at: None, ..scene.before.clone() };
    Look { state, transitions: Vec::new(), forgotten: None, outcome: Outcome::Blind }
}

/// The previous state after a look that was not blind.
fn seen(scene: Scene<'_>) -> State {
    State {
        blind: None,
        first_observed: Some(scene.before.first_observed.unwrap_or(scene.at)),
        last_observed: Some(scene.at),
        looked_at: scene.at,
        retired_at: None,
        ..scene.before.clone()
    }
}
