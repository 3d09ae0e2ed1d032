//! `rollcall policy`, and what a policy decides.

use crate::running::{Running, User, text};

const ODB: &str = "odb/111122223333/us-east-1";

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

/// The commands and the functions use the applied policy, and the former one stays on record.
#[test]
fn a_policy_is_shown_compared_and_applied() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "applied");
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

/// The verdict is the one that was reported, until a run decides anew.
#[test]
fn a_policy_that_no_run_has_used_yet_is_told_beside_the_verdict() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "not-yet");
    let changed = "judged by another policy: the next check decides\n";
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    user.run(&["check", "odb"]);
    let shown = |command: &[&str]| text(&user.run(command).stdout);
    assert!(!shown(&["status"]).contains(changed) && !shown(&["explain", ODB]).contains(changed));
    let policy = user.file("policy.toml", "[checks.odb]\naccept = [\"SUSPENDED\"]\n");
    user.run(&["policy", "apply", &policy]);
    assert!(shown(&["status"]).ends_with(&format!("\n1 {changed}")), "{}", shown(&["status"]));
    assert!(shown(&["explain", ODB]).contains(&format!("\n{changed}")));
    assert!(!shown(&["at", "now"]).contains(changed), "it stood so by the policy of then");
    assert_eq!(user.run(&["check", "odb"]).status.code(), Some(0));
    assert!(!shown(&["status"]).contains(changed));
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
