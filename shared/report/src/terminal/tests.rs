//! What commands print, as it reads on a screen of 80 columns.

use std::collections::BTreeMap;
use std::time::Duration;

use rollcall_checks::odb::RULES as ODB;
use rollcall_core::alert::Severity;
use rollcall_core::condition::Compliance;
use rollcall_core::history::HistoryEntry;
use rollcall_core::observation::{Blindness, Cause};
use rollcall_core::policy::Policy;
use rollcall_core::rules::Rules;
use rollcall_core::state::{BlindSpell, ComponentProblem, ComponentState, Problem, Reported, Sight, State};
use rollcall_core::time::Time;

use super::{Screen, doctor, explain, history, status, wrapped};
use crate::finding::{Finding, Subject};
use rollcall_core::explanation::Explanation;
use rollcall_core::standing::Standing;
use rollcall_core::timeline::Timeline;

/// `hours` after the start of 2026.
fn hour(hours: i64) -> Time {
    Time::from_epoch_millis(1_767_225_600_000 + hours * 3_600_000)
}

fn screen(now: Time) -> Screen {
    Screen { columns: Some(80), now, local: |time| time.minute() }
}

fn state(region: &str, status: &str, compliance: Compliance) -> State {
    let enrollment = format!("odb/111122223333/{region}").parse().unwrap();
    let component =
        ComponentState { status: status.into(), reason: None, since: hour(0), was_enrolled: true };
    State {
        compliance,
        sight: Sight::Observed,
        components: BTreeMap::from([("onboarding".to_owned(), component)]),
        first_observed: Some(hour(0)),
        last_observed: Some(hour(50)),
        looked_at: hour(50),
        policy: Rules { check: &ODB, policy: &Policy::default() }.digest(),
        ..State::new(&enrollment, hour(0))
    }
}

fn standing(state: &State, now: Time) -> Standing {
    Standing::of(state, Rules { check: &ODB, policy: &Policy::default() }, now)
}

fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[test]
fn status_has_a_line_for_each_enrollment_and_never_more_than_80_columns() {
    let mut blind = state("ap-southeast-2", "ACTIVE", Compliance::Compliant);
    let latest = Blindness::new(Cause::Denied, Some("AccessDeniedException"), None, "not allowed");
    blind.blind = Some(BlindSpell { since: hour(48), latest, recorded: false, reported_at: None });
    let states = [
        blind,
        state("us-east-1", "SUSPENDED", Compliance::NonCompliant),
        state("eu-central-1", &"LONG_".repeat(20), Compliance::InsufficientData),
    ];
    let mut standings: Vec<Standing> = states.iter().map(|state| standing(state, hour(51))).collect();
    Standing::worst_first(&mut standings);
    let table = plain(&status::table(&standings, screen(hour(51))));
    assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
    insta::assert_snapshot!(table);
    let seen = [state("us-east-1", "ACTIVE", Compliance::Compliant)];
    let late: Vec<Standing> = seen.iter().map(|state| standing(state, hour(200))).collect();
    insta::assert_snapshot!("stale", plain(&status::table(&late, screen(hour(200)))));
}

#[test]
fn explain_tells_the_rule_the_deadline_and_the_reminder() {
    let mut suspended = state("us-east-1", "SUSPENDED", Compliance::NonCompliant);
    let reported =
        Reported { at: hour(6), status: "SUSPENDED".into(), severity: Severity::Critical, overdue: false };
    let component = ComponentProblem { since: hour(1), reported: Some(reported), held: None };
    suspended.problem = Some(Problem {
        opened_at: hour(1),
        reported_at: Some(hour(6)),
        held: None,
        components: BTreeMap::from([("onboarding".to_owned(), component)]),
    });
    let activating = state("us-east-1", "ACTIVATING", Compliance::InsufficientData);
    let policy = Policy::default();
    let rules = Rules { check: &ODB, policy: &policy };
    let explained = [suspended, activating].map(|state| {
        let explanation = Explanation::of(&state, rules, &[], hour(10));
        plain(&explain::text(&explanation, screen(hour(10))))
    });
    insta::assert_snapshot!(explained.join("\n"));
}

#[test]
fn history_draws_each_band_and_tells_each_entry() {
    let entry = |version: u64, at: Time, status: &str, compliance| HistoryEntry {
        enrollment: "odb/111122223333/us-east-1".parse().unwrap(),
        version,
        at,
        kind: None,
        sight: Sight::Observed,
        components: state("us-east-1", status, compliance).components,
        facts: BTreeMap::new(),
        compliance,
        problem: None,
        blind: None,
        before: None,
        transitions: Vec::new(),
        held: Vec::new(),
        closed: None,
        forgotten: None,
        alert: None,
        retired: false,
        receipts: BTreeMap::new(),
    };
    let entries = [
        entry(1, hour(0), "ACTIVE", Compliance::Compliant),
        entry(2, hour(30), "SUSPENDED", Compliance::NonCompliant),
    ];
    let rules = Rules { check: &ODB, policy: &Policy::default() };
    let now = standing(&state("us-east-1", "SUSPENDED", Compliance::NonCompliant), hour(50));
    let timeline = Timeline::of(&entries, Some(&now), rules, hour(10), hour(50));
    let enrollment = entries[0].enrollment.clone();
    let text = plain(&history::text(&enrollment, &entries, &timeline, screen(hour(50))));
    insta::assert_snapshot!(text);
}

#[test]
fn long_lines_are_broken_between_words_and_hang_below_their_beginning() {
    let text = format!("  {}\nshort\n", "word ".repeat(30).trim_end());
    let text = wrapped(&text, Some(40));
    assert!(text.lines().all(|line| line.len() <= 40), "{text}");
    assert!(text.lines().nth(1).unwrap().starts_with("    word"), "{text}");
    assert!(text.ends_with("\nshort\n"), "{text}");
    assert_eq!(wrapped("as it is, however long", None), "as it is, however long");
}

#[test]
fn durations_take_four_characters() {
    let short = |seconds| super::short(Duration::from_secs(seconds));
    assert_eq!(
        [0, 59, 60, 3599, 3600, 172_799, 172_800].map(short),
        ["0s", "59s", "1m", "59m", "1h", "47h", "2d"]
    );
}

#[test]
fn findings_are_grouped_and_a_fault_is_followed_by_the_line_that_fixes_it() {
    let region = (Subject::Machine, vec![Finding::well("Region", "us-east-1")]);
    let text = |findings: &[(Subject, Vec<Finding>)]| plain(&doctor::text(findings, screen(hour(0))));
    let well = "this machine\n✓ Region: us-east-1\n";
    assert_eq!(text(&[region.clone(), (Subject::Sent, vec![])]), format!("{well}nothing is wrong\n"));
    let fix = "rollcall outbox retry --table rollcall --topic arn:aws:sns:us-east-1:111122223333:rollcall";
    let detail =
        format!("waits\nfor {}compute-optimizer/111122223333/us-east-1", "a very long time ".repeat(3));
    let text = text(&[region, (Subject::Sent, vec![Finding::wrong("outbox", detail, fix)])]);
    let [sent, first, second, last, ending] =
        text.strip_prefix(well).unwrap().lines().collect::<Vec<_>>()[..]
    else {
        panic!("{text}")
    };
    assert_eq!([sent, ending], ["what is sent", "1 of 2 to fix"]);
    assert!(first.starts_with("✗ outbox: waits for a very long time"), "{text}");
    assert_eq!(second, "  compute-optimizer/111122223333/us-east-1", "a name is not broken");
    assert_eq!(last, format!("    {fix}"), "it can be copied");
}
