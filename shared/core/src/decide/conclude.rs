//! Turns what a look shows into what is stored and sent: the compliance, the one alert, what is marked
//! as reported, and whether to commit, to note, or to write nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use super::decision::{Change, Decision, Outcome, Scene, Write};
use super::look::Look;
use super::news::{self, Findings, News};
use super::problem;
use crate::alert::{AlertId, Kind, Severity};
use crate::chain;
use crate::condition::Compliance;
use crate::history::{Before, Held, HistoryEntry};
use crate::rules::Judgement;
use crate::state::{BlindSpell, Reported, Sight, State};
use crate::wording;

pub(super) fn conclude(scene: Scene<'_>, look: Look) -> Decision {
    let Look { mut state, transitions, forgotten, outcome } = look;
    let judged = scene.rules.judge(&state.components, state.last_observed.unwrap_or(scene.at));
    let closed = problem::follow(scene, &mut state, &judged);
    state.compliance = compliance(scene, &state, &judged);
    state.policy = scene.rules.digest();
    let findings = Findings { judged: &judged, transitions: &transitions, closed };
    let news = news::news(scene, &state, &findings);
    mark(scene, &mut state, &judged, &news);
    if forgotten.is_none() && !is_worth_a_commit(scene, &state, outcome, &news) {
        return noted(scene, state, outcome);
    }
    commit(scene, Look { state, transitions: transitions.clone(), forgotten, outcome }, &findings, &news)
}

/// The next version of the state, its history entry, and its alert if any news is not held.
pub(super) fn commit(scene: Scene<'_>, look: Look, findings: &Findings<'_>, news: &[News]) -> Decision {
    let Look { mut state, transitions, forgotten, outcome } = look;
    (state.version, state.changed_at, state.noted_at) =
        (scene.before.version + 1, scene.at, scene.noted_at());
    let lead = lead(news);
    let id = lead.map(|_| AlertId::new(&state.enrollment, state.version, scene.at));
    let (retired, closed) = (outcome == Outcome::Retired, findings.closed);
    let entry = HistoryEntry {
        transitions,
        closed,
        forgotten,
        retired,
        alert: id.clone(),
        ..entry(scene, &state, news)
    };
    let body = entry.body();
    state.head = chain::head(&scene.before.head, &body);
    let alert = lead.zip(id).map(|(lead, id)| {
        let facts = wording::Facts {
            rules: scene.rules,
            before: scene.before,
            after: &state,
            judged: findings.judged,
            transitions: &entry.transitions,
            news,
            lead,
            at: scene.at,
        };
        wording::alert(&facts, id, severity(lead, news))
    });
    let days = Duration::from_secs(u64::from(scene.rules.policy.history_days) * 86_400);
    let keep_superseded_until = scene.at.plus(days);
    let previous_head = scene.before.head.clone();
    let change = Change { entry, body, previous_head, alert, keep_superseded_until };
    Decision { state, write: Write::Commit(Box::new(change)), outcome }
}

/// The worst compliance of the components. During an outage only a problem still stands.
fn compliance(scene: Scene<'_>, state: &State, judged: &BTreeMap<String, Judgement>) -> Compliance {
    let seen = match state.sight {
        Sight::Never => Compliance::InsufficientData,
        Sight::NotApplicable => Compliance::NotApplicable,
        Sight::Observed => {
            let worst = judged.values().map(Judgement::compliance).max();
            worst.unwrap_or(Compliance::InsufficientData)
        }
    };
    let is_outage = |spell: &BlindSpell| spell.is_outage(scene.rules.policy.blind_after, scene.at);
    if state.blind.as_ref().is_some_and(is_outage) { seen.unseen() } else { seen }
}

/// What the alert is about: of the news that is not held the last kind, and of that kind the worst.
fn lead(news: &[News]) -> Option<&News> {
    let sent = news.iter().rev().filter(|one| one.hold.is_none());
    sent.max_by_key(|one| (one.kind, one.severity))
}

/// The severity of the worst news that the alert reports.
fn severity(lead: &News, news: &[News]) -> Severity {
    let sent = news.iter().filter(|one| one.hold.is_none() && is_of_component(one));
    let worst = sent.map(|one| one.severity).max().filter(|_| is_of_component(lead));
    worst.unwrap_or(lead.severity)
}

/// Whether the news is about a component that is a problem.
fn is_of_component(news: &News) -> bool {
    news.component.is_some() && news.kind != Kind::Progress
}

/// Remembers what is reported now, and why the rest is not.
fn mark(scene: Scene<'_>, state: &mut State, judged: &BTreeMap<String, Judgement>, news: &[News]) {
    let at = scene.at;
    for one in news.iter().filter(|one| is_of_component(one)) {
        mark_component(scene, state, judged, one);
    }
    // A reminder counts as sent if the alert has another kind: that one names what is still open too.
    let sends = |kind| news.iter().any(|one| one.kind == kind && one.hold.is_none());
    if let Some(problem) = state.problem.as_mut()
        && problem.reported_at.is_some()
        && sends(Kind::Reminder)
    {
        problem.reported_at = Some(at);
    }
    if let Some(spell) = state.blind.as_mut() {
        spell.recorded |= spell.is_outage(scene.rules.policy.blind_after, at);
        if sends(Kind::Blind) || (spell.reported_at.is_some() && sends(Kind::Reminder)) {
            spell.reported_at = Some(at);
        }
    }
}

fn mark_component(scene: Scene<'_>, state: &mut State, judged: &BTreeMap<String, Judgement>, news: &News) {
    let Some(name) = &news.component else { return };
    let Some(problem) = state.problem.as_mut() else { return };
    let Some(component) = problem.components.get_mut(name) else { return };
    component.held = news.hold;
    if news.hold.is_some() {
        problem.held = news.hold;
        return;
    }
    problem.reported_at = Some(scene.at);
    component.reported = state.components.get(name).map(|known| Reported {
        at: scene.at,
        status: known.status.clone(),
        severity: news.severity,
        overdue: judged.get(name).is_some_and(Judgement::is_overdue),
    });
    if let Some(spell) = state.swings.get_mut(name).and_then(|swings| swings.flapping.as_mut()) {
        spell.reported = Some(news.severity);
    }
}

/// Whether history needs a new entry.
fn is_worth_a_commit(scene: Scene<'_>, state: &State, outcome: Outcome, news: &[News]) -> bool {
    let before = scene.before;
    let recorded = |state: &State| state.blind.as_ref().is_some_and(|spell| spell.recorded);
    scene.is_first()
        || scene.rules.policy.is_stale(before.looked_at, state.looked_at)
        || outcome == Outcome::Changed
        || state.sight != before.sight
        || state.retired_at != before.retired_at
        || state.compliance != before.compliance
        || state.problem.is_some() != before.problem.is_some()
        || recorded(state) != recorded(before)
        || news.iter().any(|one| one.is_fresh)
}

/// Notes a look that changed nothing if there is something else to remember, or if the last note is
/// old.
fn noted(scene: Scene<'_>, state: State, outcome: Outcome) -> Decision {
    let before = scene.before;
    let same_failure = |spell: &BlindSpell, known: &BlindSpell| {
        (spell.latest.cause, &spell.latest.code) == (known.latest.cause, &known.latest.code)
    };
    let (last_observed, looked_at) = (before.last_observed, before.looked_at);
    let mut remembered = State { last_observed, looked_at, ..state.clone() };
    if let (Some(spell), Some(known)) = (remembered.blind.as_mut(), &before.blind)
        && same_failure(spell, known)
    {
        spell.latest = known.latest.clone();
    }
    let is_young = scene.at.since(before.looked_at) < scene.rules.policy.note_every;
    if is_young && remembered == *before {
        return Decision { state, write: Write::Nothing, outcome };
    }
    Decision { state: State { noted_at: scene.noted_at(), ..state }, write: Write::Note, outcome }
}

fn entry(scene: Scene<'_>, state: &State, news: &[News]) -> HistoryEntry {
    let before = scene.before;
    let held = news
        .iter()
        .filter_map(|one| Some(Held { component: one.component.clone(), kind: one.kind, hold: one.hold? }));
    let kind = lead(news).or_else(|| news.iter().filter(|one| one.is_fresh).max_by_key(|one| one.kind));
    let known = Before {
        changed_at: before.changed_at,
        looked_at: before.looked_at,
        observed_at: before.last_observed,
    };
    HistoryEntry {
        enrollment: state.enrollment.clone(),
        version: state.version,
        at: scene.at,
        kind: kind.map(|news| news.kind),
        sight: state.sight,
        components: state.components.clone(),
        facts: state.facts.clone(),
        compliance: state.compliance,
        problem: state.problem.clone(),
        blind: state.blind.clone(),
        before: (!scene.is_first()).then_some(known),
        transitions: Vec::new(),
        held: held.collect(),
        closed: None,
        forgotten: None,
        retired: false,
        alert: None,
        receipts: BTreeMap::new(),
    }
}
