//! `rollcall check` from a laptop: without a table, with one, dry, and when things are wrong.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::process::Child;

use serde_json::Value;

use crate::running::{Running, User, text};

#[test]
fn without_a_table_the_state_is_kept_in_a_file_and_alerts_are_printed() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "file");
    let first = user.run(&["check", "odb"]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    assert!(text(&first.stdout).contains("odb/111122223333/us-east-1"));
    assert_eq!(text(&first.stderr), "");

    sandbox.tell(&["set", "odb", "SUSPENDED", "--reason", "payment is overdue"]);
    let second = user.run(&["check", "odb"]);
    assert_eq!(second.status.code(), Some(2));
    let told = text(&second.stderr);
    let subject = "✉ [CRITICAL] odb 111122223333 us-east-1: onboarding ACTIVE -> SUSPENDED";
    assert!(told.starts_with(subject) && told.contains("payment is overdue"), "{told}");

    let third = user.run(&["check", "odb"]);
    assert_eq!((third.status.code(), text(&third.stderr)), (Some(2), String::new()), "told once");
    assert!(text(&user.run(&["outbox"]).stdout).contains("no alert is waiting"));
}

#[test]
fn a_dry_run_writes_and_sends_nothing() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "dry");
    sandbox.tell(&["set", "odb", "FAILED"]);
    for _ in 0..2 {
        let dry = user.run(&["check", "odb", "--dry-run"]);
        let told = text(&dry.stderr);
        assert!(
            told.contains("would write version 1 of odb/111122223333/us-east-1: NON_COMPLIANT"),
            "{told}"
        );
        assert!(told.contains("would send: [critical] onboarding is FAILED"), "{told}");
        assert_eq!(dry.status.code(), Some(2), "it judges what it finds");
    }
    assert!(text(&user.run(&["status"]).stderr).contains("there is no state in"));
}

#[test]
fn a_dry_run_tells_and_judges_what_was_found_new_regions_too() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "dry-found");
    assert_eq!(user.run(&["check", "odb"]).status.code(), Some(0));
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    let both = ["check", "odb", "--regions", "us-east-1,eu-central-1", "--dry-run"];
    let dry = user.run(&both);
    assert_eq!(dry.status.code(), Some(2), "{}", text(&dry.stderr));
    let table = text(&dry.stdout);
    assert!(table.contains("2 enrollments: 2 not compliant\n"), "{table}");
    let closing = "asked 2, changed 2, blind 0; dry run: nothing was stored or sent\n";
    assert!(table.ends_with(closing), "{table}");

    let json = |arguments: &[&str]| -> Value {
        let ended = user.command(arguments).args(["--output", "json"]).output().unwrap();
        serde_json::from_slice(&ended.stdout).unwrap()
    };
    let dry = json(&both);
    assert_eq!((&dry["dry_run"], &dry["delivered"]), (&true.into(), &Value::Null));
    let enrollments = dry["enrollments"].as_array().unwrap().iter();
    let found: Vec<&Value> = enrollments.map(|one| &one["components"]["onboarding"]).collect();
    assert_eq!(found, ["SUSPENDED", "SUSPENDED"]);
    assert_eq!(json(&["check", "odb"])["dry_run"], false);
}

#[test]
fn the_last_line_tells_what_was_asked_changed_and_sent() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "closing");
    let closing = |arguments: &[&str]| {
        let table = text(&user.run(&[&["check"][..], arguments].concat()).stdout);
        table.lines().last().unwrap().to_owned()
    };
    assert_eq!(closing(&[]), "asked 3, changed 3, blind 0; 0 alerts sent, 0 waiting");
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    assert_eq!(closing(&[]), "asked 3, changed 1, blind 0; 1 alert sent, 0 waiting");
    let deployed = ["--table", "rollcall"];
    assert_eq!(closing(&deployed), "asked 3, changed 3, blind 0; 1 alert waits for the courier");
    sandbox.tell(&["fault", "odb", "access-denied"]);
    assert_eq!(closing(&deployed), "asked 3, changed 0, blind 1; no new alert");
    let topic = "arn:aws:sns:us-east-1:111122223333:rollcall";
    let delivered = closing(&["--table", "rollcall", "--deliver", "--topic", topic]);
    assert_eq!(delivered, "asked 3, changed 0, blind 1; 1 alert sent, 0 waiting");
    sandbox.tell(&["fault", "--clear"]);
    sandbox.tell(&["fault", "dynamodb", "access-denied", "--operation", "TransactWriteItems"]);
    sandbox.tell(&["set", "compute-optimizer", "Failed"]);
    assert_eq!(closing(&deployed), "asked 3, changed 0, blind 0, failed 1; no new alert");
}

#[test]
fn the_first_checks_may_all_run_at_once_and_report_once() {
    let sandbox = Running::start(&[]);
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    for round in 0..3 {
        let user = User::new(&sandbox, &format!("at-once-{round}"));
        let running: Vec<Child> = (0..6).map(|_| user.start(&["check", "odb"])).collect();
        let ended = running.into_iter().map(|check| check.wait_with_output().unwrap());
        let mut alerts = 0;
        for ended in ended {
            let told = text(&ended.stderr);
            assert_eq!(ended.status.code(), Some(2), "{told}");
            alerts += told.matches("[CRITICAL]").count();
        }
        assert_eq!(alerts, 1);
    }
}

#[test]
fn who_waits_for_another_says_so() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "waits");
    let lock = File::create(user.path("state.db.lock")).unwrap();
    lock.lock().unwrap();
    let mut waits = user.start(&["check", "odb", "--state", "state.db"]);
    let mut told = BufReader::new(waits.stderr.take().unwrap()).lines();
    assert!(told.next().unwrap().unwrap().starts_with("waiting for the other rollcall"));
    lock.unlock().unwrap();
    assert_eq!(waits.wait().unwrap().code(), Some(0));
}

#[test]
fn subscriptions_that_cannot_be_counted_are_a_warning_once_an_hour() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "uncounted");
    sandbox.tell(&["fault", "sns", "access-denied", "--operation", "GetTopicAttributes"]);
    let topic = "arn:aws:sns:us-east-1:111122223333:rollcall";
    let warnings = || {
        let checked = user.run(&["check", "odb", "--topic", topic]);
        assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stderr));
        text(&checked.stderr).matches("warning: could not count the subscriptions of").count()
    };
    assert_eq!([warnings(), warnings()], [1, 0]);
}

#[test]
fn a_deployed_table_and_topic_are_used() {
    let mut sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "table");
    sandbox.tell(&["set", "compute-optimizer", "Failed"]);
    let topic = "arn:aws:sns:us-east-1:111122223333:rollcall";
    let checked = user.run(&["check", "--table", "rollcall"]);
    assert_eq!(checked.status.code(), Some(2), "{}", text(&checked.stderr));
    let waiting = text(&user.run(&["outbox", "--table", "rollcall"]).stdout);
    assert!(waiting.contains("1 alert waiting"), "its courier sends it: {waiting}");
    let delivered = user.run(&["check", "--table", "rollcall", "--topic", topic, "--deliver"]);
    assert_eq!(delivered.status.code(), Some(2), "{}", text(&delivered.stderr));
    assert!(sandbox.line("[CRITICAL] compute-optimizer").contains("enrollment"));
    let status = user.run(&["status", "--table", "rollcall", "--compliance", "non-compliant"]);
    assert!(text(&status.stdout).contains("compute-optimizer/111122223333/us-east-1"));
    assert!(!text(&status.stdout).contains("odb/"));
}

#[test]
fn the_alerts_of_a_deployed_table_are_not_printed_on_a_terminal() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "subscribers");
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    for arguments in [&["check", "--deliver"][..], &["outbox", "retry"]] {
        let refused = user.run(&[arguments, &["--table", "rollcall"]].concat());
        assert_eq!(refused.status.code(), Some(1));
        assert!(text(&refused.stderr).contains("name it with --topic"), "{}", text(&refused.stderr));
    }
    let dry = user.run(&["check", "--table", "rollcall", "--dry-run"]);
    assert!(text(&dry.stderr).contains("would send: [critical] onboarding"), "{}", text(&dry.stderr));
}

#[test]
fn what_cannot_be_seen_ends_with_3() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "blind");
    sandbox.tell(&["fault", "odb", "access-denied"]);
    let blind = user.run(&["check", "odb"]);
    assert_eq!(blind.status.code(), Some(3), "{}", text(&blind.stderr));
    assert!(text(&blind.stdout).contains("1 blind (!)"));
}

#[test]
fn what_the_user_can_fix_ends_with_1_and_says_how() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "usage");
    let without_odb = user.file("without-odb.toml", "[checks.odb]\nenabled = false\n");
    let cases: [(&[&str], &str); 8] = [
        (&["check", "oddb"], "[possible values: compute-optimizer, iot-fleetwise, odb]"),
        (&["check", "--regions", "mars"], "is not an AWS Region"),
        (&["check", "--watch", "0s"], "leave some time between two runs, such as 15m"),
        (&["check", "--topic", "rollcall"], "is not the ARN of an SNS topic"),
        (&["status"], "there is no state in"),
        (&["history", "odb"], "is not an enrollment"),
        (&["status", "--policy", "/nowhere"], "cannot read /nowhere"),
        (&["check", "odb", "--policy", &without_odb], "the policy does not enable odb"),
    ];
    for (arguments, expected) in cases {
        let ended = user.run(arguments);
        assert_eq!(ended.status.code(), Some(1), "{arguments:?}");
        assert!(text(&ended.stderr).contains(expected), "{}", text(&ended.stderr));
    }
}

#[test]
fn without_aws_it_ends_with_4() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "down");
    sandbox.tell(&["fault", "sts", "access-denied"]);
    let ended = user.run(&["check"]);
    assert_eq!(ended.status.code(), Some(4), "{}", text(&ended.stderr));
    assert!(text(&ended.stderr).contains("`rollcall doctor` says how to fix it"), "{}", text(&ended.stderr));
}
