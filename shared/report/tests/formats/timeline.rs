//! What a timeline says of the time in which nobody looked.

use rollcall_core::observation::Observation;
use rollcall_core::policy::{Policy, Rules};
use rollcall_report::timeline::{Timeline, Unseen};

use crate::samples::{CHECK, denied, from, now, seen, story};

/// Runs, given with their hours before now, and the bands that they make.
fn check(runs: &[(i64, Observation)], expected: &[&str]) {
    let story = story("odb/111122223333/us-east-1", runs);
    let rules = Rules { check: &CHECK, policy: &Policy::default() };
    let timeline = Timeline::of(&story.entries, story.standing.last_observed, rules, from(), now());
    let bands = timeline.bands.iter().map(|band| {
        let [from, to] = [band.from, band.to].map(|time| now().since(time).as_secs() / 3600);
        let unseen = match band.unseen {
            None => "",
            Some(Unseen::Blind) => " blind",
            Some(Unseen::Stale) => " stale",
        };
        format!("{from}..{to} {}{unseen}", band.compliance.as_str())
    });
    assert_eq!(bands.collect::<Vec<_>>(), expected);
}

#[test]
fn what_was_seen_within_two_days_stands() {
    check(&[(48, seen("ACTIVE"))], &["48..0 COMPLIANT"]);
    check(&[(90, seen("ACTIVE")), (42, seen("FAILED"))], &["90..42 COMPLIANT", "42..0 NON_COMPLIANT"]);
}

#[test]
fn what_nobody_has_seen_for_longer_is_stale_and_not_known_to_be_compliant() {
    check(
        &[(100, seen("ACTIVE")), (90, seen("ACTIVE"))],
        &["100..90 COMPLIANT", "90..0 INSUFFICIENT_DATA stale"],
    );
    check(&[(90, seen("FAILED"))], &["90..0 NON_COMPLIANT stale"]);
}

#[test]
fn a_gap_before_a_change_is_stale_too() {
    check(
        &[(100, seen("ACTIVE")), (90, seen("ACTIVE")), (20, seen("FAILED"))],
        &["100..90 COMPLIANT", "90..20 INSUFFICIENT_DATA stale", "20..0 NON_COMPLIANT"],
    );
    check(
        &[(900, seen("ACTIVE")), (20, seen("FAILED"))],
        &["168..20 INSUFFICIENT_DATA stale", "20..0 NON_COMPLIANT"],
    );
}

#[test]
fn what_could_not_be_seen_is_blind_for_as_long_as_it_lasts() {
    let blind = |hour: i64| (hour, denied("no"));
    check(
        &[(92, seen("ACTIVE")), blind(91), blind(90), blind(89)],
        &["92..89 COMPLIANT", "89..0 INSUFFICIENT_DATA blind"],
    );
}
