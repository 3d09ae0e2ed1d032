//! `rollcall report`: its formats, its period, and how it is opened.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::reading::{ODB, user};
use crate::running::{Running, User, text};

#[test]
fn a_report_is_written_in_every_format() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "report");
    let page = user.path("report.html");
    let written = user.run(&["report", "--out", &page]);
    assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
    assert!(std::fs::read_to_string(&page).unwrap().starts_with("<!"), "a page");
    for (format, expected) in [
        ("json", "rollcall.report/1"),
        ("csv", ODB),
        ("ocsf", "\"class_uid\":2003"),
        ("junit", "<testsuites"),
    ] {
        for option in ["--output", "--format"] {
            let report = text(&user.run(&["report", option, format]).stdout).replace(": ", ":");
            assert!(report.contains(expected), "{format}: {report}");
        }
    }
}

/// A user with the state of the demo, which ends in the morning of 8 March 2026.
fn user_with_the_demo(name: &str) -> User {
    let user = User::new(&Running::start(&[]), name);
    let demo = user.run(&["demo", "--state", "demo.db", "--until", "2026-03-08T08:00:00Z"]);
    assert_eq!(demo.status.code(), Some(0), "{}", text(&demo.stderr));
    user
}

#[test]
fn a_closed_period_is_reported_as_it_stood_when_it_ended() {
    let user = user_with_the_demo("period");
    let report = |until: &str, output: &str| {
        let arguments =
            ["report", "--state", "demo.db", "--since", "2026-03-02", "--until", until, "--output", output];
        text(&user.run(&arguments).stdout)
    };
    let json: Value = serde_json::from_str(&report("2026-03-02", "json")).unwrap();
    assert_eq!(
        (&json["from"], &json["to"]),
        (&"2026-03-02T00:00:00.000Z".into(), &"2026-03-03T00:00:00.000Z".into())
    );
    let of = |json: &Value, enrollment: &str| {
        let mut all = json["enrollments"].as_array().unwrap().iter();
        all.find(|one| one["enrollment"] == enrollment).unwrap().clone()
    };
    let fleetwise = of(&json, "iot-fleetwise/111122223333/us-east-1");
    assert_eq!(
        (&fleetwise["compliance"], &fleetwise["record"]["open"]),
        (&"NON_COMPLIANT".into(), &1.into())
    );
    assert_eq!(json["enrollments"][0]["compliance"], "NON_COMPLIANT", "the worst first");
    let json: Value = serde_json::from_str(&report("2026-03-06", "json")).unwrap();
    let record = &of(&json, "iot-fleetwise/111122223333/us-east-1")["record"];
    assert_eq!((&record["problems"], &record["open"]), (&1.into(), &0.into()));
    assert_eq!(record["longest_recovery_seconds"], 9 * 3600);
    assert_eq!(record["alerts"]["sent"][0]["route"], "default");
    let csv = report("2026-03-06", "csv");
    let rows: Vec<&str> = csv.lines().collect();
    assert!(rows[1].starts_with("2026-03-02T00:00:00.000Z,2026-03-07T00:00:00.000Z,(all),"), "{csv}");
    assert!(rows.iter().any(|row| row.contains(",iot-fleetwise/111122223333/us-east-1,")), "{csv}");
    assert!(report("2026-03-06", "html").contains("2026-03-02 00:00 UTC to 2026-03-07 00:00 UTC"));
    assert!(report("2026-03-06", "junit").contains("<failure"));
}

#[test]
fn a_report_reads_only_the_histories_that_it_shows() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "histories");
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    assert_eq!(user.run(&["check", "--table", "rollcall"]).status.code(), Some(2));
    sandbox.tell(&["fault", "dynamodb", "access-denied", "--contains", "HISTORY#111122223333#iot"]);
    let report = |arguments: &[&str]| {
        let report = user.command(&["report", "--table", "rollcall"]).args(arguments).output().unwrap();
        report.status.code()
    };
    assert_eq!(report(&["--output", "json"]), Some(4));
    assert_eq!(report(&["--output", "json", "--compliance", "non-compliant"]), Some(0));
    assert_eq!((report(&["--output", "ocsf"]), report(&["--output", "junit"])), (Some(0), Some(0)));
}

#[test]
fn an_alert_of_later_is_not_in_a_closed_period() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "later");
    sandbox.tell(&["set", "odb", "FAILED"]);
    sandbox.tell(&["fault", "sns", "internal-error"]);
    user.run(&["check", "odb", "--topic", "arn:aws:sns:us-east-1:111122223333:rollcall"]);
    let pending = |until: &str| {
        let report = user.run(&["report", "--since", "2d", "--until", until, "--output", "json"]);
        let json: Value = serde_json::from_slice(&report.stdout).unwrap();
        json["pending"].as_array().unwrap().len()
    };
    assert_eq!((pending("now"), pending("1h")), (1, 0));
}

#[test]
fn a_report_names_its_policy_and_when_it_changed() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "policy-of-report");
    let policy = || {
        let json: Value = serde_json::from_slice(&user.run(&["report", "--output", "json"]).stdout).unwrap();
        json["policy"].clone()
    };
    assert_eq!(policy()["origin"], "the defaults; none is stored");
    let file = user.file("policy.toml", "remind_every = \"48h\"\n");
    assert_eq!(user.run(&["policy", "apply", &file]).status.code(), Some(0));
    let stored = policy();
    assert!(stored["origin"].as_str().unwrap().starts_with("version 1, applied "), "{stored}");
    assert_eq!(
        (&stored["applied"][0]["version"], &stored["toml"]),
        (&1.into(), &"remind_every = \"48h\"\n".into())
    );
}

#[test]
fn open_opens_what_was_written() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "open");
    let opened = user.path("opened");
    let program = user.file("xdg-open", &format!("#!/bin/sh\necho \"$1\" > {opened}\n"));
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let folder = program.strip_suffix("/xdg-open").unwrap();
    let open = |arguments: &[&str]| {
        let mut command = user.command(&["report", "--open"]);
        let written = command.args(arguments).env("PATH", folder).env("TMPDIR", folder).output().unwrap();
        assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
        std::fs::read_to_string(&opened).unwrap().trim_end().to_owned()
    };
    let page = user.path("page.html");
    assert_eq!(open(&["--out", &page]), page);
    let temporary = open(&[]);
    assert!(temporary.starts_with(&format!("{folder}/rollcall-report-")) && temporary.ends_with(".html"));
    std::fs::remove_file(&program).unwrap();
    let failed = user.command(&["report", "--open"]).env("PATH", "/nowhere").output().unwrap();
    assert_eq!(failed.status.code(), Some(1));
    assert!(text(&failed.stderr).contains("cannot open "), "{}", text(&failed.stderr));
}
