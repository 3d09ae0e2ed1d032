//! The organization of the demo: what its story says, and what its state keeps of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use super::{copied, files, started};
use crate::running::{Running, User, text};

const UNTIL: &str = "2026-03-08T08:00:00Z";
const STATE: [&str; 2] = ["--state", "demo.db"];

/// The demo, played once for all tests: the user with its state, and what was printed.
static PLAYED: LazyLock<(User, String)> = LazyLock::new(|| {
    let user = User::new(&Running::start(&[]), "demo-organization");
    let demo = user.run(&["demo", "--organization", "--until", UNTIL, "--state", "demo.db"]);
    assert_eq!(demo.status.code(), Some(0), "{}", text(&demo.stderr));
    (user, text(&demo.stdout))
});

fn json(arguments: &[&str]) -> Value {
    let output = PLAYED.0.run(&[arguments, &STATE, &["--output", "json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)))
}

/// An alert in the stored history.
struct Alert {
    id: String,
    enrollment: String,
    kind: String,
    at: String,
    /// How often it was sent.
    sent: usize,
}

impl Alert {
    fn account(&self) -> &str {
        self.enrollment.split('/').nth(1).unwrap()
    }
}

/// Every alert of the story, the oldest first.
fn alerts() -> Vec<Alert> {
    let diff = json(&["diff", "--since", "2026-03-01", "--until", "2026-03-09"]);
    let alert = |change: &Value| {
        let field = |name: &str| change[name].as_str().unwrap_or_default().to_owned();
        let sent = change["receipts"].as_object().unwrap().len();
        let (enrollment, kind, at) = (field("enrollment"), field("kind"), field("at"));
        Some(Alert { id: change["alert"].as_str()?.to_owned(), enrollment, kind, at, sent })
    };
    let mut alerts: Vec<Alert> = diff["changes"].as_array().unwrap().iter().filter_map(alert).collect();
    alerts.sort_by(|one, other| one.at.cmp(&other.at));
    alerts
}

/// `failure odb` → how many there are, at each time.
fn counted(alerts: &[Alert]) -> BTreeMap<(&str, String), usize> {
    let mut counted = BTreeMap::new();
    for alert in alerts {
        let check = alert.enrollment.split('/').next().unwrap();
        *counted.entry((&alert.at[..16], format!("{} {check}", alert.kind))).or_default() += 1;
    }
    counted
}

#[test]
fn alerts_come_in_the_numbers_of_the_story_and_none_twice() {
    let alerts = alerts();
    let counted = counted(&alerts);
    let counted: Vec<(&str, &str, usize)> =
        counted.iter().map(|((at, what), count)| (*at, what.as_str(), *count)).collect();
    let expected = [
        ("2026-03-05T16:00", "degradation access", 1),
        ("2026-03-06T00:00", "failure access", 1),
        ("2026-03-06T08:00", "retired access", 1),
        ("2026-03-06T16:00", "failure access", 20),
        ("2026-03-06T16:00", "reminder access", 1),
        ("2026-03-07T16:00", "recovery access", 20),
        ("2026-03-07T16:00", "reminder access", 1),
        ("2026-03-08T00:00", "failure odb", 30),
        ("2026-03-08T08:00", "recovery odb", 28),
    ];
    assert_eq!(counted, expected);
    let ids: BTreeSet<&String> = alerts.iter().map(|alert| &alert.id).collect();
    assert_eq!(ids.len(), alerts.len());
    let unsent: Vec<&String> = alerts.iter().filter(|one| one.sent != 1).map(|one| &one.id).collect();
    assert_eq!(unsent, Vec::<&String>::new());
    let received = format!("\nPeople received {} e-mails: failure 51, recovery 48, ", alerts.len());
    assert!(PLAYED.1.contains(&received), "{}", PLAYED.1);
}

#[test]
fn an_account_that_is_closed_sends_one_alert_and_nothing_else() {
    let alerts = alerts();
    let closed =
        alerts.iter().filter(|alert| alert.at.starts_with("2026-03-06T16") && alert.kind == "failure");
    let closed: BTreeSet<&str> = closed.map(Alert::account).collect();
    assert_eq!(closed.len(), 20);
    for account in closed {
        let of_account = alerts.iter().filter(|alert| alert.account() == account);
        let sent: Vec<(&str, &str)> = of_account
            .map(|alert| (alert.kind.as_str(), alert.enrollment.split('/').next().unwrap()))
            .collect();
        assert_eq!(sent, [("failure", "access"), ("recovery", "access")], "{account}");
    }
}

#[test]
fn a_day_ends_with_its_coverage() {
    let days = PLAYED.1.lines().filter_map(|line| line.split_once("Day ").map(|(_, day)| day));
    let expected = [
        "1: expected 602, seen 602, blind 0, missing 0",
        "2: expected 599, seen 597, blind 2 (no-access), missing 0",
        "3: expected 599, seen 557, blind 42 (no-access), missing 0",
        "4: expected 599, seen 597, blind 2 (no-access), missing 0",
    ];
    assert_eq!(days.collect::<Vec<_>>(), expected);
}

#[test]
fn what_many_share_is_one_line_and_single_accounts_have_names() {
    for line in [
        "✗ 30 accounts: odb ACTIVE -> SUSPENDED; 20 in /prod/data, 10 in /staging/data",
        "✓ 28 accounts: odb SUSPENDED -> ACTIVE; 18 in /prod/data, 10 in /staging/data",
        "✗ 20 accounts in /staging/platform: access ASSUMED -> DENIED",
        "✉ 20 e-mails, such as: [CRITICAL] access identity-staging-3 156657152909: role ASSUMED -> DENIED",
        "? 40 other enrollments there are blind: no alerts for them",
        "? loyalty-prod in /prod/commerce: access WAITING",
        "✓ loyalty-prod in /prod/commerce: access WAITING -> ASSUMED, compute-optimizer Active, odb ACTIVE",
        "✗ checkout-dev in /sandbox: access ASSUMED -> ACCOUNT_SUSPENDED",
        "– ml-training-dev in /sandbox: 3 enrollments retired",
    ] {
        assert_eq!(
            PLAYED.1.lines().filter(|one| one.trim().ends_with(line)).count(),
            1,
            "{line}: {}",
            PLAYED.1
        );
    }
}

#[test]
fn the_state_stands_as_the_story_ends() {
    let status = json(&["status"]);
    assert_eq!(status["summary"]["enrollments"], 603);
    let open =
        status["enrollments"].as_array().unwrap().iter().filter(|one| one["compliance"] == "NON_COMPLIANT");
    let open: Vec<String> = open.map(|one| one["enrollment"].as_str().unwrap().to_owned()).collect();
    assert_eq!(open.len(), 3, "{open:?}");
    for enrollment in open {
        assert!(PLAYED.1.contains(&format!("✗  {enrollment} ")), "{enrollment}: {}", PLAYED.1);
    }
    let line = |command: &str| PLAYED.1.lines().find(|line| line.contains(command)).unwrap();
    let explained = copied(&PLAYED.0, line(" explain odb/"));
    assert!(explained.contains("SUSPENDED since 2026-03-08 00:00"), "{explained}");
    copied(&PLAYED.0, &line(" report ").replace(" --open", ""));
    let page = std::fs::read_to_string(PLAYED.0.path("demo.html")).unwrap();
    assert!(page.contains("data-lake-prod-4") && page.contains("payment is overdue"), "{page}");
    let outbox = json(&["outbox"]);
    assert_eq!(outbox["alerts"].as_array().map(Vec::len), Some(0), "{outbox}");
}

#[test]
fn one_that_is_interrupted_in_a_run_leaves_nothing() {
    let user = User::new(&Running::start(&[]), "demo-organization-interrupted");
    let demo = started(&user, &["--organization"], "Nothing leaves this machine");
    let interrupt = std::process::Command::new("kill").args(["-INT", &demo.id().to_string()]).status();
    assert!(interrupt.unwrap().success());
    let ended = demo.wait_with_output().unwrap();
    assert_eq!(
        (ended.status.code(), text(&ended.stderr)),
        (Some(1), "error: interrupted: no state is kept\n".to_owned())
    );
    assert_eq!(files(&user, ""), Vec::<String>::new());
}
