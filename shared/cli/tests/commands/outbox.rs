//! `rollcall outbox`: alerts that wait are listed, sent and dropped; and `rollcall forget`.

use crate::running::{Running, User, text};

const ODB: &str = "odb/111122223333/us-east-1";

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
