//! What commands print, as it reads on a screen of 80 columns.

use std::collections::BTreeMap;
use std::time::Duration;

use rollcall_checks::odb::RULES as ODB;
use rollcall_core::account::Account;
use rollcall_core::alert::Severity;
use rollcall_core::condition::Compliance;
use rollcall_core::history::HistoryEntry;
use rollcall_core::observation::{Blindness, Cause};
use rollcall_core::policy::Policy;
use rollcall_core::rules::Rules;
use rollcall_core::state::{BlindSpell, ComponentProblem, ComponentState, Problem, Reported, Sight, State};
use rollcall_core::time::Time;

use super::{Screen, doctor, explain, groups as group_table, history, status, wrapped};
use crate::finding::{Finding, Subject};
use crate::groups::{GroupBy, groups};
use crate::inventory::KnownAccounts;
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

/// What the inventory knows of the account of each state.
fn accounts() -> KnownAccounts {
    named("payments-prod")
}

fn named(name: &str) -> KnownAccounts {
    KnownAccounts::of([Account {
        name: Some(name.to_owned()),
        organizational_unit: Some("/prod/data".to_owned()),
        owner: Some("data-team".to_owned()),
        ..Account::new("111122223333".parse().unwrap())
    }])
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
fn names_stand_beside_enrollments_as_far_as_the_screen_is_wide_enough() {
    let states = [
        state("us-east-1", "SUSPENDED", Compliance::NonCompliant),
        state("ap-southeast-2", "ACTIVE", Compliance::Compliant),
    ];
    let standings: Vec<Standing> = states.iter().map(|state| standing(state, hour(51))).collect();
    let table = |name: &str, columns| {
        let screen = Screen { columns, ..screen(hour(51)) };
        let table = plain(&status::table_with_names(&standings, &named(name), screen));
        let is_too_wide = |line: &str| columns.is_some_and(|columns| line.chars().count() > columns);
        assert!(!table.lines().any(is_too_wide), "{table}");
        table
    };
    let long = "payments-and-settlements-of-the-whole-world".repeat(3);
    let tables = [
        table("payments-prod", Some(100)),
        table("payments-prod", Some(80)),
        table(&long, Some(80)),
        table(&long, Some(70)),
    ];
    insta::assert_snapshot!(tables.join("\n"));
    assert!(table(&long, None).contains(&long), "a pipe takes lines of any length");
    let nameless = plain(&status::table_with_names(&standings, &KnownAccounts::default(), screen(hour(51))));
    assert_eq!(nameless, plain(&status::table(&standings, screen(hour(51)))));
}

#[test]
fn groups_have_a_line_each_the_worst_first_and_signs_that_the_totals_explain() {
    let of = |account: &str, region: &str, status: &str, compliance| {
        let mut state = state(region, status, compliance);
        state.enrollment = format!("odb/{account}/{region}").parse().unwrap();
        state
    };
    let (bad, good) = (Compliance::NonCompliant, Compliance::Compliant);
    let mut open = of("444455556666", "us-east-1", "FAILED", bad);
    open.problem =
        Some(Problem { opened_at: hour(5), reported_at: None, held: None, components: BTreeMap::new() });
    let states = [
        of("000000000001", "us-east-1", "ACTIVE", good),
        of("111122223333", "us-east-1", "ACTIVE", good),
        of("111122223333", "us-east-2", "SUSPENDED", bad),
        open,
        of("444455556666", "us-east-2", "SUSPENDED", bad),
        of("777788889999", "us-east-1", "QUUX", Compliance::InsufficientData),
    ];
    let standings: Vec<Standing> = states.iter().map(|state| standing(state, hour(51))).collect();
    let account = |id: &str, name: &str, unit: &str| Account {
        name: Some(name.to_owned()),
        organizational_unit: Some(unit.to_owned()),
        ..Account::new(id.parse().unwrap())
    };
    let known = KnownAccounts::of([
        account("111122223333", "payments-prod", "/prod/data/eu"),
        account("444455556666", "lab", "/prod/data/us"),
        account("777788889999", "billing", "/staging"),
    ]);
    let table = |by| {
        let groups = groups(&standings, by, &known);
        let totals = rollcall_core::standing::Totals::of(&standings);
        let table = plain(&group_table::table(&groups, by, &known, &totals, screen(hour(51))));
        assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
        table
    };
    let tables = [
        GroupBy::OrganizationalUnit { depth: None },
        GroupBy::OrganizationalUnit { depth: Some(2) },
        GroupBy::Owner,
        GroupBy::Account,
        GroupBy::Region,
    ];
    insta::assert_snapshot!(tables.map(table).join("\n"));
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
        plain(&explain::text(&explanation, &accounts(), screen(hour(10))))
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
    let text = plain(&history::text(&enrollment, &accounts(), &entries, &timeline, screen(hour(50))));
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
