//! From what was found to what is stored and told: the verdict, the open problem, the one
//! alert that passes the policy, and whether all that is worth a commit.

use std::time::Duration;

use super::{Change, Decision, Event, Finding, Outcome, Scene, look};
use crate::alert::{Alert, AlertId, Kind, Severity};
use crate::condition::{Compliance, Condition};
use crate::history::{HistoryEntry, RunLength};
use crate::state::{Problem, Sight, State};
use crate::wording;

pub(super) fn conclude(scene: Scene<'_>, finding: Finding) -> Decision {
    let Finding { mut state, transitions, mut events, outcome } = finding;
    events.sort_by_key(|event| std::cmp::Reverse(event.kind));
    state.compliance = compliance(scene, &state);
    let told = events.iter().find(|event| passes(scene, &state, event)).cloned();
    state.problem = problem(scene, &state, told.as_ref());
    if let Some(spell) = state.blind.as_mut() {
        spell.alerted |= told.as_ref().is_some_and(|event| event.kind == Kind::Blind);
    }
    if !is_worth_a_commit(scene, &state, outcome) {
        return Decision { state, change: None, outcome };
    }
    state.version = scene.before.version.saturating_add(1);
    state.changed_at = scene.at;
    state.observations = u64::from(outcome != Outcome::Blind);
    let alert = told.map(|event| {
        let id = AlertId::new(&state.enrollment, state.version, scene.at);
        let severity = severity(scene, &state, event.kind);
        let facts = wording::Facts {
            rules: scene.rules,
            before: scene.before,
            after: &state,
            transitions: &transitions,
            at: scene.at,
        };
        wording::alert(&facts, id, &event, severity)
    });
    if let Some(alert) = &alert {
        state.last_alert = Some(alert.id.clone());
    }
    let entry = entry(scene, &state, transitions, events.first(), alert.as_ref());
    Decision { state, change: Some(Change { entry, alert }), outcome }
}

/// The worst verdict of the components; none can be given of what is not seen.
fn compliance(scene: Scene<'_>, state: &State) -> Compliance {
    match (&state.blind, state.sight) {
        (Some(spell), _) if spell.runs >= scene.rules.policy.blind_after => Compliance::InsufficientData,
        (Some(_), _) => scene.before.compliance,
        (None, Sight::Never) => Compliance::InsufficientData,
        (None, Sight::NotApplicable) => Compliance::NotApplicable,
        (None, Sight::Observed) => {
            let of = |(name, component): (&String, &crate::state::ComponentState)| {
                scene.rules.compliance(name, &component.status, component.age(scene.at))
            };
            state.components.iter().map(of).max().unwrap_or(Compliance::InsufficientData)
        }
    }
}

/// Whether people are told of an event. The end of what they were told of always passes.
fn passes(scene: Scene<'_>, state: &State, event: &Event) -> bool {
    event.kind == Kind::Recovery || severity(scene, state, event.kind) >= scene.rules.policy.notify_at
}

fn severity(scene: Scene<'_>, state: &State, kind: Kind) -> Severity {
    match kind {
        Kind::Failure => Severity::Critical,
        Kind::Degradation | Kind::UnknownStatus | Kind::ActionRequired | Kind::Stuck | Kind::Blind => {
            Severity::Warning
        }
        Kind::Recovery | Kind::Progress => Severity::Info,
        Kind::Reminder => {
            let critical = |condition| matches!(condition, Condition::Failed | Condition::Suspended);
            let mut components = state.components.iter();
            let any =
                components.any(|(name, component)| critical(scene.rules.condition(name, &component.status)));
            if any { Severity::Critical } else { Severity::Warning }
        }
    }
}

/// A problem opens with the first alert of a warning or worse, and lasts while any component
/// is anything but fine. Blindness is none: it has a counter and alerts of its own.
fn problem(scene: Scene<'_>, state: &State, told: Option<&Event>) -> Option<Problem> {
    if !look::is_problem(scene, state) {
        return None;
    }
    let at = scene.at;
    match (&scene.before.problem, told) {
        (Some(open), Some(_)) => Some(Problem { alerted_at: at, ..open.clone() }),
        (Some(open), None) => Some(open.clone()),
        (None, Some(event)) if event.kind == Kind::Blind => None,
        (None, Some(event)) if severity(scene, state, event.kind) >= Severity::Warning => {
            Some(Problem { opened_at: at, alerted_at: at })
        }
        (None, Some(_) | None) => None,
    }
}

/// Whether anything but the counters of an unchanged run differs.
fn is_worth_a_commit(scene: Scene<'_>, state: &State, outcome: Outcome) -> bool {
    let before = scene.before;
    let reported = |state: &State| state.blind.as_ref().is_some_and(|spell| spell.reported);
    scene.is_first
        || outcome == Outcome::Changed
        || state.sight != before.sight
        || state.components != before.components
        || state.compliance != before.compliance
        || state.problem != before.problem
        || reported(state) != reported(before)
}

fn entry(
    scene: Scene<'_>,
    state: &State,
    transitions: Vec<crate::alert::Transition>,
    event: Option<&Event>,
    alert: Option<&Alert>,
) -> HistoryEntry {
    let before = scene.before;
    let keep = Duration::from_secs(u64::from(scene.rules.policy.history_days) * 86_400);
    let previous = RunLength {
        from: before.changed_at,
        until: before.last_observed.unwrap_or(before.changed_at).max(before.changed_at),
        observations: before.observations,
    };
    HistoryEntry {
        enrollment: state.enrollment.clone(),
        version: state.version,
        at: scene.at,
        kind: event.map(|event| event.kind),
        sight: state.sight,
        components: state.components.clone(),
        facts: state.facts.clone(),
        compliance: state.compliance,
        problem: state.problem.clone(),
        blind: state.blind.clone(),
        previous: (!scene.is_first).then_some(previous),
        transitions,
        alert: alert.map(|alert| alert.id.clone()),
        receipt: None,
        expires_at: scene.at.plus(keep),
    }
}
