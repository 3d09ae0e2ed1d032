//! What there is to report, and why some is held: components that are a problem and were not reported
//! as such or worse, the start and the end of blindness, the end of the problem, reminders, and any
//! other transition.

use std::collections::BTreeMap;

use super::Scene;
use crate::alert::{Ends, Hold, Kind, Severity, Transition};
use crate::check::NONE;
use crate::condition::Condition;
use crate::history::Closed;
use crate::observation::Cause;
use crate::policy::Policy;
use crate::rules::Judgement;
use crate::state::{BlindSpell, ComponentProblem, ComponentState, FlappingSpell, Reported, State};
use crate::time::Time;

/// One thing to report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct News {
    pub(crate) kind: Kind,
    pub(crate) severity: Severity,
    /// None if it is not about a component.
    pub(crate) component: Option<String>,
    /// Only in a recovery.
    pub(crate) ends: Option<Ends>,
    pub(crate) hold: Option<Hold>,
    /// Whether this look brought it up, so that history records it once.
    pub(crate) is_fresh: bool,
}

/// What a look found, besides the state that it led to.
pub(super) struct Findings<'a> {
    pub(super) judged: &'a BTreeMap<String, Judgement>,
    pub(super) transitions: &'a [Transition],
    pub(super) closed: Option<Closed>,
}

/// Everything there is to report, held or not. Of an account that cannot be entered only the check `access`
/// makes news.
pub(super) fn news(scene: Scene<'_>, state: &State, findings: &Findings<'_>) -> Vec<News> {
    if state.blind.as_ref().is_some_and(BlindSpell::is_without_access) {
        return Vec::new();
    }
    let mut news: Vec<News> = of_components(scene, state, findings).collect();
    news.sort_by(|one, other| place(scene, one).cmp(&place(scene, other)));
    let recovery = recovery(scene, state, findings.closed.as_ref());
    // An alert has one kind. The end of a problem is reported now or never; blindness is still news at
    // the next look.
    let ends_problem = recovery.as_ref().is_some_and(|one| one.ends == Some(Ends::Problem));
    news.extend(blind(scene, state).filter(|_| !ends_problem));
    news.extend(recovery);
    news.extend(reminder(scene, state, findings.judged));
    let others = findings.transitions.iter().filter(|moved| {
        moved.from != NONE && !news.iter().any(|one| one.component.as_ref() == Some(&moved.component))
    });
    let others: Vec<News> = others.map(|moved| progress(scene, moved)).collect();
    news.extend(others);
    news
}

/// The main component first.
fn place<'a>(scene: Scene<'_>, news: &'a News) -> Option<(usize, &'a str)> {
    news.component.as_deref().map(|name| scene.rules.check.place(name))
}

fn of_components<'a>(
    scene: Scene<'a>,
    state: &'a State,
    findings: &'a Findings<'_>,
) -> impl Iterator<Item = News> + 'a {
    let problem = state.problem.iter().flat_map(|problem| &problem.components);
    problem.filter_map(move |(name, problem)| {
        let (judgement, component) = (findings.judged.get(name)?, state.components.get(name)?);
        let severity = judgement.severity()?;
        if is_reported(problem.reported.as_ref(), component, severity, judgement.is_overdue()) {
            return None;
        }
        let flapping = state.flapping(name);
        let hold = hold(scene.rules.policy, severity, problem, flapping, scene.at);
        let has_moved = findings.transitions.iter().any(|moved| moved.component == *name);
        Some(News {
            kind: kind(judgement, component, problem, flapping),
            severity,
            component: Some(name.clone()),
            ends: None,
            hold,
            is_fresh: hold.is_none() || hold != problem.held || has_moved,
        })
    })
}

/// Whether it was already reported as this, or as worse.
fn is_reported(
    reported: Option<&Reported>,
    component: &ComponentState,
    severity: Severity,
    overdue: bool,
) -> bool {
    reported.is_some_and(|reported| {
        reported.status == component.status && reported.severity >= severity && (reported.overdue || !overdue)
    })
}

/// Why news of a component is not reported yet: the first reason that applies.
pub(crate) fn hold(
    policy: &Policy,
    severity: Severity,
    problem: &ComponentProblem,
    flapping: Option<&FlappingSpell>,
    at: Time,
) -> Option<Hold> {
    if severity < policy.notify_at {
        Some(Hold::BelowNotifyAt)
    } else if at.since(problem.since) < policy.notify_after {
        Some(Hold::TooYoung)
    } else if flapping.and_then(|spell| spell.reported).is_some_and(|reported| severity <= reported) {
        Some(Hold::Flapping)
    } else {
        None
    }
}

fn kind(
    judgement: &Judgement,
    component: &ComponentState,
    problem: &ComponentProblem,
    flapping: Option<&FlappingSpell>,
) -> Kind {
    let is_known = problem.reported.as_ref().is_some_and(|reported| reported.status == component.status);
    let is_stuck = judgement.is_overdue() && is_known;
    match judgement.condition {
        _ if flapping.is_some_and(|spell| spell.reported.is_none()) => Kind::Flapping,
        Condition::Failed | Condition::Suspended => Kind::Failure,
        Condition::Ending | Condition::Waiting if is_stuck => Kind::Stuck,
        Condition::Limited | Condition::Ending | Condition::Absent => Kind::Degradation,
        Condition::Unknown => Kind::UnknownStatus,
        Condition::Waiting => Kind::ActionRequired,
        Condition::Progressing | Condition::Healthy => Kind::Stuck,
    }
}

fn blind(scene: Scene<'_>, state: &State) -> Option<News> {
    let spell = state.blind.as_ref()?;
    let is_news = spell.is_outage(scene.rules.policy.blind_after, scene.at) && spell.reported_at.is_none();
    let hold = below_notify_at(scene, Severity::Warning);
    is_news.then(|| News {
        is_fresh: hold.is_none() || !spell.recorded,
        hold,
        ..of_enrollment(Kind::Blind, Severity::Warning)
    })
}

/// The end of a reported problem, else of reported blindness.
fn recovery(scene: Scene<'_>, state: &State, closed: Option<&Closed>) -> Option<News> {
    let was_reported = scene.before.problem.as_ref().is_some_and(|problem| problem.reported_at.is_some());
    let was_blind = scene.before.blind.as_ref().is_some_and(|spell| spell.reported_at.is_some());
    let ends = if closed.is_some() && was_reported {
        Ends::Problem
    } else if was_blind && state.blind.is_none() {
        Ends::Blindness
    } else {
        return None;
    };
    Some(News { ends: Some(ends), ..of_enrollment(Kind::Recovery, Severity::Info) })
}

/// A reminder of the open problem, or of blindness that a person must fix.
fn reminder(scene: Scene<'_>, state: &State, judged: &BTreeMap<String, Judgement>) -> Option<News> {
    let is_due = |reported_at| scene.at >= scene.rules.policy.reminder_at(reported_at);
    let problem = state.problem.as_ref().and_then(|problem| problem.reported_at).filter(|at| is_due(*at));
    let denied = |spell: &&BlindSpell| spell.latest.cause == Cause::Denied;
    let blind = state.blind.as_ref().filter(denied).and_then(|spell| spell.reported_at);
    let blind = blind.filter(|at| is_due(*at));
    let severity = match (problem, blind) {
        (Some(_), _) => severity_of_problem(state, judged),
        (None, Some(_)) => Severity::Warning,
        (None, None) => return None,
    };
    let hold = below_notify_at(scene, severity);
    Some(News { hold, is_fresh: hold.is_none(), ..of_enrollment(Kind::Reminder, severity) })
}

/// The worst severity of what is a problem now, or flaps.
fn severity_of_problem(state: &State, judged: &BTreeMap<String, Judgement>) -> Severity {
    let now = judged.values().filter_map(Judgement::severity);
    let flapping = state.swings.values().filter_map(|swings| swings.flapping?.reported);
    now.chain(flapping).max().unwrap_or(Severity::Warning)
}

fn progress(scene: Scene<'_>, moved: &Transition) -> News {
    News {
        component: Some(moved.component.clone()),
        hold: below_notify_at(scene, Severity::Info),
        ..of_enrollment(Kind::Progress, Severity::Info)
    }
}

/// An enrollment with a reported problem is no longer watched.
pub(super) fn retired(before: &State) -> Option<News> {
    let was_reported = before.problem.as_ref().is_some_and(|problem| problem.reported_at.is_some());
    was_reported.then(|| of_enrollment(Kind::Retired, Severity::Info))
}

fn of_enrollment(kind: Kind, severity: Severity) -> News {
    News { kind, severity, component: None, ends: None, hold: None, is_fresh: true }
}

fn below_notify_at(scene: Scene<'_>, severity: Severity) -> Option<Hold> {
    (severity < scene.rules.policy.notify_at).then_some(Hold::BelowNotifyAt)
}
