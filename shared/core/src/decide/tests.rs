//! Every rule as stories: what is seen at each hour, and the kind of the alert that follows.

use super::fixture::{Play, detailed, hour, look, minute};
use super::{Outcome, Write};
use crate::alert::{Ends, Hold, Kind, Severity};
use crate::condition::{Compliance, Condition};
use crate::observation::{Blindness, Cause, Observation};

/// An hour, what is seen, and the kind of the alert (empty for none).
type Scene = (i64, &'static str, &'static str);

/// Plays a story under a policy, and checks each alert.
fn story(policy: &str, scenes: &[Scene]) -> Play {
    let mut play = Play::new(policy);
    go_on(&mut play, scenes);
    play
}

fn go_on(play: &mut Play, scenes: &[Scene]) {
    for (at, seen, expected) in scenes {
        let alert = play.at(*at, seen);
        let kind = alert.as_ref().map_or("", |alert| alert.kind.into_str());
        assert_eq!(kind, *expected, "{seen} at hour {at}: {alert:#?}");
    }
}

fn holds(play: &Play) -> Vec<Vec<Hold>> {
    play.history.iter().map(|entry| entry.held.iter().map(|held| held.hold).collect()).collect()
}

#[test]
fn a_baseline_reports_only_what_needs_a_person() {
    let cases = [
        ("ACTIVE", "", Compliance::Compliant),
        ("ACTIVATING", "", Compliance::InsufficientData),
        ("NOT_STARTED", "", Compliance::NotApplicable),
        ("PENDING_CUSTOMER_ACTION", "action-required", Compliance::NonCompliant),
        ("ACTIVE_LIMITED", "degradation", Compliance::NonCompliant),
        ("SUSPENDED", "failure", Compliance::NonCompliant),
        ("FAILED", "failure", Compliance::NonCompliant),
        ("QUUX", "unknown-status", Compliance::InsufficientData),
        ("ACTIVE KmsTde=TERMINATING", "degradation", Compliance::NonCompliant),
    ];
    for (seen, expected, compliance) in cases {
        for policy in ["", "notify_at = \"info\""] {
            let play = story(policy, &[(0, seen, expected), (1, seen, "")]);
            assert_eq!((play.compliance(), play.history.len()), (compliance, 1), "{seen}");
            assert_eq!(play.history[0].transitions[0].from, "(none)");
        }
    }
}

#[test]
fn each_transition_has_its_kind() {
    let cases = [
        ("ACTIVE", "FAILED", "failure"),
        ("ACTIVE", "SUSPENDED", "failure"),
        ("FAILED", "SUSPENDED", "failure"),
        ("SUSPENDED", "ACTIVE_LIMITED", "degradation"),
        ("ACTIVE", "ACTIVE_LIMITED", "degradation"),
        ("ACTIVE", "NOT_STARTED", "degradation"),
        ("ACTIVE", "QUUX", "unknown-status"),
        ("ACTIVATING", "PENDING_CUSTOMER_ACTION", "action-required"),
        ("ACTIVE", "ACTIVATING", ""),
        ("ACTIVATING", "ACTIVE", ""),
        ("ACTIVATING", "NOT_STARTED", ""),
        ("FAILED", "ACTIVE", "recovery"),
        ("QUUX", "ACTIVE", "recovery"),
        ("FAILED", "ACTIVATING", ""),
        ("ACTIVE", "ACTIVE KmsTde=AVAILABLE", ""),
        ("ACTIVE", "ACTIVE KmsTde=PROVISION_FAILED", "failure"),
        ("ACTIVE KmsTde=AVAILABLE", "ACTIVE KmsTde=TERMINATING", "degradation"),
        ("ACTIVE KmsTde=AVAILABLE", "ACTIVE", "degradation"),
        ("ACTIVE KmsTde=PROVISIONING", "ACTIVE", ""),
    ];
    for (from, to, expected) in cases {
        let before = if ["FAILED", "QUUX", "SUSPENDED"].contains(&from) { 1 } else { 0 };
        let mut play = Play::new("");
        play.at(5, from);
        assert_eq!(play.alerts.len(), before, "{from}");
        go_on(&mut play, &[(6, to, expected), (7, to, "")]);
    }
}

#[test]
fn at_info_every_other_transition_is_progress() {
    let info = "notify_at = \"info\"";
    story(info, &[(0, "ACTIVE", ""), (1, "ACTIVATING", "progress"), (2, "ACTIVE", "progress")]);
    story(info, &[(0, "ACTIVATING", ""), (1, "NOT_STARTED", "progress")]);
    story(info, &[(0, "ACTIVE KmsTde=PROVISIONING", ""), (1, "ACTIVE", "progress")]);
    story(info, &[(0, "ACTIVE", ""), (1, "ACTIVE KmsTde=AVAILABLE", "")]);
}

#[test]
fn one_alert_names_all_that_is_new_under_the_first_kind() {
    let mut play = story("", &[(0, "ACTIVE KmsTde=AVAILABLE S3=AVAILABLE", "")]);
    let alert = play.at(1, "ACTIVE_LIMITED KmsTde=PROVISION_FAILED S3=TERMINATING").unwrap();
    assert_eq!((alert.kind, alert.severity), (Kind::Failure, Severity::Critical));
    assert_eq!(alert.title, "iam-role/KmsTde AVAILABLE -> PROVISION_FAILED (+2 more)");
    let news: Vec<_> = alert.components.iter().map(|one| (one.component.as_str(), one.news)).collect();
    assert_eq!(news, [("onboarding", true), ("iam-role/KmsTde", true), ("iam-role/S3", true)]);
    assert_eq!(alert.transitions.len(), 3);
    assert_eq!(play.at(2, "ACTIVE_LIMITED KmsTde=PROVISION_FAILED S3=TERMINATING"), None);
}

// A loss, by whatever steps.

#[test]
fn a_loss_is_reported_whatever_lies_between() {
    story(
        "",
        &[
            (0, "ACTIVE KmsTde=AVAILABLE", ""),
            (1, "ACTIVE KmsTde=TERMINATING", "degradation"),
            (2, "ACTIVE", "degradation"),
            (3, "ACTIVE", ""),
            (4, "ACTIVE KmsTde=PROVISIONING", ""),
            (5, "ACTIVE KmsTde=AVAILABLE", "recovery"),
        ],
    );
    story("", &[(0, "ACTIVE", ""), (1, "ACTIVATING", ""), (2, "NOT_STARTED", "degradation")]);
    story("", &[(0, "SUSPENDED", "failure"), (1, "ACTIVATING", ""), (2, "NOT_STARTED", "degradation")]);
    story("", &[(0, "ACTIVATING", ""), (1, "FAILED", "failure"), (2, "NOT_STARTED", "recovery")]);
}

#[test]
fn a_part_that_was_enrolled_stays_as_gone_and_another_leaves() {
    let gone = |seen: &str| {
        let mut play = Play::new("");
        play.at(0, seen);
        play.at(1, "ACTIVE");
        assert_eq!(play.history[1].transitions[0].to, "(gone)");
        assert_eq!(play.history[1].transitions[0].condition, Condition::Absent);
        play.state().components.contains_key("iam-role/KmsTde")
    };
    let cases = [
        ("AVAILABLE", true),
        ("TERMINATING", true),
        ("PROVISIONING", false),
        ("PROVISION_FAILED", false),
        ("QUUX", false),
    ];
    for (status, stays) in cases {
        assert_eq!(gone(&format!("ACTIVE KmsTde={status}")), stays, "{status}");
    }
}

#[test]
fn the_policy_decides_whether_an_account_must_be_enrolled() {
    let required = |word: &str| format!("[checks.odb]\nrequired = \"{word}\"");
    let lost: [Scene; 2] = [(0, "ACTIVE", ""), (1, "NOT_STARTED", "degradation")];
    assert_eq!(story(&required("once-enrolled"), &lost).compliance(), Compliance::NonCompliant);
    let always = story(&required("always"), &[(0, "NOT_STARTED", "degradation"), (1, "NOT_STARTED", "")]);
    assert_eq!(always.compliance(), Compliance::NonCompliant);
    assert_eq!(always.alerts[0].title, "onboarding is NOT_STARTED");
    let never = story(
        &required("never"),
        &[
            (0, "ACTIVE KmsTde=AVAILABLE", ""),
            (1, "NOT_STARTED", ""),
            (2, "ACTIVE", "degradation"),
            (3, "NOT_STARTED", "recovery"),
        ],
    );
    assert_eq!(never.compliance(), Compliance::NotApplicable);
}

#[test]
fn a_lost_part_of_an_enrolled_account_is_reported_whatever_is_required() {
    for required in ["once-enrolled", "always", "never"] {
        let policy = format!("[checks.odb]\nrequired = \"{required}\"");
        story(&policy, &[(0, "ACTIVE KmsTde=AVAILABLE", ""), (1, "ACTIVE", "degradation")]);
    }
}

#[test]
fn what_is_accepted_is_fine_for_its_component_alone() {
    let accept = "[checks.odb.components.\"iam-role/KmsTde\"]\naccept = [\"(gone)\"]";
    let play =
        story(accept, &[(0, "ACTIVE KmsTde=AVAILABLE S3=AVAILABLE", ""), (1, "ACTIVE S3=AVAILABLE", "")]);
    assert_eq!(play.compliance(), Compliance::Compliant);
    assert!(play.state().components.contains_key("iam-role/KmsTde"), "it stays");
    story(accept, &[(0, "ACTIVE KmsTde=AVAILABLE S3=AVAILABLE", ""), (1, "ACTIVE", "degradation")]);
    let limited = "[checks.odb]\naccept = [\"ACTIVE_LIMITED\"]";
    assert_eq!(story(limited, &[(0, "ACTIVE_LIMITED", "")]).compliance(), Compliance::Compliant);
    story(limited, &[(0, "ACTIVE_LIMITED", ""), (1, "NOT_STARTED", "degradation")]);
}

#[test]
fn a_part_that_is_gone_can_be_forgotten() {
    let mut play =
        story("", &[(0, "ACTIVE KmsTde=AVAILABLE S3=AVAILABLE", ""), (1, "ACTIVE", "degradation")]);
    assert_eq!(play.forget(2, "iam-role/S3"), None);
    let alert = play.forget(3, "iam-role/KmsTde").unwrap();
    assert_eq!((alert.kind, alert.ends), (Kind::Recovery, Some(Ends::Problem)));
    let entry = play.history.last().unwrap();
    let forgotten = entry.forgotten.as_ref().unwrap();
    assert_eq!((forgotten.by.as_str(), forgotten.reason.as_str()), ("arn:aws:iam::1:user/ann", "replaced"));
    assert_eq!(play.state().looked_at, hour(1), "to forget is no look");
    go_on(&mut play, &[(4, "ACTIVE", ""), (5, "ACTIVE KmsTde=AVAILABLE", "")]);
}

#[test]
fn only_what_is_gone_can_be_forgotten() {
    let play = story("", &[(0, "ACTIVE KmsTde=AVAILABLE", "")]);
    let forget = |component: &str| {
        let forgetting =
            super::Forgetting { component: component.to_owned(), by: String::new(), reason: String::new() };
        super::forget(play.rules(), play.state(), &forgetting, hour(1)).unwrap_err().to_string()
    };
    assert_eq!(
        forget("iam-role/KmsTde"),
        "iam-role/KmsTde is AVAILABLE: only a component that is (gone) can be forgotten"
    );
    let expected = "odb/111122223333/us-east-1 has no component S3; it has iam-role/KmsTde, onboarding";
    assert_eq!(forget("S3"), expected);
}

// A policy that changes.

#[test]
fn what_a_stricter_policy_makes_a_problem_is_reported() {
    let cases = [
        ("[checks.odb]\naccept = [\"ACTIVE_LIMITED\"]", "", "ACTIVE_LIMITED", "degradation"),
        ("", "[checks.odb]\nrequired = \"always\"", "NOT_STARTED", "degradation"),
        ("", "[checks.odb.statuses]\nACTIVE = \"failed\"", "ACTIVE", "failure"),
        ("notify_at = \"critical\"", "", "ACTIVE_LIMITED", "degradation"),
        ("notify_after = \"12h\"", "", "SUSPENDED", "failure"),
        ("", "[checks.odb]\ndeadlines = { ACTIVATING = \"1h\" }", "ACTIVATING", "stuck"),
    ];
    for (mild, strict, seen, expected) in cases {
        let mut play = story(mild, &[(0, seen, ""), (2, seen, "")]);
        play.set_policy(strict);
        go_on(&mut play, &[(3, seen, expected), (4, seen, "")]);
        let alert = &play.alerts[0];
        assert!(alert.title.contains(seen), "{}", alert.title);
    }
}

#[test]
fn a_status_that_is_classed_worse_is_news_and_one_that_is_classed_milder_is_not() {
    let mut play = story("", &[(0, "ACTIVE_LIMITED", "degradation")]);
    play.set_policy("[checks.odb.statuses]\nACTIVE_LIMITED = \"failed\"");
    go_on(&mut play, &[(1, "ACTIVE_LIMITED", "failure"), (2, "ACTIVE_LIMITED", "")]);
    play.set_policy("");
    go_on(&mut play, &[(3, "ACTIVE_LIMITED", "")]);
    play.set_policy("[checks.odb]\naccept = [\"ACTIVE_LIMITED\"]");
    go_on(&mut play, &[(4, "ACTIVE_LIMITED", "recovery"), (5, "ACTIVE_LIMITED", "")]);
    assert_eq!(play.compliance(), Compliance::Compliant);
}

#[test]
fn the_policy_classes_a_status_that_this_build_does_not_know() {
    let policy = "[checks.odb.statuses]\nQUUX = \"suspended\"";
    story(policy, &[(0, "ACTIVE", ""), (1, "QUUX", "failure")]);
}

// Deadlines.

#[test]
fn a_status_is_stuck_once_after_its_deadline() {
    let cases = [("ACTIVATING", 24, "stuck"), ("REGISTERING", 1, "stuck")];
    for (seen, deadline, expected) in cases {
        let mut play = story("", &[(0, seen, ""), (deadline, seen, "")]);
        assert_eq!(play.compliance(), Compliance::InsufficientData);
        go_on(&mut play, &[(deadline + 1, seen, expected), (deadline + 2, seen, "")]);
        assert_eq!(play.compliance(), Compliance::NonCompliant);
        go_on(&mut play, &[(deadline + 3, "ACTIVE", "recovery")]);
    }
    let waiting =
        [(0, "PENDING_CUSTOMER_ACTION", "action-required"), (24, "PENDING_CUSTOMER_ACTION", "reminder")];
    let mut play = story("", &waiting);
    go_on(
        &mut play,
        &[(48, "PENDING_CUSTOMER_ACTION", "reminder"), (73, "PENDING_CUSTOMER_ACTION", "stuck")],
    );
    let ending = "ACTIVE KmsTde=TERMINATING";
    story("", &[(0, ending, "degradation"), (25, ending, "stuck"), (26, ending, "")]);
}

#[test]
fn a_held_status_that_is_overdue_when_it_is_first_reported_keeps_its_kind() {
    let policy = "notify_after = \"80h\"";
    let seen = "PENDING_CUSTOMER_ACTION";
    story(policy, &[(0, seen, ""), (79, seen, ""), (80, seen, "action-required"), (81, seen, "")]);
}

#[test]
fn every_overdue_component_is_named() {
    let mut play = story("", &[(0, "ACTIVATING KmsTde=PROVISIONING S3=PROVISIONING", "")]);
    let alert = play.at(25, "ACTIVATING KmsTde=PROVISIONING S3=PROVISIONING").unwrap();
    assert_eq!(alert.title, "onboarding stuck in ACTIVATING for 25 h (+2 more)");
    let expected = "onboarding has been ACTIVATING for 25 h; 24 h is allowed. iam-role/KmsTde and iam-role/S3 \
                    have been PROVISIONING for 25 h; 24 h is allowed.";
    assert_eq!(alert.summary, expected);
    assert!(alert.components.iter().all(|one| one.overdue && one.news), "{:#?}", alert.components);
}

#[test]
fn the_policy_moves_a_deadline_of_its_component() {
    let policy = "[checks.odb]\ndeadlines = { ACTIVATING = \"48h\" }\n\
                  [checks.odb.components.\"iam-role/\"]\ndeadlines = { PROVISIONING = \"2h\" }";
    story(policy, &[(0, "ACTIVATING", ""), (48, "ACTIVATING", ""), (49, "ACTIVATING", "stuck")]);
    let seen = "ACTIVE KmsTde=PROVISIONING";
    story(policy, &[(0, seen, ""), (2, seen, ""), (3, seen, "stuck")]);
}

#[test]
fn a_deadline_does_not_pass_while_nobody_sees_the_status() {
    let blind = [(1, "denied", ""), (3, "denied", "blind"), (27, "denied", "reminder")];
    let mut play = story("", &[(0, "ACTIVATING", "")]);
    go_on(&mut play, &blind);
    go_on(&mut play, &[(28, "ACTIVATING", "stuck")]);
}

// Reminders and recoveries.

#[test]
fn an_open_problem_is_reported_again_each_day() {
    let mut play = Play::new("");
    let alerts: Vec<_> = (0..60).filter_map(|at| Some((at, play.at(at, "FAILED")?))).collect();
    let sent: Vec<_> = alerts.iter().map(|(at, alert)| (*at, alert.kind, alert.severity)).collect();
    let reminder = |at| (at, Kind::Reminder, Severity::Critical);
    assert_eq!(sent, [(0, Kind::Failure, Severity::Critical), reminder(24), reminder(48)]);
    assert_eq!(alerts[2].1.title, "onboarding still FAILED after 48 h");
    assert_eq!(alerts[0].1.next.reminder, Some(hour(24)));
}

#[test]
fn a_daily_schedule_that_comes_early_reminds_every_day() {
    let mut play = Play::new("");
    let early = |day: i64| minute(day * 24 * 60 - day);
    let kinds: Vec<_> =
        (0..5).map(|day| play.run(early(day), &look("FAILED")).map(|alert| alert.kind)).collect();
    assert_eq!(kinds[0], Some(Kind::Failure));
    assert!(kinds[1..].iter().all(|kind| *kind == Some(Kind::Reminder)), "{kinds:?}");
    let mut play = story("", &[(0, "FAILED", "failure")]);
    assert_eq!(play.run(minute(23 * 60), &look("FAILED")), None, "three per cent and no more");
}

#[test]
fn a_recovery_passes_any_policy_and_says_how_long_it_lasted() {
    let mut play = story(
        "notify_at = \"critical\"",
        &[(0, "ACTIVE", ""), (1, "FAILED", "failure"), (2, "ACTIVATING", ""), (25, "ACTIVATING", "")],
    );
    let alert = play.at(30, "ACTIVE").unwrap();
    assert_eq!(
        (alert.kind, alert.severity, alert.ends),
        (Kind::Recovery, Severity::Info, Some(Ends::Problem))
    );
    assert_eq!(alert.title, "recovered after 29 h: onboarding ACTIVE");
    assert_eq!(alert.first_seen, hour(1));
    assert_eq!(play.state().problem, None);
}

#[test]
fn progressing_in_time_opens_nothing_and_ends_nothing() {
    let mut play = story("", &[(0, "FAILED", "failure"), (1, "ACTIVATING", "")]);
    let problem = play.state().problem.clone().unwrap();
    assert_eq!((problem.opened_at, problem.components.len()), (hour(0), 0));
    go_on(&mut play, &[(24, "ACTIVATING", "reminder")]);
    let alert = play.alerts.last().unwrap();
    assert_eq!(alert.title, "not over after 24 h: onboarding ACTIVATING");
    // A problem that comes back is news again.
    go_on(&mut play, &[(25, "FAILED", "failure"), (26, "ACTIVE", "recovery")]);
}

// Holds.

#[test]
fn what_is_below_notify_at_is_held_and_its_end_is_silent() {
    let play = story(
        "notify_at = \"critical\"",
        &[(0, "ACTIVE", ""), (1, "ACTIVE_LIMITED", ""), (30, "ACTIVE_LIMITED", ""), (31, "ACTIVE", "")],
    );
    assert_eq!(play.history[1].kind, Some(Kind::Degradation));
    assert_eq!(holds(&play)[1], [Hold::BelowNotifyAt]);
    let closed = play.history[2].closed.unwrap();
    assert_eq!((closed.opened_at, closed.held), (hour(1), Some(Hold::BelowNotifyAt)));
}

#[test]
fn what_is_too_young_is_held_until_it_is_old_enough() {
    let policy = "notify_after = \"3h\"";
    let mut play = story(policy, &[(0, "ACTIVE", ""), (1, "FAILED", ""), (3, "FAILED", "")]);
    assert_eq!(holds(&play), [vec![], vec![Hold::TooYoung]]);
    go_on(&mut play, &[(4, "FAILED", "failure"), (5, "ACTIVE", "recovery")]);
    assert_eq!(play.alerts[0].first_seen, hour(1));
    let play = story(policy, &[(0, "ACTIVE", ""), (1, "FAILED", ""), (2, "ACTIVE", "")]);
    assert_eq!(play.history[2].closed.unwrap().held, Some(Hold::TooYoung));
}

#[test]
fn a_held_problem_is_reported_beside_other_news_only_when_its_hold_ends() {
    let mut play =
        story("notify_after = \"3h\"", &[(0, "FAILED", ""), (2, "FAILED KmsTde=PROVISION_FAILED", "")]);
    let alert = play.at(3, "FAILED KmsTde=PROVISION_FAILED").unwrap();
    let news: Vec<_> = alert.components.iter().map(|one| one.news).collect();
    assert_eq!(news, [true, false]);
    go_on(&mut play, &[(5, "FAILED KmsTde=PROVISION_FAILED", "failure")]);
}

#[test]
fn what_was_held_is_reported_by_a_blind_look_too() {
    let play = story("notify_after = \"2h\"", &[(0, "FAILED", ""), (1, "down", ""), (2, "down", "failure")]);
    assert!(play.alerts[0].title.contains("onboarding is FAILED"), "{}", play.alerts[0].title);
}

// Blindness.

#[test]
fn blindness_is_reported_after_two_hours_once_and_when_it_is_over() {
    let mut play = story("", &[(0, "ACTIVE", ""), (1, "down", ""), (2, "down", "")]);
    assert_eq!((play.history.len(), play.compliance()), (1, Compliance::Compliant));
    let alert = play.at(3, "down").unwrap();
    assert_eq!((alert.kind, alert.compliance.to), (Kind::Blind, Compliance::InsufficientData));
    assert_eq!(alert.title, "cannot be seen: unavailable (InternalServerException)");
    assert_eq!(alert.first_seen, hour(1));
    assert_eq!(play.state().components["onboarding"].status, "ACTIVE", "the last status stands");
    go_on(&mut play, &[(4, "down", ""), (40, "down", "")]);
    let alert = play.at(41, "ACTIVE").unwrap();
    assert_eq!((alert.kind, alert.ends), (Kind::Recovery, Some(Ends::Blindness)));
    assert_eq!(alert.title, "seen again after 40 h: onboarding ACTIVE");
    assert_eq!(play.compliance(), Compliance::Compliant);
    assert_eq!(play.history[1].blind.as_ref().unwrap().since, hour(1));
}

#[test]
fn blindness_is_a_matter_of_time_and_not_of_looks() {
    let mut play = story("", &[(0, "ACTIVE", "")]);
    for minutes in [60, 61, 63, 100, 179] {
        assert_eq!(play.run(minute(minutes), &look("down")), None, "at minute {minutes}");
    }
    assert_eq!(play.run(minute(180), &look("down")).unwrap().kind, Kind::Blind);
    story("", &[(0, "ACTIVE", ""), (24, "down", ""), (48, "down", "blind")]);
    story("", &[(0, "ACTIVE", ""), (1, "down", ""), (2, "ACTIVE", ""), (3, "down", ""), (4, "down", "")]);
}

#[test]
fn denied_blindness_is_reported_again_each_day() {
    let scenes = [(0, "ACTIVE", ""), (1, "denied", ""), (3, "denied", "blind"), (27, "denied", "reminder")];
    let play = story("", &scenes);
    assert_eq!(play.alerts[1].title, "still cannot be seen after 26 h: denied (AccessDeniedException)");
    let down = [(0, "ACTIVE", ""), (1, "down", ""), (3, "down", "blind"), (27, "down", ""), (60, "down", "")];
    story("", &down);
}

#[test]
fn a_problem_stands_while_it_cannot_be_seen() {
    let mut play = story("", &[(0, "FAILED", "failure"), (1, "down", ""), (3, "down", "blind")]);
    assert_eq!(play.compliance(), Compliance::NonCompliant);
    go_on(&mut play, &[(24, "down", "reminder")]);
    assert!(play.alerts[2].summary.contains("could not be read since"), "{}", play.alerts[2].summary);
    let alert = play.at(25, "FAILED").unwrap();
    assert_eq!((alert.kind, alert.ends), (Kind::Recovery, Some(Ends::Blindness)));
    assert!(alert.summary.contains("still open"), "{}", alert.summary);
    go_on(&mut play, &[(26, "ACTIVE", "recovery"), (27, "ACTIVE", "")]);
}

#[test]
fn a_finding_after_blindness_outranks_its_end() {
    let mut play = story("", &[(0, "ACTIVE", ""), (1, "down", ""), (3, "down", "blind")]);
    let alert = play.at(4, "SUSPENDED").unwrap();
    assert_eq!(alert.kind, Kind::Failure);
    assert!(alert.summary.contains("can be seen again after 3 h"), "{}", alert.summary);
    assert_eq!(play.at(5, "SUSPENDED"), None);
    let policy = "notify_at = \"warning\"\nnotify_after = \"9h\"";
    story(policy, &[(0, "ACTIVE", ""), (1, "down", ""), (3, "down", "blind"), (4, "SUSPENDED", "recovery")]);
}

#[test]
fn held_blindness_is_history_once() {
    let policy = "notify_at = \"critical\"";
    let mut play = story(policy, &[(0, "ACTIVE", ""), (1, "down", ""), (3, "down", ""), (4, "down", "")]);
    assert_eq!(holds(&play), [vec![], vec![Hold::BelowNotifyAt]]);
    go_on(&mut play, &[(5, "ACTIVE", "")]);
    let mut play = story(policy, &[(0, "ACTIVE", ""), (1, "down", ""), (3, "down", "")]);
    play.set_policy("");
    go_on(&mut play, &[(4, "down", "blind")]);
}

#[test]
fn never_seen_and_blind_makes_a_state_and_later_a_baseline() {
    let mut play = story("", &[(0, "down", ""), (1, "down", ""), (2, "down", "blind")]);
    assert_eq!(play.compliance(), Compliance::InsufficientData);
    go_on(&mut play, &[(3, "ACTIVE", "recovery")]);
    assert_eq!(play.history.last().unwrap().transitions[0].from, "(none)");
}

#[test]
fn not_offered_is_believed_where_the_region_is_known_and_never_answered() {
    let play = story("", &[(0, "nowhere", ""), (9, "nowhere", "")]);
    assert_eq!((play.history.len(), play.compliance()), (1, Compliance::NotApplicable));
    story("", &[(0, "ACTIVE", ""), (1, "nowhere", ""), (3, "nowhere", "blind")]);
    let mut mistyped = Play::new("");
    mistyped.enrollment = "odb/111122223333/us-east-9".parse().unwrap();
    go_on(&mut mistyped, &[(0, "nowhere", ""), (2, "nowhere", "blind")]);
    assert!(mistyped.alerts[0].summary.contains("us-east-9"), "{}", mistyped.alerts[0].summary);
    assert_eq!(mistyped.outcome(3, &look("nowhere")), Outcome::Blind);
}

// Flapping.

#[test]
fn a_component_that_flaps_is_reported_as_such_and_then_held() {
    let mut play = Play::new("");
    let flips = |at: i64| if at % 2 == 0 { "FAILED" } else { "ACTIVE" };
    let mut sent: Vec<_> = (0..24).filter_map(|at| Some((at, play.at(at, flips(at))?.kind))).collect();
    let (failure, recovery) = (Kind::Failure, Kind::Recovery);
    let before = [(0, failure), (1, recovery), (2, failure), (3, recovery), (4, failure), (5, recovery)];
    assert_eq!(sent.split_off(6), [(6, Kind::Flapping)]);
    assert_eq!(sent, before);
    assert_eq!(play.alerts[6].title, "onboarding flapping, now FAILED");
    assert_eq!(play.history[8].held[0].hold, Hold::Flapping);
    // Last a problem at hour 22, fine since 23.
    go_on(&mut play, &[(30, "ACTIVE", "reminder"), (34, "ACTIVE", ""), (35, "ACTIVE", "recovery")]);
    assert_eq!(play.compliance(), Compliance::Compliant);
}

#[test]
fn what_stands_when_flapping_ends_is_reported() {
    let mut play = Play::new("remind_every = \"300h\"");
    play.alternate(12, "FAILED", "ACTIVATING");
    assert_eq!(play.alerts.last().unwrap().kind, Kind::Flapping);
    go_on(
        &mut play,
        &[(12, "FAILED", ""), (23, "FAILED", ""), (24, "FAILED", "failure"), (25, "FAILED", "")],
    );
}

#[test]
fn a_part_that_comes_and_goes_flaps_too() {
    for (there, away) in [("ACTIVE KmsTde=AVAILABLE", "ACTIVE"), ("ACTIVE KmsTde=PROVISION_FAILED", "ACTIVE")]
    {
        let mut play = Play::new("");
        play.alternate(24, there, away);
        let kinds: Vec<Kind> = play.alerts.iter().map(|alert| alert.kind).collect();
        assert_eq!(kinds.iter().filter(|kind| **kind == Kind::Flapping).count(), 1, "{kinds:?}");
        assert_eq!(kinds.len(), 7, "{kinds:?}");
    }
}

#[test]
fn a_component_that_flaps_holds_back_no_other_and_nothing_worse() {
    let mut play = Play::new("");
    play.alternate(8, "ACTIVE_LIMITED", "ACTIVE");
    assert_eq!(play.alerts.last().unwrap().kind, Kind::Flapping);
    go_on(
        &mut play,
        &[
            (8, "ACTIVE_LIMITED", ""),
            (9, "ACTIVE_LIMITED KmsTde=PROVISION_FAILED", "failure"),
            (10, "FAILED KmsTde=PROVISION_FAILED", "failure"),
            (11, "ACTIVE", ""),
            (12, "FAILED", ""),
        ],
    );
}

#[test]
fn one_alert_is_as_severe_as_the_worst_that_it_names() {
    let mut play = Play::new("");
    play.alternate(6, "ACTIVE_LIMITED", "ACTIVE");
    let alert = play.at(6, "ACTIVE_LIMITED KmsTde=PROVISION_FAILED").unwrap();
    assert_eq!((alert.kind, alert.severity), (Kind::Flapping, Severity::Critical));
}

#[test]
fn what_nobody_sees_is_not_steady() {
    let mut play = Play::new("");
    play.alternate(8, "FAILED", "ACTIVE");
    let blind = [(8, "down", ""), (10, "down", "blind"), (19, "down", ""), (30, "down", "reminder")];
    go_on(&mut play, &blind);
    go_on(&mut play, &[(31, "ACTIVE", "recovery")]);
    assert_eq!(play.alerts.last().unwrap().ends, Some(Ends::Problem));
}

#[test]
fn held_problems_count_for_flapping_which_is_then_held_for_the_same_reason() {
    let mut play = Play::new("notify_at = \"critical\"");
    play.alternate(7, "ACTIVE_LIMITED", "ACTIVE");
    assert_eq!(play.alerts, []);
    assert_eq!(play.history[6].kind, Some(Kind::Flapping));
    assert_eq!(play.history[6].held[0].hold, Hold::BelowNotifyAt);
    go_on(&mut play, &[(7, "ACTIVE", ""), (8, "FAILED", "flapping")]);
}

#[test]
fn the_policy_says_when_a_component_flaps() {
    let policy = "flapping = { times = 2, within = \"1h\", steady = \"2h\" }";
    let scenes = [(0, "FAILED", "failure"), (1, "ACTIVE", "recovery"), (2, "FAILED", "failure")];
    let mut play = story(policy, &scenes);
    assert_eq!(play.run(minute(130), &look("ACTIVE")).map(|alert| alert.kind), Some(Kind::Recovery));
    assert_eq!(play.run(minute(140), &look("FAILED")).map(|alert| alert.kind), Some(Kind::Flapping));
    assert_eq!(play.run(minute(150), &look("ACTIVE")), None);
    assert_eq!(play.run(minute(269), &look("ACTIVE")), None);
    assert_eq!(play.run(minute(270), &look("ACTIVE")).map(|alert| alert.kind), Some(Kind::Recovery));
}

// What is written.

#[test]
fn an_unchanged_look_is_noted_once_an_hour() {
    let mut play = Play::new("");
    play.run(minute(0), &look("ACTIVE"));
    for minutes in [1, 30, 59] {
        assert_eq!(play.decision(minute(minutes), &look("ACTIVE")).write, Write::Nothing);
    }
    assert_eq!(play.decision(minute(60), &look("ACTIVE")).write, Write::Note);
    play.run(minute(61), &look("ACTIVE"));
    assert_eq!((play.state().looked_at, play.state().last_observed), (minute(61), Some(minute(61))));
    assert_eq!(play.decision(minute(62), &look("ACTIVE")).write, Write::Nothing);
    assert_eq!(play.history.len(), 1);
}

#[test]
fn a_blind_look_is_noted_while_it_is_news_to_the_rules() {
    let mut play = story("blind_after = \"9h\"", &[(0, "ACTIVE", "")]);
    for (minutes, is_written) in [(1, true), (2, false), (3, false)] {
        let (notes, id) = (play.notes, format!("request-{minutes}"));
        let down =
            Blindness::new(Cause::Unavailable, Some("InternalServerException"), Some(&id), "try later");
        play.run(minute(minutes), &Observation::Blind(down));
        assert_eq!(play.notes > notes, is_written, "at minute {minutes}");
    }
    play.run(minute(5), &look("denied"));
    assert_eq!(play.state().blind.as_ref().unwrap().latest.code.as_deref(), Some("AccessDeniedException"));
    play.run(minute(6), &look("ACTIVE"));
    assert_eq!((play.state().blind.as_ref(), play.history.len()), (None, 1));
}

#[test]
fn looking_again_after_a_gap_is_history() {
    let mut play = story("", &[(0, "ACTIVE", ""), (48, "ACTIVE", "")]);
    assert_eq!(play.history.len(), 1, "48 hours are no gap");
    go_on(&mut play, &[(97, "ACTIVE", "")]);
    let before = play.history[1].before.unwrap();
    assert_eq!(
        (before.looked_at, before.observed_at, before.changed_at),
        (hour(48), Some(hour(48)), hour(0))
    );
    assert_eq!(play.history[1].kind, None);
    go_on(&mut play, &[(98, "down", ""), (150, "down", "blind")]);
    let before = play.history[2].before.unwrap();
    assert_eq!((before.looked_at, before.observed_at), (hour(98), Some(hour(97))), "a blind look is one");
}

#[test]
fn a_changed_reason_or_fact_is_history_and_no_alert() {
    let mut play = Play::new("");
    let looks = [("a", "1"), ("b", "1"), ("b", "2"), ("b", "2")];
    let looks = looks.iter().zip(0..);
    let outcomes: Vec<Outcome> =
        looks.map(|((reason, fact), at)| play.outcome(at, &detailed("FAILED", reason, fact))).collect();
    assert_eq!(outcomes, [Outcome::Changed, Outcome::Changed, Outcome::Changed, Outcome::Unchanged]);
    assert_eq!((play.history.len(), play.alerts.len()), (3, 1));
}

#[test]
fn a_compliance_that_the_policy_changes_is_history() {
    let mut play = story("", &[(0, "ACTIVE", ""), (1, "NOT_STARTED", "degradation")]);
    play.set_policy("[checks.odb]\nrequired = \"never\"");
    go_on(&mut play, &[(2, "NOT_STARTED", "recovery"), (3, "NOT_STARTED", "")]);
    assert_eq!((play.history.len(), play.history[2].compliance), (3, Compliance::NotApplicable));
}

#[test]
fn a_new_policy_is_noted_even_without_effect() {
    let mut play = story("", &[(0, "ACTIVE", "")]);
    let digest = play.state().policy.clone();
    play.set_policy("history_days = 30");
    play.run(minute(1), &look("ACTIVE"));
    assert_eq!(play.notes, 1);
    assert_ne!(play.state().policy, digest);
}

#[test]
fn a_clock_that_steps_back_writes_later_all_the_same() {
    let mut play = story("", &[(10, "ACTIVE", ""), (5, "FAILED", "failure")]);
    assert_eq!(play.history[1].at, hour(10));
    assert!(play.state().noted_at > hour(10));
    go_on(&mut play, &[(6, "ACTIVE", "recovery")]);
    assert_eq!(play.alerts[1].title, "recovered after 0 s: onboarding ACTIVE");
}

#[test]
fn history_is_kept_until_it_was_superseded_for_long() {
    let mut play = story("history_days = 30", &[(0, "ACTIVE", "")]);
    let decision = play.decision(hour(1), &look("FAILED"));
    assert_eq!(decision.change().unwrap().keep_superseded_until, hour(1 + 30 * 24));
    play.at(1, "FAILED");
}

#[test]
fn a_retired_enrollment_closes_its_reported_problem_with_one_alert() {
    let mut play = Play::new("");
    play.at(0, "ACTIVE");
    play.at(1, "SUSPENDED");
    let alert = play.retire(hour(3)).unwrap();
    assert_eq!((alert.kind, alert.severity, alert.first_seen), (Kind::Retired, Severity::Info, hour(1)));
    assert_eq!(alert.title, "no longer watched: onboarding SUSPENDED");
    let state = play.state();
    assert_eq!(
        (state.retired_at, &state.problem, state.compliance),
        (Some(hour(3)), &None, Compliance::NotApplicable)
    );
    let entry = play.history.last().unwrap();
    assert_eq!((entry.retired, entry.closed.map(|closed| closed.opened_at)), (true, Some(hour(1))));
    assert_eq!(state.components["onboarding"].status, "SUSPENDED", "its history stays");
}

#[test]
fn a_retired_enrollment_without_a_reported_problem_is_silent() {
    for (policy, seen) in [("", "ACTIVE"), ("notify_after = \"9h\"", "SUSPENDED"), ("", "denied")] {
        let mut play = Play::new(policy);
        (0..4).for_each(|at| drop(play.at(at, seen)));
        assert_eq!(play.retire(hour(5)), None, "{seen}");
        assert_eq!(play.state().blind, None);
    }
}

#[test]
fn what_is_planned_again_goes_on_with_its_history_and_reports_what_it_finds() {
    let mut play = Play::new("");
    play.at(0, "SUSPENDED");
    play.retire(hour(2));
    let alert = play.at(4, "SUSPENDED").unwrap();
    assert_eq!((alert.kind, alert.version, alert.first_seen), (Kind::Failure, 3, hour(0)));
    assert_eq!((play.state().retired_at, play.compliance()), (None, Compliance::NonCompliant));
    play.at(5, "ACTIVE");
    play.retire(hour(6));
    play.at(7, "ACTIVE");
    assert_eq!(play.state().version, 6, "to be watched again is history, even if nothing else changed");
    assert_eq!(play.alerts.last().unwrap().kind, Kind::Recovery);
}

#[test]
fn ids_differ_for_every_alert_and_sort_by_version() {
    let mut play = Play::new("flapping = { times = 100 }");
    play.alternate(24, "ACTIVE", "FAILED");
    let ids: Vec<&str> = play.alerts.iter().map(|alert| alert.id.as_str()).collect();
    assert_eq!(ids.len(), 23);
    assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
}
