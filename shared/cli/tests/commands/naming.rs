//! How enrollments, verdicts and conditions are named: wildcards, choices, and what was meant.

use serde_json::Value;

use crate::running::{Running, User, text};

const ODB: &str = "odb/111122223333/us-east-1";

/// A user who has looked at ODB and FleetWise in two Regions each.
fn user(sandbox: &Running, name: &str) -> User {
    let user = User::new(sandbox, name);
    let regions = ["--regions", "us-east-1,eu-central-1"];
    assert_eq!(user.run(&[&["check", "odb", "iot-fleetwise"][..], &regions].concat()).status.code(), Some(0));
    user
}

#[test]
fn history_takes_wildcards() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "wildcards");
    let table = text(&user.run(&["history", "odb/*/*"]).stdout);
    let blocks: Vec<&str> = table.split("\n\n").filter(|block| block.contains('…')).collect();
    assert_eq!(blocks.len(), 2, "{table}");
    assert!(blocks[0].starts_with("odb/111122223333/eu-central-1\n"), "{table}");
    assert!(blocks[1].contains("odb/111122223333/us-east-1\n"), "{table}");

    let json = |pattern: &str| -> Value {
        serde_json::from_slice(&user.run(&["history", pattern, "--output", "json"]).stdout).unwrap()
    };
    let several = json("*/*/us-*");
    assert_eq!(several["schema"], "rollcall.histories/1");
    assert_eq!(several["histories"][1]["enrollment"], ODB);
    assert_eq!(several["histories"][1]["entries"], json(ODB)["entries"]);
    assert_eq!(several["histories"].as_array().unwrap().len(), 2);
    assert_eq!(json("odb/*/us-*")["schema"], "rollcall.histories/1", "whatever they match");
    assert_eq!(json(ODB)["schema"], "rollcall.history/1");

    let csv = text(&user.run(&["history", "odb/*/*", "--output", "csv"]).stdout);
    let mut rows: Vec<&str> = csv.lines().map(|row| row.split(',').next().unwrap()).collect();
    // There is a row for each component.
    rows.dedup();
    assert_eq!(rows, ["enrollment", "odb/111122223333/eu-central-1", ODB]);
}

#[test]
fn what_an_enrollment_was_meant_to_be_is_told() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "meant");
    let told = |arguments: &[&str]| {
        let refused = user.run(arguments);
        assert_eq!((refused.status.code(), text(&refused.stdout).as_str()), (Some(1), ""), "{arguments:?}");
        text(&refused.stderr)
    };
    let meant = format!(": did you mean {ODB}?\n");
    for mistyped in ["odb/111122223333/us-east1", "obd/111122223333/us-east-1", "odb/11112222333/us-east-1"] {
        let expected = format!("error: nothing is known of {mistyped}{meant}");
        assert_eq!(told(&["history", mistyped]), expected);
        assert_eq!(told(&["explain", mistyped]), expected);
        assert_eq!(told(&["forget", mistyped, "iam-role/X", "--reason", "x"]), expected);
    }
    let pattern = told(&["history", "odb/*/us-west-*"]);
    let known =
        "the state has iot-fleetwise/111122223333/eu-central-1, iot-fleetwise/111122223333/us-east-1, odb/";
    assert!(
        pattern.starts_with(&format!("error: no enrollment matches odb/*/us-west-*: {known}")),
        "{pattern}"
    );
    let several = told(&["explain", "odb/*/*"]);
    assert!(several.contains("odb/*/* matches odb/111122223333/eu-central-1, "), "{several}");
    assert_eq!(user.run(&["explain", "odb/*/us-*"]).status.code(), Some(0), "one is meant");
}

#[test]
fn verdicts_and_conditions_are_choices_in_any_spelling() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "choices");
    for spelling in ["compliant", "COMPLIANT"] {
        let status = text(&user.run(&["status", "--compliance", spelling, "--condition", "Healthy"]).stdout);
        assert!(status.contains("4 enrollments"), "{status}");
    }
    for spelling in ["non-compliant", "Non_Compliant", "NON_COMPLIANT"] {
        assert_eq!(user.run(&["status", "--compliance", spelling]).status.code(), Some(0));
    }
    let told = |option: &str, value: &str| text(&user.run(&["status", option, value]).stderr);
    let verdict = told("--compliance", "non-compliamt");
    let verdicts = "[possible values: NOT_APPLICABLE, COMPLIANT, INSUFFICIENT_DATA, NON_COMPLIANT]";
    assert!(verdict.contains(verdicts), "{verdict}");
    let condition = told("--condition", "suspendet");
    assert!(
        condition.contains("[possible values: healthy, progressing, ") && condition.contains("'suspended'")
    );
    let completions = text(&user.run(&["completions", "bash"]).stdout);
    assert!(completions.contains("INSUFFICIENT_DATA") && completions.contains("progressing"));
}
