//! `rollcall check` from a laptop: without a table, with one, dry, and when things are wrong.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command};

use crate::running::{Running, User, text};

const ODB: &str = "odb/111122223333/us-east-1";

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
fn a_watch_tells_of_a_change_and_ends_on_an_interrupt() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "watch");
    let mut watch = user.start(&["check", "odb", "--watch", "100ms"]);
    let mut told = BufReader::new(watch.stderr.take().unwrap()).lines();
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    assert!(told.any(|line| line.unwrap().contains("[CRITICAL] odb 111122223333 us-east-1")));
    assert!(Command::new("kill").args(["-INT", &watch.id().to_string()]).status().unwrap().success());
    assert_eq!(watch.wait().unwrap().code(), Some(0));
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

/// A milder policy would close what the functions have reported, a stricter one report what they
/// accept.
#[test]
fn another_policy_than_the_deployed_one_decides_nothing() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "policies");
    let deployed = user.file("deployed.toml", "[checks.odb]\naccept = [\"SUSPENDED\"]\n");
    let check = |arguments: &[&str]| user.run(&[&["check", "--table", "rollcall"][..], arguments].concat());
    sandbox.tell(&["set", "odb", "ACTIVE_LIMITED"]);
    assert_eq!(check(&["--policy", &deployed]).status.code(), Some(2));
    let before = text(&user.run(&["history", "--table", "rollcall", ODB, "--output", "json"]).stdout);
    let laptop = user.file("laptop.toml", "[checks.odb]\naccept = [\"ACTIVE_LIMITED\"]\n");
    for arguments in [&["--policy", &laptop][..], &[]] {
        let refused = check(arguments);
        assert_eq!(refused.status.code(), Some(1), "{}", text(&refused.stdout));
        let told = text(&refused.stderr);
        assert!(told.contains(ODB) && told.contains("is judged by another policy"), "{told}");
    }
    let after = text(&user.run(&["history", "--table", "rollcall", ODB, "--output", "json"]).stdout);
    assert_eq!(without_times(&before), without_times(&after));
    assert_eq!(
        check(&["--policy", &laptop, "iot-fleetwise"]).status.code(),
        Some(0),
        "it decides alike there"
    );
    let dry = check(&["--policy", &laptop, "--dry-run", "odb"]);
    assert!(text(&dry.stderr).contains("would send: [info] recovered"), "{}", text(&dry.stderr));
}

/// The entries of a history, without what depends on when it is read.
fn without_times(history: &str) -> serde_json::Value {
    let history: serde_json::Value = serde_json::from_str(history).unwrap();
    history["entries"].clone()
}

#[test]
fn a_part_that_is_gone_is_forgotten_by_somebody_for_a_reason() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "forget");
    let role = "iam-role/KmsTde";
    let check = || user.run(&["check", "--table", "rollcall", "odb"]).status.code();
    let forget =
        |arguments: &[&str]| user.run(&[&["forget", "--table", "rollcall", ODB][..], arguments].concat());
    assert_eq!(check(), Some(0));
    let refused = forget(&[role, "--reason", "replaced"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        text(&refused.stderr).contains("only a component that is (gone) can be forgotten"),
        "{}",
        text(&refused.stderr)
    );
    sandbox.tell(&["set", "odb", "ACTIVE", "--without", role]);
    assert_eq!(check(), Some(2));
    for (arguments, expected) in [
        (&["iam-role/Nothing", "--reason", "x"][..], "has no component iam-role/Nothing"),
        (&[role, "--reason", " "], "--reason must say why"),
        (&[role], "--reason <TEXT>"),
    ] {
        let refused = forget(arguments);
        assert_eq!(refused.status.code(), Some(1));
        assert!(text(&refused.stderr).contains(expected), "{}", text(&refused.stderr));
    }
    let forgotten = forget(&[role, "--reason", "replaced"]);
    assert_eq!(forgotten.status.code(), Some(0), "{}", text(&forgotten.stderr));
    assert!(
        text(&forgotten.stdout).starts_with("forgot iam-role/KmsTde of odb/"),
        "{}",
        text(&forgotten.stdout)
    );
    assert_eq!(check(), Some(0));
    let history = text(&user.run(&["history", "--table", "rollcall", ODB]).stdout);
    assert!(history.contains("iam-role/KmsTde forgotten by arn:aws:iam::111122223333:user/"), "{history}");
    assert!(history.contains("recovery") && history.contains(": replaced"), "{history}");
}

#[test]
fn an_alert_that_cannot_be_sent_waits_and_is_sent_by_hand() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "outbox");
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    sandbox.tell(&["fault", "sns", "internal-error"]);
    let topic = "arn:aws:sns:us-east-1:111122223333:rollcall";
    let failed = user.run(&["check", "odb", "--topic", topic]);
    assert_eq!(failed.status.code(), Some(4));
    let told = text(&failed.stderr);
    assert!(
        told.contains("error: odb.111122223333.us-east-1") && told.contains("could not send over sns"),
        "{told}"
    );
    let pending = text(&user.run(&["outbox"]).stdout);
    assert!(
        pending.contains("the channel fails, and is tried again") && pending.contains("1 alert waiting"),
        "{pending}"
    );
    let filtered = |verdict: &str| text(&user.run(&["outbox", "--compliance", verdict]).stdout);
    assert!(filtered("non-compliant").contains("1 alert waiting"));
    assert_eq!(filtered("compliant"), "no alert is waiting\n");

    sandbox.tell(&["fault", "--clear"]);
    let retried = user.run(&["outbox", "retry", "--topic", topic]);
    assert_eq!(text(&retried.stdout), "1 sent, 0 waiting\n", "{}", text(&retried.stderr));
}

#[test]
fn an_alert_is_dropped_by_somebody_for_a_reason() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "drop");
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    assert_eq!(user.run(&["check", "odb", "--table", "rollcall"]).status.code(), Some(2));
    let waiting = user.run(&["outbox", "--table", "rollcall", "--output", "json"]);
    let waiting: serde_json::Value = serde_json::from_slice(&waiting.stdout).unwrap();
    let id = waiting["alerts"][0]["id"].as_str().unwrap();
    let drop =
        |id: &str, reason: &str| user.run(&["outbox", "drop", id, "--reason", reason, "--table", "rollcall"]);
    for (id, reason, expected) in [
        ("odb.1", "known", "is not the id of an alert"),
        (id, " ", "--reason must say why"),
        ("odb.111122223333.us-east-1.00000009.20261121T032913412Z", "known", "no alert odb."),
    ] {
        let refused = drop(id, reason);
        assert_eq!(refused.status.code(), Some(1));
        assert!(text(&refused.stderr).contains(expected), "{}", text(&refused.stderr));
    }
    assert_eq!(text(&drop(id, "known to all").stdout), format!("dropped {id}\n"));
    let history = text(&user.run(&["history", "--table", "rollcall", ODB]).stdout);
    assert!(history.contains("by arn:aws:iam::111122223333:user/"), "{history}");
    assert!(history.contains(": known to all"), "{history}");
    assert_eq!(text(&user.run(&["outbox", "--table", "rollcall"]).stdout), "no alert is waiting\n");
}

/// The commands and the functions use the applied policy, and the former one stays on record.
#[test]
fn a_policy_is_shown_compared_and_applied() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "policy");
    let policy =
        |arguments: &[&str]| user.run(&[&["policy"][..], arguments, &["--table", "rollcall"]].concat());
    let said = |arguments: &[&str]| text(&policy(arguments).stdout);
    assert!(said(&["show"]).starts_with("no policy is stored"));
    let first = user.file("first.toml", "[checks.odb]\naccept = [\"SUSPENDED\"]\n");
    let second = user.file("second.toml", "[checks.odb]\naccept = [\"ACTIVE_LIMITED\"]\n");
    let wrong = user.file("wrong.toml", "[checks.odb]\naccept = [\"FINE\"]\n");
    let refused = policy(&["apply", &wrong]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("line 2, column 11"), "{}", text(&refused.stderr));
    assert_eq!(said(&["apply", &first]), "version 1 is in force with the next run\n");
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    assert_eq!(user.run(&["check", "odb", "--table", "rollcall"]).status.code(), Some(0), "it is accepted");
    assert_eq!(said(&["diff", &first]), "the file is the policy that is in force\n");
    let diff = said(&["diff", &second]);
    assert!(diff.contains("-accept = [\"SUSPENDED\"]\n+accept = [\"ACTIVE_LIMITED\"]"), "{diff}");
    assert_eq!(said(&["apply", &second]), "version 2 is in force with the next run\n");
    assert_eq!(said(&["apply", &second]), "this policy is in force already\n");
    let checked = user.run(&["check", "odb", "--table", "rollcall"]);
    assert_eq!(checked.status.code(), Some(2), "what is in force decides: {}", text(&checked.stderr));
    let shown = said(&["show"]);
    assert!(
        shown.starts_with("# version 2, applied ") && shown.contains("\n# before: version 1, "),
        "{shown}"
    );
    assert!(shown.contains(" by arn:aws:iam::111122223333:user/"), "{shown}");
    assert!(shown.ends_with("accept = [\"ACTIVE_LIMITED\"]\n"), "{shown}");
}

#[test]
fn a_stored_policy_that_cannot_be_read_is_shown_and_replaced() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "other-policy");
    let run = |arguments: &[&str]| user.run(&[arguments, &["--table", "rollcall"]].concat());
    let good = user.file("good.toml", "remind_every = \"72h\"\n");
    assert_eq!(run(&["policy", "apply", &good]).status.code(), Some(0));
    let update = serde_json::json!({
        "TableName": "rollcall", "Key": {"pk": {"S": "SETTINGS"}, "sk": {"S": "policy"}},
        "UpdateExpression": "SET toml = :toml",
        "ExpressionAttributeValues": {":toml": {"S": "omens = true\n"}},
    });
    let updated = sandbox.call("DynamoDB_20120810.UpdateItem", &update.to_string());
    assert!(updated.starts_with("HTTP/1.1 200"), "{updated}");
    let refused = run(&["check"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = text(&refused.stderr);
    assert!(said.contains("the stored policy, version 1, is not a valid policy"), "{said}");
    assert!(text(&run(&["policy", "diff", &good]).stdout).contains("-omens = true"));
    assert_eq!(text(&run(&["policy", "apply", &good]).stdout), "version 2 is in force with the next run\n");
    assert_eq!(run(&["check"]).status.code(), Some(0));
}

#[test]
fn an_alert_that_nobody_can_read_is_not_sent() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "unread");
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let checked = user.command(&["check", "odb"]).stderr(writer).output().unwrap();
    assert_eq!(checked.status.code(), Some(1));
    let pending = text(&user.run(&["outbox"]).stdout);
    assert!(pending.contains("1 alert waiting"), "{pending}");
    let retried = user.run(&["outbox", "retry"]);
    assert!(text(&retried.stderr).contains("[CRITICAL] odb"), "{}", text(&retried.stderr));
    assert_eq!(text(&retried.stdout), "1 sent, 0 waiting\n");
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
        (&["check", "--watch", "0s"], "--watch must leave some time between two runs"),
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
