//! What must hold for any sequence of looks, clocks that jump, policies that change, holds, and
//! components that come, go and are forgotten.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::fixture::{Play, hour, look};
use super::{Forgetting, Write, forget};
use crate::alert::{Alert, Ends, Hold, Kind};
use crate::chain::{NO_HEAD, head};
use crate::check::GONE;
use crate::condition::{Compliance, Condition};
use crate::observation::{Observation, Snapshot};
use crate::state::{ComponentProblem, State};
use crate::time::Time;

const MAIN: [&str; 9] = [
    "ACTIVE",
    "ACTIVE_LIMITED",
    "ACTIVATING",
    "PENDING_CUSTOMER_ACTION",
    "NOT_STARTED",
    "SUSPENDED",
    "FAILED",
    "QUUX",
    "WIBBLE",
];
const ROLE: [&str; 7] = [
    "",
    "",
    "",
    " KmsTde=AVAILABLE",
    " KmsTde=TERMINATING",
    " KmsTde=PROVISIONING",
    " KmsTde=PROVISION_FAILED",
];
const POLICIES: [&str; 9] = [
    "",
    "notify_at = \"info\"\nblind_after = \"1h\"",
    "notify_at = \"critical\"\nremind_every = \"2h\"",
    "remind_every = \"1h\"\nnotify_after = \"3h\"",
    "stale_after = \"20h\"\nflapping = { times = 2, within = \"8h\", steady = \"3h\" }",
    "[checks.odb]\nrequired = \"never\"\naccept = [\"ACTIVE_LIMITED\"]",
    "[checks.odb]\nrequired = \"always\"\n[checks.odb.components.\"iam-role/\"]\naccept = [\"(gone)\"]",
    "[checks.odb]\ndeadlines = { ACTIVATING = \"1h\" }\n[checks.odb.statuses]\nQUUX = \"progressing\"",
    "notify_after = \"2h\"\nflapping = { times = 3 }\n[checks.odb.statuses]\nWIBBLE = \"ending\"",
];

#[derive(Clone, Debug)]
enum Step {
    Look(Observation),
    Policy(&'static str),
    Forget,
    Retire,
}

fn observation() -> impl Strategy<Value = Observation> {
    let observed = (proptest::sample::select(&MAIN[..]), proptest::sample::select(&ROLE[..]));
    let observed = observed.prop_map(|(main, role)| look(&format!("{main}{role}")));
    prop_oneof![8 => observed, 2 => Just(look("denied")), 1 => Just(look("down")), 1 => Just(look("nowhere"))]
}

/// Steps at times that mostly go forward, and sometimes jump either way.
fn steps() -> impl Strategy<Value = Vec<(Time, Step)>> {
    let step = prop_oneof![
        12 => observation().prop_map(Step::Look),
        1 => proptest::sample::select(&POLICIES[..]).prop_map(Step::Policy),
        1 => Just(Step::Forget),
        1 => Just(Step::Retire),
    ];
    let time = prop_oneof![10 => 0..4_i64, 1 => -40..80_i64];
    proptest::collection::vec((time, step), 1..60).prop_map(|steps| {
        let mut now = 100;
        let timed = steps.into_iter().map(|(passed, step)| {
            now += passed;
            (hour(now), step)
        });
        timed.collect()
    })
}

impl Play {
    /// Does a step; returns its alert.
    fn step(&mut self, now: Time, step: &Step) -> Option<Alert> {
        match step {
            Step::Look(observation) => self.run(now, observation),
            Step::Policy(policy) => {
                self.set_policy(policy);
                None
            }
            Step::Retire => {
                let is_watched = self.state.as_ref().is_some_and(|state| state.retired_at.is_none());
                is_watched.then(|| self.retire(now)).flatten()
            }
            Step::Forget => {
                let gone = |state: &State| {
                    let mut components = state.components.iter();
                    components.find(|(_, known)| known.status == GONE).map(|(name, _)| name.clone())
                };
                let component = self.state.as_ref().and_then(gone)?;
                let forgetting = Forgetting { component, by: "ann".into(), reason: "replaced".into() };
                let decision = forget(self.rules(), self.state(), &forgetting, now).unwrap();
                let before = self.alerts.len();
                self.take(decision);
                self.alerts.get(before).cloned()
            }
        }
    }

    fn problem(&self) -> BTreeMap<String, ComponentProblem> {
        let problem = self.state.as_ref().and_then(|state| state.problem.clone());
        problem.map(|problem| problem.components).unwrap_or_default()
    }
}

fn play(steps: &[(Time, Step)]) -> Play {
    let mut play = Play::new("");
    for (now, step) in steps {
        play.step(*now, step);
    }
    play
}

/// Whether the problem may go unreported, calculated independently of the rules.
fn may_be_held(play: &Play, name: &str, problem: &ComponentProblem, at: Time) -> bool {
    let state = play.state();
    let judged = play.rules().judge(&state.components, state.last_observed.unwrap_or(at));
    let severity = judged[name].severity().unwrap();
    let flapping = state.swings.get(name).and_then(|swings| swings.flapping?.reported);
    match problem.held.unwrap() {
        Hold::BelowNotifyAt => severity < play.policy.notify_at,
        Hold::TooYoung => at.since(problem.since) < play.policy.notify_after,
        Hold::Flapping => flapping.is_some_and(|reported| severity <= reported),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_reported_is_a_problem_and_what_is_a_problem_is_reported_or_held(steps in steps()) {
        let mut play = Play::new("");
        for (now, step) in &steps {
            let commits = play.history.len();
            let alert = play.step(*now, step);
            let is_retired = play.state.as_ref().is_some_and(|state| state.retired_at.is_some());
            if is_retired || (!matches!(step, Step::Look(_)) && play.history.len() == commits) {
                continue;
            }
            let state = play.state();
            let at = now.max(&state.changed_at);
            let judged = play.rules().judge(&state.components, state.last_observed.unwrap_or(*at));
            let problems: Vec<&String> =
                judged.iter().filter(|(_, judgement)| judgement.severity().is_some()).map(|(name, _)| name).collect();
            let remembered = play.problem();
            prop_assert_eq!(remembered.keys().collect::<Vec<_>>(), problems.clone());
            for (name, problem) in &remembered {
                let judgement = judged[name];
                let reported = problem.reported.as_ref().is_some_and(|reported| {
                    reported.status == state.components[name].status
                        && Some(reported.severity) >= judgement.severity()
                        && reported.overdue >= judgement.is_overdue()
                });
                prop_assert!(reported || problem.held.is_some(), "{name} is not reported: {problem:?}");
                if !reported && play.history.last().unwrap().at == *at {
                    prop_assert!(may_be_held(&play, name, problem, *at), "{name}: {problem:?}");
                }
            }
            for component in alert.iter().flat_map(|alert| &alert.components).filter(|one| one.news) {
                prop_assert!(problems.contains(&&component.component), "{component:?} is no problem");
            }
        }
    }

    #[test]
    fn a_recovery_is_sent_if_and_only_if_what_was_reported_is_over(steps in steps()) {
        let mut play = Play::new("");
        let reported = |play: &Play| {
            let state = play.state.as_ref();
            let problem = state.and_then(|state| state.problem.as_ref()).filter(|it| it.reported_at.is_some());
            let blind = state.and_then(|state| state.blind.as_ref()).filter(|it| it.reported_at.is_some());
            (problem.is_some(), blind.is_some())
        };
        for (now, step) in &steps {
            let (problem, blind) = reported(&play);
            let alert = play.step(*now, step);
            let state = play.state.as_ref();
            let is_over = problem && state.is_some_and(|state| state.problem.is_none());
            let is_seen = blind && state.is_some_and(|state| state.blind.is_none());
            let ends = alert.as_ref().and_then(|alert| alert.ends);
            if matches!(step, Step::Retire) {
                prop_assert_eq!(alert.map(|alert| alert.kind), is_over.then_some(Kind::Retired));
                continue;
            }
            prop_assert_eq!(ends == Some(Ends::Problem), is_over, "{:?}", alert);
            prop_assert!(ends != Some(Ends::Blindness) || is_seen, "{alert:?}");
            prop_assert!(!is_seen || alert.is_some(), "its end is reported, or something that stands above it");
            prop_assert_eq!(ends.is_some(), alert.is_some_and(|alert| alert.kind == Kind::Recovery));
        }
    }

    #[test]
    fn the_same_look_twice_gives_nothing(steps in steps(), last in observation()) {
        let mut play = play(&steps);
        let now = steps.last().unwrap().0;
        play.run(now, &last);
        let (version, alerts) = (play.state().version, play.alerts.len());
        // The second of two blind looks is news by itself: the first may have been bad luck.
        if matches!(last, Observation::Observed(_)) {
            play.run(now, &last);
            prop_assert_eq!((play.state().version, play.alerts.len()), (version, alerts));
        }
    }

    #[test]
    fn replaying_history_gives_the_state(steps in steps()) {
        let play = play(&steps);
        prop_assume!(play.state.is_some());
        let mut replayed = BTreeMap::new();
        for (entry, version) in play.history.iter().zip(1..) {
            prop_assert_eq!(entry.version, version);
            for moved in &entry.transitions {
                let before = replayed.insert(moved.component.clone(), (moved.to.clone(), moved.since));
                prop_assert_eq!(&before.map_or("(none)".to_owned(), |(status, _)| status), &moved.from);
            }
            if let Some(forgotten) = &entry.forgotten {
                replayed.remove(&forgotten.component);
            }
            replayed.retain(|name, (status, _)| status != GONE || entry.components.contains_key(name));
        }
        let state = play.state();
        let known = state.components.iter();
        let known: BTreeMap<_, _> =
            known.map(|(name, known)| (name.clone(), (known.status.clone(), known.since))).collect();
        prop_assert_eq!(replayed, known);
        let last = play.history.last().unwrap();
        prop_assert_eq!(state.version, play.history.len() as u64);
        prop_assert_eq!(last.compliance, state.compliance);
        prop_assert_eq!(last.problem.is_some(), state.problem.is_some());
        let chained = play.history.iter().fold(NO_HEAD.to_owned(), |before, entry| head(&before, &entry.body()));
        prop_assert_eq!(&state.head, &chained);
        let told: Vec<_> = play.history.iter().filter_map(|entry| entry.alert.clone()).collect();
        prop_assert_eq!(told, play.alerts.iter().map(|alert| alert.id.clone()).collect::<Vec<_>>());
    }

    #[test]
    fn the_statuses_are_those_of_the_last_sight(steps in steps()) {
        let mut play = Play::new("");
        let mut model: BTreeMap<String, (String, bool)> = BTreeMap::new();
        for (now, step) in &steps {
            if let Step::Look(Observation::Observed(snapshot)) = step {
                model.values_mut().for_each(|(status, _)| *status = GONE.to_owned());
                for (name, reading) in snapshot.components() {
                    let was = model.get(name).is_some_and(|(_, was)| *was);
                    let enrolled = was || play.rules().shows_enrollment(name, &reading.status);
                    model.insert(name.clone(), (reading.status.clone(), enrolled));
                }
                model.retain(|_, (status, enrolled)| status != GONE || *enrolled);
            }
            play.step(*now, step);
            if matches!(step, Step::Forget) {
                let known = play.state.as_ref().map(State::statuses).unwrap_or_default();
                model.retain(|name, _| known.contains_key(name));
            }
            // A later look may have enrolled a part, under a policy that accepts its status.
            let known = play.state.as_ref().map(State::statuses).unwrap_or_default();
            prop_assert_eq!(&known, &model.iter().map(|(name, (status, _))| (name.clone(), status.clone())).collect());
        }
    }

    #[test]
    fn history_never_goes_back_and_each_write_is_later(steps in steps()) {
        let mut play = Play::new("");
        let mut noted = None;
        for (now, step) in &steps {
            let before = play.state.clone();
            play.step(*now, step);
            if play.state != before {
                let next = play.state().noted_at;
                prop_assert!(noted.is_none_or(|noted| noted < next));
                noted = Some(next);
            }
        }
        prop_assert!(play.history.is_sorted_by_key(|entry| entry.at));
        for entry in &play.history {
            let known = entry.before;
            prop_assert!(known.is_none_or(|known| known.changed_at.max(known.looked_at) <= entry.at));
        }
    }

    #[test]
    fn a_status_in_no_table_is_never_healthy(
        status in "[A-Z_]{1,20}|[^\\pC =:/?&%\\\\]{1,20}", policy in 0..5_usize,
    ) {
        prop_assume!(!MAIN[..7].contains(&status.as_str()) && status != GONE);
        let mut play = Play::new(POLICIES[policy]);
        prop_assert_eq!(play.rules().condition("onboarding", &status).0, Condition::Unknown);
        let observation = look(&status);
        play.run(hour(0), &observation);
        prop_assert_eq!(play.compliance(), Compliance::InsufficientData);
        let Observation::Observed(snapshot) = observation else { return Ok(()) };
        prop_assert_eq!(&play.state().components["onboarding"].status, &snapshot.components()["onboarding"].status);
    }

    #[test]
    fn a_note_alters_only_what_is_remembered(steps in steps()) {
        let mut play = Play::new("");
        for (now, step) in &steps {
            if let (Step::Look(observation), Some(before)) = (step, play.state.clone()) {
                let decision = play.decision(*now, observation);
                if !matches!(decision.write, Write::Commit(_)) {
                    let state = decision.state;
                    prop_assert_eq!((state.version, state.statuses(), state.compliance), (before.version, before.statuses(), before.compliance));
                    prop_assert_eq!((state.facts, state.sight, state.changed_at), (before.facts, before.sight, before.changed_at));
                    prop_assert_eq!(state.problem.is_some(), before.problem.is_some());
                }
            }
            play.step(*now, step);
        }
    }

    /// Two runs overlap in any way, over a store that refuses a write if someone has written since the
    /// state was read: each stored answer was asked for after the one it replaces.
    #[test]
    fn an_older_answer_changes_nothing(
        statuses in proptest::collection::vec(0..MAIN.len(), 40),
        turns in proptest::collection::vec(any::<bool>(), 39),
    ) {
        let mut play = Play::new("");
        let mut runs: [Vec<(u64, Option<usize>)>; 2] = Default::default();
        let mut newest = 0;
        for (turn, first) in turns.into_iter().enumerate() {
            let run = &mut runs[usize::from(first)];
            let seen = play.state.as_ref().map_or(0, |state| state.noted_at.epoch_millis() as u64);
            match run.pop() {
                None => run.push((seen, None)),
                Some((read, None)) => run.push((read, Some(turn))),
                Some((read, Some(asked))) => {
                    if read == seen {
                        let before = play.history.len();
                        play.at(turn as i64, MAIN[statuses[asked]]);
                        prop_assert!(play.history.len() == before || asked >= newest);
                        newest = if play.history.len() == before { newest } else { asked };
                    }
                }
            }
        }
    }
}

#[test]
fn an_answer_without_components_is_decided_too() {
    let mut play = Play::new("");
    let empty = Observation::Observed(Snapshot::default());
    play.run(hour(0), &empty);
    play.run(hour(1), &empty);
    assert_eq!(play.history.len(), 1);
}
