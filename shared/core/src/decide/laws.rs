//! What must hold over any sequence of observations, clocks that jump, and policies.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::fixture::{ODB, Play, denied, enrollment, hour, seen};
use super::{Decision, decide};
use crate::alert::{Kind, Severity};
use crate::condition::Condition;
use crate::observation::{Observation, Snapshot};
use crate::policy::Rules;
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
const ROLE: [Option<&str>; 5] =
    [None, None, Some("AVAILABLE"), Some("TERMINATING"), Some("PROVISION_FAILED")];
const POLICIES: [&str; 6] = [
    "",
    "notify_at = \"info\"\nblind_after = 1",
    "notify_at = \"critical\"\nremind_every = \"2h\"",
    "remind_every = \"1h\"\nblind_after = 2",
    "[checks.odb]\noptional = true\naccept = [\"ACTIVE_LIMITED\", \"(gone)\"]",
    "[checks.odb]\ndeadlines = { ACTIVATING = \"1h\" }\n[checks.odb.statuses]\nQUUX = \"progressing\"",
];

fn observation() -> impl Strategy<Value = Observation> {
    let observed = (proptest::sample::select(&MAIN[..]), proptest::sample::select(&ROLE[..]));
    let observed = observed.prop_map(|(main, role)| {
        let role = role.map(|status| ("iam-role/KmsTde", status));
        seen(&[("onboarding", main)].into_iter().chain(role).collect::<Vec<_>>())
    });
    prop_oneof![8 => observed, 3 => Just(denied()), 1 => Just(Observation::NotApplicable)]
}

/// Runs at times that mostly go on, and sometimes jump either way.
fn runs() -> impl Strategy<Value = Vec<(Time, Observation)>> {
    let step = prop_oneof![10 => 0..4_i64, 1 => -40..40_i64];
    proptest::collection::vec((step, observation()), 1..60).prop_map(|steps| {
        let mut now = 100;
        let timed = steps.into_iter().map(|(step, observation)| {
            now += step;
            (hour(now), observation)
        });
        timed.collect()
    })
}

fn play(policy: &str, runs: &[(Time, Observation)]) -> Play {
    let mut play = Play::new(policy);
    for (now, observation) in runs {
        play.run(*now, observation);
    }
    play
}

/// The model: what each component says, by last sight. Gone ones stay, and blind runs change nothing.
fn model(runs: &[(Time, Observation)]) -> BTreeMap<String, String> {
    let mut statuses = BTreeMap::new();
    for (_, observation) in runs {
        let Observation::Observed(snapshot) = observation else { continue };
        for status in statuses.values_mut() {
            *status = "(gone)".to_owned();
        }
        let readings = snapshot.components().iter();
        statuses.extend(readings.map(|(name, reading)| (name.clone(), reading.status.clone())));
    }
    statuses
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_same_observation_twice_gives_no_second_alert(runs in runs(), policy in 0..POLICIES.len()) {
        let mut play = play(POLICIES[policy], &runs);
        let (now, last) = runs.last().unwrap().clone();
        prop_assume!(!matches!(last, Observation::Blind(_) | Observation::NotApplicable));
        let (version, alerts) = (play.state.as_ref().unwrap().version, play.alerts.len());
        play.run(now, &last);
        prop_assert_eq!(play.state.unwrap().version, version);
        prop_assert_eq!(play.alerts.len(), alerts);
    }

    #[test]
    fn state_history_and_alerts_agree_with_the_model(runs in runs(), policy in 0..POLICIES.len()) {
        let play = play(POLICIES[policy], &runs);
        let state = play.state.unwrap();
        prop_assert_eq!(state.statuses(), model(&runs));
        prop_assert_eq!(state.version, play.history.len() as u64);
        prop_assert_eq!(state.runs, runs.len() as u64);
        let told: Vec<_> = play.history.iter().filter_map(|entry| entry.alert.clone()).collect();
        let sent: Vec<_> = play.alerts.iter().map(|alert| alert.id.clone()).collect();
        prop_assert_eq!(told, sent.clone());
        prop_assert_eq!(state.last_alert.as_ref(), sent.last());
        let sights = runs.iter().filter(|(_, seen)| matches!(seen, Observation::Observed(_))).count() as u64;
        let counted: u64 = play.history.iter().filter_map(|entry| Some(entry.previous?.observations)).sum();
        prop_assert!(counted + state.observations >= sights);
    }

    #[test]
    fn replaying_history_gives_the_state(runs in runs(), policy in 0..POLICIES.len()) {
        let play = play(POLICIES[policy], &runs);
        let mut replayed = BTreeMap::new();
        for (entry, version) in play.history.iter().zip(1..) {
            prop_assert_eq!(entry.version, version);
            for transition in &entry.transitions {
                let before = replayed.insert(transition.component.clone(), (transition.to.clone(), transition.since));
                let before = before.map_or("(none)".to_owned(), |(status, _)| status);
                prop_assert_eq!(&before, &transition.from);
                prop_assert_eq!(transition.since, entry.at);
            }
        }
        let state = play.state.unwrap();
        let known: BTreeMap<_, _> =
            state.components.iter().map(|(name, known)| (name.clone(), (known.status.clone(), known.since))).collect();
        prop_assert_eq!(replayed, known);
        let last = play.history.last().unwrap();
        prop_assert_eq!((&last.components, last.compliance), (&state.components, state.compliance));
        prop_assert_eq!(&last.problem, &state.problem);
    }

    #[test]
    fn history_never_goes_back_in_time(runs in runs(), policy in 0..POLICIES.len()) {
        let play = play(POLICIES[policy], &runs);
        prop_assert!(play.history.is_sorted_by_key(|entry| entry.at));
        for entry in &play.history {
            if let Some(previous) = entry.previous {
                prop_assert!(previous.from <= previous.until);
            }
        }
    }

    #[test]
    fn every_problem_told_and_ended_got_its_recovery(runs in runs(), policy in 0..POLICIES.len()) {
        let mut play = Play::new(POLICIES[policy]);
        for (now, observation) in &runs {
            let open = |play: &Play| {
                let state = play.state.as_ref()?;
                Some((state.problem.is_some(), state.blind.as_ref().is_some_and(|spell| spell.alerted)))
            };
            let (problem, blind) = open(&play).unwrap_or_default();
            let alert = play.run(*now, observation);
            let (problem_now, blind_now) = open(&play).unwrap_or_default();
            if (problem && !problem_now) || (blind && !blind_now) {
                let alert = alert.expect("the end is told");
                prop_assert!(alert.kind == Kind::Recovery || alert.severity >= Severity::Warning);
                prop_assert!(!problem || problem_now || alert.kind == Kind::Recovery, "{:?}", alert.kind);
            } else if let Some(alert) = alert {
                prop_assert!(alert.kind != Kind::Recovery, "nothing was told of before");
                prop_assert!(alert.severity >= play.policy.notify_at);
            }
        }
    }

    #[test]
    fn a_status_in_no_table_is_never_healthy(status in "[A-Z_]{1,20}|\\PC{1,20}", policy in 0..4_usize) {
        prop_assume!(!MAIN[..7].contains(&status.as_str()) && status != "(gone)");
        let mut play = Play::new(POLICIES[policy]);
        let rules = Rules { check: &ODB, policy: &play.policy };
        prop_assert_eq!(rules.condition("onboarding", &status), Condition::Unknown);
        play.run(hour(0), &seen(&[("onboarding", &status)]));
        prop_assert_eq!(play.compliance(), crate::condition::Compliance::InsufficientData);
        prop_assert_eq!(&play.state.unwrap().components["onboarding"].status, &status);
    }

    #[test]
    fn a_run_without_a_change_alters_only_what_a_touch_writes(runs in runs(), policy in 0..POLICIES.len()) {
        let mut play = Play::new(POLICIES[policy]);
        for (now, observation) in &runs {
            let rules = Rules { check: &ODB, policy: &play.policy };
            let Decision { mut state, change, .. } =
                decide(rules, &enrollment(), play.state.as_ref(), observation, *now);
            if let (None, Some(before)) = (change, play.state.clone()) {
                (state.blind, state.runs, state.observations) = (before.blind.clone(), before.runs, before.observations);
                (state.first_observed, state.last_observed) = (before.first_observed, before.last_observed);
                prop_assert_eq!(state, before);
            }
            play.run(*now, observation);
        }
    }
}

#[test]
fn an_answer_without_components_is_decided_too() {
    let mut play = Play::new("");
    let empty = Observation::Observed(Snapshot::default());
    play.hourly(0, &[empty.clone(), empty]);
    assert_eq!(play.history.len(), 1);
}
