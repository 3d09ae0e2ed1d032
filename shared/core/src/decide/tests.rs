//! Every kind of alert, one by one, and the edges of each rule.

use super::Outcome;
use super::fixture::{Play, denied, hour, onboarding, seen};
use crate::alert::{Alert, Kind, Severity};
use crate::condition::{Compliance, Condition};
use crate::observation::Observation;

/// The kind of the alert that the last of `runs` makes, an hour apart, under `policy`.
fn kind(policy: &str, runs: &[Observation]) -> Option<Kind> {
    Play::new(policy).hourly(0, runs).map(|alert| alert.kind)
}

/// The kind that a move of the main component makes under the default policy.
fn moved(from: &str, to: &str) -> Option<Kind> {
    kind("", &[onboarding(from), onboarding(to)])
}

#[test]
fn a_baseline_alerts_only_what_needs_a_person() {
    let cases = [
        ("ACTIVE", None, Compliance::Compliant),
        ("ACTIVATING", None, Compliance::InsufficientData),
        ("NOT_STARTED", None, Compliance::NonCompliant),
        ("PENDING_CUSTOMER_ACTION", Some(Kind::ActionRequired), Compliance::NonCompliant),
        ("ACTIVE_LIMITED", Some(Kind::Degradation), Compliance::NonCompliant),
        ("SUSPENDED", Some(Kind::Failure), Compliance::NonCompliant),
        ("FAILED", Some(Kind::Failure), Compliance::NonCompliant),
        ("QUUX", Some(Kind::UnknownStatus), Compliance::InsufficientData),
    ];
    for (status, expected, compliance) in cases {
        // Even one who wants to hear of everything hears nothing of a healthy baseline.
        for policy in ["", "notify_at = \"info\""] {
            let mut play = Play::new(policy);
            let alert = play.run(hour(0), &onboarding(status));
            assert_eq!(alert.map(|alert| alert.kind), expected, "{status}");
            assert_eq!(play.compliance(), compliance, "{status}");
            assert_eq!(play.history.len(), 1, "{status}");
            assert_eq!(play.history[0].transitions[0].from, "(none)");
        }
    }
}

#[test]
fn each_transition_has_its_kind() {
    let cases = [
        ("ACTIVE", "FAILED", Some(Kind::Failure)),
        ("ACTIVE", "SUSPENDED", Some(Kind::Failure)),
        ("FAILED", "SUSPENDED", Some(Kind::Failure)),
        ("ACTIVE", "ACTIVE_LIMITED", Some(Kind::Degradation)),
        ("ACTIVE", "NOT_STARTED", Some(Kind::Degradation)),
        ("ACTIVE", "QUUX", Some(Kind::UnknownStatus)),
        ("ACTIVATING", "PENDING_CUSTOMER_ACTION", Some(Kind::ActionRequired)),
        ("ACTIVE", "ACTIVATING", None),
        ("ACTIVATING", "ACTIVE", None),
        ("ACTIVATING", "NOT_STARTED", None),
        ("FAILED", "ACTIVE", Some(Kind::Recovery)),
        ("QUUX", "ACTIVE", Some(Kind::Recovery)),
        ("FAILED", "ACTIVATING", None),
    ];
    for (from, to, expected) in cases {
        assert_eq!(moved(from, to), expected, "{from} -> {to}");
    }
}

#[test]
fn what_the_policy_drops_is_still_history() {
    let mut play = Play::new("notify_at = \"critical\"");
    assert_eq!(play.hourly(0, &[onboarding("ACTIVE"), onboarding("ACTIVE_LIMITED")]), None);
    assert_eq!(play.history[1].kind, Some(Kind::Degradation));
    assert_eq!(play.history[1].alert, None);
    assert_eq!(
        play.hourly(2, &[onboarding("ACTIVE")]),
        None,
        "nobody was told, so nobody is told of the end"
    );
}

#[test]
fn a_recovery_passes_any_policy_and_says_how_long_it_lasted() {
    let mut play = Play::new("notify_at = \"critical\"");
    play.hourly(0, &[onboarding("ACTIVE"), onboarding("FAILED"), onboarding("ACTIVATING")]);
    let alert = play.run(hour(30), &onboarding("ACTIVE")).unwrap();
    assert_eq!((alert.kind, alert.severity), (Kind::Recovery, Severity::Info));
    assert_eq!(alert.title, "recovered after 29 h: onboarding ACTIVE");
    assert_eq!(alert.first_seen, hour(1));
    assert_eq!(play.state.unwrap().problem, None);
}

#[test]
fn at_info_every_move_is_told() {
    let info = "notify_at = \"info\"";
    assert_eq!(kind(info, &[onboarding("ACTIVE"), onboarding("ACTIVATING")]), Some(Kind::Progress));
    assert_eq!(kind(info, &[onboarding("ACTIVATING"), onboarding("NOT_STARTED")]), Some(Kind::Progress));
}

#[test]
fn progressing_is_stuck_after_its_deadline_once() {
    let mut play = Play::new("");
    play.run(hour(0), &onboarding("ACTIVATING"));
    assert_eq!(play.run(hour(24), &onboarding("ACTIVATING")), None);
    assert_eq!(play.compliance(), Compliance::InsufficientData);
    let alert = play.run(hour(25), &onboarding("ACTIVATING")).unwrap();
    assert_eq!(alert.kind, Kind::Stuck);
    assert_eq!(alert.title, "onboarding stuck in ACTIVATING for 25 h");
    assert_eq!(alert.compliance.to, Compliance::NonCompliant);
    assert_eq!(play.run(hour(26), &onboarding("ACTIVATING")), None);
    assert_eq!(play.run(hour(27), &onboarding("ACTIVE")).unwrap().kind, Kind::Recovery);
}

#[test]
fn the_policy_moves_a_deadline() {
    let mut play = Play::new("[checks.odb]\ndeadlines = { ACTIVATING = \"48h\" }");
    play.run(hour(0), &onboarding("ACTIVATING"));
    assert_eq!(play.run(hour(48), &onboarding("ACTIVATING")), None);
    assert_eq!(play.run(hour(49), &onboarding("ACTIVATING")).unwrap().kind, Kind::Stuck);
}

#[test]
fn a_dropped_stuck_is_in_history_once() {
    let mut play = Play::new("notify_at = \"critical\"");
    play.run(hour(0), &onboarding("ACTIVATING"));
    assert_eq!(play.hourly(25, &[onboarding("ACTIVATING"), onboarding("ACTIVATING")]), None);
    assert_eq!(play.history.iter().map(|entry| entry.kind).collect::<Vec<_>>(), [None, Some(Kind::Stuck)]);
}

#[test]
fn an_open_problem_is_told_again_each_day() {
    let mut play = Play::new("");
    let kinds: Vec<_> =
        (0..60).filter_map(|at| Some((at, play.run(hour(at), &onboarding("FAILED"))?))).collect();
    let told: Vec<_> = kinds.iter().map(|(at, alert)| (*at, alert.kind, alert.severity)).collect();
    let reminder = |at| (at, Kind::Reminder, Severity::Critical);
    assert_eq!(told, [(0, Kind::Failure, Severity::Critical), reminder(24), reminder(48)]);
    assert_eq!(kinds[2].1.title, "onboarding still FAILED after 48 h");
}

#[test]
fn blindness_is_told_after_three_runs_and_when_it_is_over() {
    let mut play = Play::new("");
    play.run(hour(0), &onboarding("ACTIVE"));
    assert_eq!(play.hourly(1, &[denied(), denied()]), None);
    assert_eq!((play.history.len(), play.compliance()), (1, Compliance::Compliant));
    let alert = play.run(hour(3), &denied()).unwrap();
    assert_eq!((alert.kind, alert.compliance.to), (Kind::Blind, Compliance::InsufficientData));
    assert_eq!(alert.title, "cannot be seen: denied (AccessDeniedException)");
    assert_eq!(alert.first_seen, hour(1));
    assert_eq!(
        play.state.as_ref().unwrap().components["onboarding"].status,
        "ACTIVE",
        "the last status stands"
    );
    assert_eq!(play.hourly(4, &[denied(), denied()]), None, "one alert, however long it lasts");
    let alert = play.run(hour(6), &onboarding("ACTIVE")).unwrap();
    assert_eq!(
        (alert.kind, alert.title.as_str()),
        (Kind::Recovery, "seen again after 5 h: onboarding ACTIVE")
    );
    assert_eq!(play.compliance(), Compliance::Compliant);
}

#[test]
fn two_blind_runs_are_forgotten_by_a_sight() {
    let runs = [onboarding("ACTIVE"), denied(), denied(), onboarding("ACTIVE"), denied(), denied()];
    let mut play = Play::new("");
    assert_eq!(play.hourly(0, &runs), None);
    assert_eq!(play.history.len(), 1);
}

#[test]
fn a_problem_first_seen_after_blindness_stands_in_for_the_recovery() {
    let mut play = Play::new("");
    play.hourly(0, &[onboarding("ACTIVE"), denied(), denied(), denied()]);
    let alert = play.run(hour(4), &onboarding("SUSPENDED")).unwrap();
    assert_eq!(alert.kind, Kind::Failure);
    assert!(alert.summary.contains("seen again after 3 blind runs"), "{}", alert.summary);
    assert_eq!(play.run(hour(5), &onboarding("SUSPENDED")), None);
}

#[test]
fn a_dropped_problem_after_blindness_leaves_the_recovery() {
    let mut play = Play::new("notify_at = \"critical\"");
    play.state = {
        let mut told = Play::new("");
        told.hourly(0, &[onboarding("ACTIVE"), denied(), denied(), denied()]);
        told.state
    };
    assert_eq!(play.run(hour(4), &onboarding("ACTIVE_LIMITED")).unwrap().kind, Kind::Recovery);
}

#[test]
fn a_problem_that_stays_open_through_blindness_gets_one_recovery_at_its_end() {
    let mut play = Play::new("");
    play.hourly(0, &[onboarding("FAILED"), denied(), denied(), denied()]);
    let again = play.run(hour(4), &onboarding("FAILED")).unwrap();
    assert_eq!(again.kind, Kind::Recovery);
    assert!(again.summary.contains("still open"), "{}", again.summary);
    assert_eq!(play.run(hour(5), &onboarding("ACTIVE")).unwrap().kind, Kind::Recovery);
    assert_eq!(play.run(hour(6), &onboarding("ACTIVE")), None);
}

#[test]
fn an_open_problem_is_told_again_while_blind() {
    let mut play = Play::new("");
    play.hourly(0, &[onboarding("FAILED"), denied(), denied(), denied()]);
    let alert = play.run(hour(30), &denied()).unwrap();
    assert_eq!(alert.kind, Kind::Reminder);
    assert!(alert.summary.contains("cannot be seen now"), "{}", alert.summary);
}

#[test]
fn never_seen_and_blind_makes_a_state_and_later_a_baseline() {
    let mut play = Play::new("");
    assert_eq!(play.hourly(0, &[denied(), denied(), denied()]).unwrap().kind, Kind::Blind);
    assert_eq!(play.compliance(), Compliance::InsufficientData);
    let alert = play.run(hour(3), &onboarding("ACTIVE")).unwrap();
    assert_eq!(alert.kind, Kind::Recovery);
    assert_eq!(play.history.last().unwrap().transitions[0].from, "(none)");
}

#[test]
fn a_component_that_appears_is_taken_as_at_the_baseline() {
    let main = ("onboarding", "ACTIVE");
    let appears =
        |status| kind("notify_at = \"info\"", &[seen(&[main]), seen(&[main, ("iam-role/KmsTde", status)])]);
    assert_eq!(appears("AVAILABLE"), None);
    assert_eq!(appears("TERMINATING"), None);
    assert_eq!(appears("PROVISION_FAILED"), Some(Kind::Failure));
    assert_eq!(appears("QUUX"), Some(Kind::UnknownStatus));
}

#[test]
fn a_healthy_component_that_vanishes_is_a_degradation_until_it_is_back() {
    let both = seen(&[("onboarding", "ACTIVE"), ("iam-role/KmsTde", "AVAILABLE")]);
    let one = onboarding("ACTIVE");
    let mut play = Play::new("");
    let alert = play.hourly(0, &[both.clone(), one.clone()]).unwrap();
    assert_eq!(
        (alert.kind, alert.title.as_str()),
        (Kind::Degradation, "iam-role/KmsTde AVAILABLE -> (gone)")
    );
    assert_eq!(alert.transitions[0].condition, Condition::Absent);
    assert_eq!(play.hourly(2, &[one]), None);
    assert_eq!(play.compliance(), Compliance::NonCompliant);
    assert_eq!(play.hourly(3, &[both]).unwrap().kind, Kind::Recovery);
}

#[test]
fn one_alert_lists_all_transitions_under_the_most_severe_kind() {
    let before = seen(&[("onboarding", "ACTIVE"), ("iam-role/KmsTde", "AVAILABLE")]);
    let after = seen(&[("onboarding", "ACTIVE_LIMITED"), ("iam-role/KmsTde", "PROVISION_FAILED")]);
    let alert = Play::new("").hourly(0, &[before, after]).unwrap();
    assert_eq!(alert.kind, Kind::Failure);
    assert_eq!(alert.title, "iam-role/KmsTde AVAILABLE -> PROVISION_FAILED (+1 more)");
    assert_eq!(alert.transitions.len(), 2);
    assert_eq!(alert.transitions[1].previous_seconds, Some(3600));
}

#[test]
fn an_optional_check_may_be_absent() {
    let optional = "[checks.odb]\noptional = true";
    let mut play = Play::new(optional);
    assert_eq!(play.hourly(0, &[onboarding("ACTIVE"), onboarding("NOT_STARTED")]), None);
    assert_eq!(play.compliance(), Compliance::NotApplicable);
    assert_eq!(kind(optional, &[onboarding("FAILED"), onboarding("NOT_STARTED")]), Some(Kind::Recovery));
}

#[test]
fn an_accepted_status_is_healthy_and_accepting_one_ends_its_problem() {
    let accept = "[checks.odb]\naccept = [\"ACTIVE_LIMITED\"]";
    assert_eq!(kind(accept, &[onboarding("ACTIVE"), onboarding("ACTIVE_LIMITED")]), None);
    let mut play = Play::new("");
    play.hourly(0, &[onboarding("ACTIVE"), onboarding("ACTIVE_LIMITED")]);
    play.policy = Play::new(accept).policy;
    assert_eq!(play.run(hour(2), &onboarding("ACTIVE_LIMITED")).unwrap().kind, Kind::Recovery);
    assert_eq!(play.compliance(), Compliance::Compliant);
}

#[test]
fn the_policy_classes_a_status_that_this_build_does_not_know() {
    let policy = "[checks.odb.statuses]\nQUUX = \"suspended\"";
    assert_eq!(kind(policy, &[onboarding("ACTIVE"), onboarding("QUUX")]), Some(Kind::Failure));
}

#[test]
fn not_offered_is_not_applicable_unless_it_was_seen_there() {
    let mut play = Play::new("");
    assert_eq!(play.hourly(0, &[Observation::NotApplicable, Observation::NotApplicable]), None);
    assert_eq!((play.history.len(), play.compliance()), (1, Compliance::NotApplicable));
    let nowhere = Observation::NotApplicable;
    let runs = [onboarding("ACTIVE"), nowhere.clone(), nowhere.clone(), nowhere];
    assert_eq!(kind("", &runs), Some(Kind::Blind));
}

#[test]
fn a_changed_reason_or_fact_is_history_and_no_alert() {
    let with = |reason: &str, fact: &str| {
        let Observation::Observed(snapshot) = onboarding("FAILED") else { unreachable!() };
        let mut components = snapshot.components().clone();
        components.get_mut("onboarding").unwrap().reason = Some(reason.to_owned());
        let facts = [("tenancy".to_owned(), fact.to_owned())].into();
        Observation::Observed(crate::observation::Snapshot::new(components, facts).unwrap())
    };
    let mut play = Play::new("");
    let runs = [with("a", "1"), with("b", "1"), with("b", "2"), with("b", "2")];
    let outcomes: Vec<Outcome> =
        runs.iter().zip(0..).map(|(seen, at)| play.outcome(hour(at), seen)).collect();
    assert_eq!(outcomes, [Outcome::Changed, Outcome::Changed, Outcome::Changed, Outcome::Unchanged]);
    assert_eq!((play.history.len(), play.alerts.len()), (3, 1));
    assert_eq!(play.history[2].previous.unwrap().observations, 1);
}

#[test]
fn history_tells_how_long_and_how_often_the_snapshot_before_it_was_seen() {
    let mut play = Play::new("");
    let active = onboarding("ACTIVE");
    play.hourly(0, &[active.clone(), active.clone(), active, onboarding("FAILED")]);
    let previous = play.history[1].previous.unwrap();
    assert_eq!((previous.from, previous.until, previous.observations), (hour(0), hour(2), 3));
}

#[test]
fn ids_differ_for_every_alert_and_sort_by_version() {
    let mut play = Play::new("");
    let flips = (0..24).map(|at| onboarding(if at % 2 == 0 { "ACTIVE" } else { "FAILED" }));
    play.hourly(0, &flips.collect::<Vec<_>>());
    let ids: Vec<&str> = play.alerts.iter().map(|alert: &Alert| alert.id.as_str()).collect();
    assert_eq!(ids.len(), 23);
    assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
}

#[test]
fn a_reminder_gives_way_to_the_news_that_it_is_seen_again() {
    let mut play = Play::new("");
    play.hourly(0, &[onboarding("FAILED"), denied(), denied(), denied()]);
    assert_eq!(play.run(hour(40), &onboarding("FAILED")).unwrap().kind, Kind::Recovery);
}

#[test]
fn blindness_opens_no_problem() {
    let mut play = Play::new("");
    // Not enrolled is not compliant, and by itself nobody is told of it.
    play.hourly(0, &[onboarding("NOT_STARTED"), denied(), denied(), denied()]);
    assert_eq!(play.state.as_ref().unwrap().problem, None);
    assert_eq!(play.run(hour(40), &denied()), None);
}

#[test]
fn a_verdict_that_the_policy_changes_is_history() {
    let mut play = Play::new("");
    play.run(hour(0), &onboarding("NOT_STARTED"));
    play.policy = Play::new("[checks.odb]\noptional = true").policy;
    assert_eq!(play.hourly(1, &[onboarding("NOT_STARTED"), onboarding("NOT_STARTED")]), None);
    assert_eq!((play.history.len(), play.history[1].compliance), (2, Compliance::NotApplicable));
}
