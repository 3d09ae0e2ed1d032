//! What reads the stored state: status, history, diff, at, explain.

use serde_json::Value;

use crate::running::{Running, User, text};

/// A user who has seen ODB go from ACTIVE to SUSPENDED.
pub(crate) fn user(sandbox: &Running, name: &str) -> User {
    let user = User::new(sandbox, name);
    assert_eq!(user.run(&["check"]).status.code(), Some(0));
    sandbox.tell(&["set", "odb", "SUSPENDED", "--reason", "payment is overdue"]);
    assert_eq!(user.run(&["check"]).status.code(), Some(2));
    user
}

pub(crate) const ODB: &str = "odb/111122223333/us-east-1";

#[test]
fn status_shows_the_worst_first_and_ends_as_it() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "status");
    let status = user.run(&["status"]);
    assert_eq!(status.status.code(), Some(2));
    let table = text(&status.stdout);
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[1].starts_with("NON_COMPLIANT") && lines[2].starts_with("✗"), "{table}");
    assert!(lines[2].contains(ODB) && lines[2].contains("SUSPENDED"), "{table}");
    assert_eq!(*lines.last().unwrap(), "3 enrollments: 1 not compliant, 2 compliant");
    let compliant = user.run(&["status", "--compliance", "COMPLIANT"]);
    assert_eq!(compliant.status.code(), Some(0));
    assert!(!text(&compliant.stdout).contains(ODB));
    let suspended = text(&user.run(&["status", "--condition", "suspended"]).stdout);
    assert!(suspended.contains(ODB) && !suspended.contains("compute-optimizer"), "{suspended}");
}

#[test]
fn status_is_json_and_csv_too() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "formats");
    let json: Value = serde_json::from_slice(&user.run(&["status", "--output", "json"]).stdout).unwrap();
    assert_eq!(json["schema"], "rollcall.status/1");
    assert_eq!(json["summary"]["non_compliant"], 1);
    assert_eq!(json["enrollments"][0]["enrollment"], ODB);
    let csv = text(&user.run(&["status", "--output", "csv", "--check", "odb"]).stdout);
    assert!(csv.starts_with("at,enrollment,") && csv.contains("SUSPENDED"), "{csv}");
}

#[test]
fn history_tells_transitions_reasons_alerts_and_receipts() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "history");
    let history = text(&user.run(&["history", ODB]).stdout);
    for expected in ["onboarding ACTIVE -> SUSPENDED", "payment is overdue", "  alert odb.", "  sent "] {
        assert!(history.contains(expected), "{history}");
    }
    let json: Value =
        serde_json::from_slice(&user.run(&["history", ODB, "--output", "json"]).stdout).unwrap();
    assert_eq!(json["entries"].as_array().unwrap().len(), 2);
}

#[test]
fn diff_tells_what_changed() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "diff");
    let diff = text(&user.run(&["diff", "--since", "1h", "--check", "odb"]).stdout);
    assert!(diff.contains("onboarding ACTIVE -> SUSPENDED"), "{diff}");
    assert!(diff.ends_with("1 change in 2 entries\n"), "{diff}");
    let json: Value = serde_json::from_slice(&user.run(&["diff", "--output", "json"]).stdout).unwrap();
    assert_eq!(json["changes"].as_array().unwrap().len(), 4);
}

/// An empty window is no proof that nothing ever happened: the last change may be before it, or after.
#[test]
fn a_time_without_changes_tells_when_the_last_one_was() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "unchanged");
    let last = text(&user.run(&["diff", "--check", "odb"]).stdout);
    let last = last.lines().rev().nth(2).unwrap().split("  ").next().unwrap().to_owned();
    let window = ["--since", "2020-01-01", "--until", "2020-01-02"];
    let expected = format!(
        "nothing changed between 2020-01-01 00:00 and 2020-01-03 00:00; the last change was {last} ({ODB}: onboarding \
         ACTIVE -> SUSPENDED)\n"
    );
    let told = |arguments: &[&str]| text(&user.command(arguments).args(window).output().unwrap().stdout);
    assert_eq!(told(&["diff"]), expected);
    assert_eq!(told(&["history", ODB]), format!("{ODB}\nnothing is known of that time\n{expected}"));
    let unchanged = text(&user.run(&["history", ODB, "--since", "0s"]).stdout);
    assert!(unchanged.contains("\nnothing changed between ") && unchanged.contains(&last), "{unchanged}");
}

#[test]
fn changes_stand_in_the_order_of_time_whatever_enrollment_they_are_of() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "order");
    let json: Value = serde_json::from_slice(&user.run(&["diff", "--output", "json"]).stdout).unwrap();
    let of = |change: &Value| (change["at"].to_string(), change["enrollment"].to_string());
    let changes: Vec<(String, String)> = json["changes"].as_array().unwrap().iter().map(of).collect();
    assert!(changes.is_sorted_by_key(|(at, _)| at), "{changes:?}");
    assert!(changes.last().unwrap().1.contains(ODB), "the worst has the newest: {changes:?}");
    let csv = text(&user.run(&["diff", "--output", "csv"]).stdout);
    let rows: Vec<&str> = csv.lines().skip(1).map(|row| row.split(',').nth(1).unwrap()).collect();
    assert!(rows.len() > 4 && rows.is_sorted(), "{csv}");
}

#[test]
fn what_fails_half_way_prints_nothing_and_leaves_the_last_report_alone() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "half");
    assert_eq!(user.run(&["check", "--table", "rollcall"]).status.code(), Some(0));
    sandbox.tell(&["fault", "dynamodb", "access-denied", "--contains", "HISTORY#111122223333#odb"]);
    let report = user.file("report", "yesterday's");
    let commands: [&[&str]; 5] = [
        &["diff"],
        &["diff", "--output", "json"],
        &["diff", "--output", "csv"],
        &["report", "--format", "json", "--out", &report],
        &["report", "--out", &report],
    ];
    for arguments in commands {
        let failed = user.command(arguments).args(["--table", "rollcall"]).output().unwrap();
        assert_eq!(failed.status.code(), Some(4), "{arguments:?}");
        assert_eq!(text(&failed.stdout), "", "{arguments:?}");
        assert!(text(&failed.stderr).contains("could not read the history of odb/"), "{arguments:?}");
    }
    assert_eq!(std::fs::read_to_string(&report).unwrap(), "yesterday's");
}

#[test]
fn at_tells_what_stood() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "at");
    let json: Value =
        serde_json::from_slice(&user.run(&["history", ODB, "--output", "json"]).stdout).unwrap();
    let baseline = json["entries"][0]["at"].as_str().unwrap();
    let then = user.run(&["at", baseline, "--check", "odb"]);
    assert_eq!(then.status.code(), Some(0), "{}", text(&then.stderr));
    assert!(text(&then.stdout).contains("ACTIVE"));
    let now = user.run(&["at", "0s", "--check", "odb", "--output", "json"]);
    let now: Value = serde_json::from_slice(&now.stdout).unwrap();
    let opened = &now["enrollments"][0]["problem"]["opened_at"];
    assert_eq!(opened, &json["entries"][1]["at"], "the problem that was open then is told");
    let before = user.run(&["at", "2020-01-01"]);
    assert!(text(&before.stdout).contains("nothing was known then"));
}

#[test]
fn what_was_seen_later_was_not_seen_then() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "later");
    sandbox.tell(&["fault", "odb", "access-denied"]);
    assert_eq!(user.run(&["check", "odb"]).status.code(), Some(3));
    sandbox.tell(&["fault", "--clear"]);
    assert_eq!(user.run(&["check", "odb"]).status.code(), Some(0));
    let read = |arguments: &[&str]| -> Value {
        serde_json::from_slice(&user.command(arguments).args(["--output", "json"]).output().unwrap().stdout)
            .unwrap()
    };
    let first = &read(&["history", ODB])["entries"][0]["at"];
    let then = &read(&["at", first.as_str().unwrap()])["enrollments"][0];
    assert_eq!((&then["first_observed"], &then["last_observed"]), (&Value::Null, &Value::Null));
    assert!(read(&["status"])["enrollments"][0]["first_observed"].is_string());
}

#[test]
fn explain_names_the_rule_and_what_comes_next() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "explain");
    let explained = user.run(&["explain", ODB]);
    assert_eq!(explained.status.code(), Some(2));
    let explained = text(&explained.stdout);
    for expected in [
        "NON_COMPLIANT because SUSPENDED is suspended\n",
        "payment is overdue",
        "it is reported again",
        "as SUSPENDED",
    ] {
        assert!(explained.contains(expected), "{explained}");
    }
    let policy = user.file("policy.toml", "[checks.odb]\naccept = [\"SUSPENDED\"]\n");
    let accepted = text(&user.run(&["explain", ODB, "--policy", &policy]).stdout);
    assert!(accepted.contains("because the policy accepts SUSPENDED ([checks.odb] accept)"), "{accepted}");
}

#[test]
fn explain_is_json_and_csv_too() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "explained");
    let json: Value =
        serde_json::from_slice(&user.run(&["explain", ODB, "--output", "json"]).stdout).unwrap();
    assert_eq!(json["schema"], "rollcall.explain/1");
    assert_eq!(json["components"][0]["rule"], "SUSPENDED is suspended");
    assert!(json["reminder_at"].is_string());
    let csv = text(&user.run(&["explain", ODB, "--output", "csv"]).stdout);
    assert!(csv.contains(",onboarding,SUSPENDED,NON_COMPLIANT,SUSPENDED is suspended,"), "{csv}");
}

#[test]
fn a_proxy_is_not_asked_for_a_state_in_a_file() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "proxy");
    let status = user.command(&["status"]).env("HTTP_PROXY", "http://127.0.0.1:1").output().unwrap();
    assert_eq!(status.status.code(), Some(2), "{}", text(&status.stderr));
}

#[test]
fn what_commands_print_as_json_holds_to_its_schema() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "schemas");
    sandbox.tell(&["fault", "compute-optimizer", "access-denied"]);
    let commands: [(&str, &[&str]); 7] = [
        ("check", &["check", "--output", "json"]),
        ("status", &["status", "--output", "json"]),
        ("history", &["history", ODB, "--output", "json"]),
        ("diff", &["diff", "--output", "json"]),
        ("explain", &["explain", ODB, "--output", "json"]),
        ("outbox", &["outbox", "--output", "json"]),
        ("report", &["report", "--format", "json"]),
    ];
    for (name, arguments) in commands {
        let path = format!("{}/../report/schemas/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let printed: Value = serde_json::from_slice(&user.run(arguments).stdout).unwrap();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let faults: Vec<String> = validator.iter_errors(&printed).map(|error| error.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new(), "{printed:#}");
        assert_eq!(printed["schema"], format!("rollcall.{name}/1"));
    }
}
