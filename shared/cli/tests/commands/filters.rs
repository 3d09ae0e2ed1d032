//! Filters that match nothing, and what is told instead.

use serde_json::Value;

use crate::reading::ODB;
use crate::running::{Running, User, text};

#[test]
fn a_filter_that_matches_nothing_is_an_error_of_what_judges() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "unmatched");
    user.run(&["check", "odb", "--regions", "us-east-1,eu-central-1"]);
    user.run(&["check", "iot-fleetwise"]);
    let expected = "no enrollment matches --check odb --region us-west-2: the state has the Regions \
                    eu-central-1, us-east-1\n";
    for command in
        [&["status"][..], &["at", "now"], &["status", "--output", "json"], &["status", "--output", "csv"]]
    {
        let refused =
            user.command(command).args(["--check", "odb", "--region", "us-west-2"]).output().unwrap();
        assert_eq!(refused.status.code(), Some(1), "{command:?}");
        assert_eq!(text(&refused.stdout), "", "{command:?}");
        assert_eq!(text(&refused.stderr), format!("error: {expected}"), "{command:?}");
    }
    for command in ["diff", "outbox"] {
        let empty = user.run(&[command, "--check", "odb", "--region", "us-west-2"]);
        assert_eq!(empty.status.code(), Some(0), "{command}");
        assert_eq!(text(&empty.stderr), format!("warning: {expected}"), "{command}");
    }
    let told = |arguments: &[&str]| text(&user.command(&["status"]).args(arguments).output().unwrap().stderr);
    let both = told(&["--check", "compute-optimizer", "--account", "999999999999"]);
    assert!(
        both.ends_with("the state has the checks iot-fleetwise, odb; the accounts 111122223333\n"),
        "{both}"
    );
    let apart = told(&["--check", "iot-fleetwise", "--region", "eu-central-1"]);
    assert!(apart.ends_with("the state has each of them, but no enrollment that has all\n"), "{apart}");
}

/// That nothing is wrong is an answer; that nothing is known is no compliance.
#[test]
fn nothing_found_is_well_and_nothing_known_is_not() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "nothing");
    let policy = user.file("policy.toml", "");
    assert_eq!(user.run(&["policy", "apply", &policy]).status.code(), Some(0));
    let ended = |arguments: &[&str]| {
        let ended = user.run(arguments);
        (ended.status.code(), text(&ended.stdout))
    };
    let unknown = (Some(3), "nothing is known yet: run `rollcall check` first\n".to_owned());
    assert_eq!(ended(&["status"]), unknown);
    assert_eq!(ended(&["status", "--output", "json"]).0, Some(3));
    let unmatched = user.run(&["status", "--check", "odb"]);
    assert!(text(&unmatched.stderr).contains("nothing is known yet, run `rollcall check` first"));

    user.run(&["check", "odb"]);
    let well = (Some(0), "no enrollment has that verdict or condition\n".to_owned());
    assert_eq!(ended(&["status", "--compliance", "non-compliant"]), well);
    assert_eq!(ended(&["at", "2020-01-01"]), (Some(3), "nothing was known then\n".to_owned()));
    let disabled = user.file("disabled.toml", "[checks.odb]\nenabled = false\n[checks.iot-fleetwise]\nenabled = false\n[checks.compute-optimizer]\nenabled = false\n");
    let asked = ended(&["check", "--policy", &disabled]);
    assert_eq!(asked.0, Some(3), "nothing was asked: {}", asked.1);
}

/// A user whose own account is `Payments-Prod` in `/prod/data`, and whose table has seen ODB suspended.
fn user_of_an_organization(sandbox: &Running, name: &str) -> User {
    sandbox.put_account("111122223333", "Payments-Prod", "/prod/data", "Data Team");
    sandbox.put_account("444455556666", "lab", "/staging", "research");
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    let user = User::new(sandbox, name);
    assert_eq!(user.run(&["check", "--table", "rollcall"]).status.code(), Some(2));
    user
}

/// Whether a command shows the enrollment whose account is taken, and says why if it is not.
fn check_filters(command: &[&str]) {
    let sandbox = Running::start(&[]);
    let user = user_of_an_organization(&sandbox, &format!("inventory-{}", command[0]));
    let run = |filter: &[&str]| {
        let shown = user.command(command).args(["--table", "rollcall"]).args(filter).output().unwrap();
        (text(&shown.stdout), text(&shown.stderr))
    };
    let matching: [&[&str]; 4] = [
        &["--organizational-unit", "/prod"],
        &["--organizational-unit", "*/data", "--owner", "data team"],
        &["--owner", "nobody", "--owner", "DATA*"],
        &["--account-name", "payments-*", "--check", "odb"],
    ];
    for filter in matching {
        let (shown, said) = run(filter);
        assert!(shown.contains(ODB) && said.is_empty(), "{command:?} {filter:?}: {shown}{said}");
    }
    for filter in
        [["--organizational-unit", "/stag*"], ["--owner", "research"], ["--account-name", "payments"]]
    {
        let (shown, said) = run(&filter);
        assert!(!shown.contains(ODB), "{command:?} {filter:?}: {shown}");
        assert!(said.contains(&format!("no enrollment matches {}", filter.join(" "))), "{command:?}: {said}");
    }
}

#[test]
fn every_command_filters_by_what_the_inventory_knows() {
    check_filters(&["status"]);
    check_filters(&["at", "now"]);
    check_filters(&["diff"]);
    check_filters(&["outbox"]);
    check_filters(&["report", "--output", "csv"]);
}

#[test]
fn a_pattern_that_matches_nothing_is_answered_with_what_there_is() {
    let sandbox = Running::start(&[]);
    let user = user_of_an_organization(&sandbox, "patterns");
    let told = |arguments: &[&str]| {
        let status = user.command(&["status", "--table", "rollcall"]).args(arguments).output().unwrap();
        assert_eq!(status.status.code(), Some(1), "{arguments:?}");
        text(&status.stderr)
    };
    let check = |arguments: &[&str], known: &str| {
        let expected =
            format!("error: no enrollment matches {}: the state has {known}\n", arguments.join(" "));
        assert_eq!(told(arguments), expected);
    };
    check(&["--organizational-unit", "/stag*"], "the organizational units /prod/data");
    check(&["--owner", "ann"], "the owners Data Team");
    check(&["--account-name", "lab"], "the account names Payments-Prod");
    check(
        &["--account-name", "payments-*", "--owner", "ann", "--region", "eu-west-1"],
        "the owners Data Team; the Regions us-east-1",
    );
    let empty = told(&["--owner", "   "]);
    assert!(empty.ends_with("the state has the owners Data Team\n"), "{empty}");
}

/// Whoever filters by none of it, and prints none of it, needs no inventory.
#[test]
fn the_inventory_is_read_only_where_it_is_needed() {
    let sandbox = Running::start(&[]);
    let user = user_of_an_organization(&sandbox, "unread");
    sandbox.tell(&["fault", "dynamodb", "access-denied", "--contains", "ACCOUNT#"]);
    let ended = |command: &str, filter: &[&str]| {
        let ended = user.command(&[command, "--table", "rollcall"]).args(filter).output().unwrap();
        (ended.status.code(), text(&ended.stderr))
    };
    for command in ["diff", "outbox"] {
        assert_eq!(ended(command, &["--check", "odb"]), (Some(0), String::new()));
        let (code, told) = ended(command, &["--owner", "*"]);
        assert_eq!(code, Some(4));
        assert!(told.contains("could not read the accounts"), "{told}");
    }
    assert_eq!(ended("status", &[]).0, Some(4));
}

#[test]
fn without_an_inventory_a_filter_says_that_nothing_is_known() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "no-inventory");
    user.run(&["check", "odb"]);
    let told = text(&user.run(&["status", "--organizational-unit", "/prod"]).stderr);
    let expected =
        "error: no enrollment matches --organizational-unit /prod: the state has no organizational units\n";
    assert_eq!(told, expected);
    let json: Value = serde_json::from_slice(&user.run(&["status", "--output", "json"]).stdout).unwrap();
    for field in ["account_name", "organizational_unit", "owner"] {
        assert_eq!(json["enrollments"][0].get(field), None);
    }
}

#[test]
fn what_the_inventory_knows_is_shown() {
    let sandbox = Running::start(&[]);
    let user = user_of_an_organization(&sandbox, "known");
    let shown = |arguments: &[&str]| {
        let mut command = user.command(arguments);
        text(&command.args(["--table", "rollcall"]).output().unwrap().stdout)
    };
    let head = "\naccount Payments-Prod in /prod/data, owner Data Team\n";
    assert!(shown(&["explain", ODB]).contains(head));
    assert!(shown(&["history", ODB]).contains(head));
    assert!(shown(&["history", "odb/*/*"]).contains(head));
    assert!(shown(&["status"]).contains(&format!("{ODB}                Payments-Prod  suspended")));
    let json: Value = serde_json::from_str(&shown(&["status", "--output", "json"])).unwrap();
    let first = &json["enrollments"][0];
    assert_eq!(
        [&first["account_name"], &first["organizational_unit"], &first["owner"]],
        ["Payments-Prod", "/prod/data", "Data Team"]
    );
    assert!(
        shown(&["at", "now", "--output", "csv"]).contains(",Payments-Prod,/prod/data,Data Team,us-east-1,")
    );
}
