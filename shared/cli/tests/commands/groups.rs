//! `rollcall status --group-by`: one line for all enrollments with the same value.

use serde_json::Value;

use crate::running::{Running, User, text};

/// A user whose account 111122223333 is in an organizational unit; ODB is suspended in one of two Regions.
fn user(sandbox: &Running, name: &str) -> User {
    sandbox.put_account("111122223333", "payments-prod", "/prod/data", "data-team");
    sandbox.tell(&["set", "odb", "SUSPENDED", "--region", "eu-central-1"]);
    let user = User::new(sandbox, name);
    let check = user.run(&["check", "--table", "rollcall", "--regions", "us-east-1,eu-central-1"]);
    assert_eq!(check.status.code(), Some(2), "{}", text(&check.stderr));
    user
}

#[test]
fn status_and_at_are_grouped_in_every_format() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "grouped");
    let grouped = |arguments: &[&str], by: &str| {
        let mut command = user.command(arguments);
        let grouped = command.args(["--table", "rollcall", "--group-by", by]).output().unwrap();
        assert_eq!(grouped.status.code(), Some(2), "{}", text(&grouped.stderr));
        text(&grouped.stdout)
    };
    for command in [&["status"][..], &["at", "now"]] {
        let table = grouped(command, "organizational-unit");
        let line = table.lines().nth(1).unwrap();
        assert!(table.starts_with("ORGANIZATIONAL UNIT  ACCOUNTS  ENROLLMENTS  ✗"), "{table}");
        assert!(
            line.starts_with("/prod/data                  1 ") && line.contains(" suspended "),
            "{table}"
        );
    }
    let cut = grouped(&["status", "--depth", "1"], "organizational-unit");
    assert!(cut.lines().nth(1).unwrap().starts_with("/prod  "), "{cut}");
    let account = grouped(&["status"], "account");
    assert!(account.contains("\n111122223333 payments-prod "), "{account}");

    let json: Value = serde_json::from_str(&grouped(&["status", "--output", "json"], "region")).unwrap();
    let schema = include_str!("../../../report/schemas/groups.json");
    let validator = jsonschema::draft202012::new(&serde_json::from_str(schema).unwrap()).unwrap();
    assert_eq!(validator.iter_errors(&json).count(), 0, "{json:#}");
    let values: Vec<&str> =
        json["groups"].as_array().unwrap().iter().filter_map(|group| group["value"].as_str()).collect();
    assert_eq!(values, ["eu-central-1", "us-east-1"]);
    assert_eq!((&json["groups"][0]["non_compliant"], &json["group_by"]), (&1.into(), &"region".into()));

    let csv = grouped(&["status", "--output", "csv"], "owner");
    assert!(csv.starts_with("at,group_by,value,") && csv.contains(",owner,data-team,,1,"), "{csv}");
}

#[test]
fn groups_are_filtered_and_sorted_as_enrollments_are() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "groups-sorted");
    let values = |arguments: &[&str]| -> Vec<String> {
        let mut command = user.command(&["status", "--table", "rollcall", "--group-by", "check"]);
        let table = text(&command.args(arguments).output().unwrap().stdout);
        let lines = table.lines().skip(1).filter(|line| !line.contains("enrollment"));
        lines.map(|line| line.split(' ').next().unwrap().to_owned()).collect()
    };
    assert_eq!(values(&[])[0], "odb", "the worst first");
    let sorted = values(&["--sort", "enrollment"]);
    assert!(sorted.len() > 2 && sorted.is_sorted(), "{sorted:?}");
    assert_eq!(values(&["--sort", "since"])[0], "odb", "the oldest open problem first");
    assert_eq!(values(&["--check", "odb"]), ["odb"]);
    assert_eq!(values(&["--owner", "data-*", "--compliance", "non-compliant"]), ["odb"]);
}

#[test]
fn a_depth_is_one_of_organizational_units() {
    let sandbox = Running::start(&[]);
    let user = user(&sandbox, "depth");
    let refused = |arguments: &[&str]| {
        let refused = user.command(&["status", "--table", "rollcall"]).args(arguments).output().unwrap();
        assert_eq!(refused.status.code(), Some(1), "{arguments:?}");
        text(&refused.stderr)
    };
    let owner = refused(&["--group-by", "owner", "--depth", "1"]);
    assert_eq!(owner, "error: --depth needs --group-by organizational-unit\n");
    assert!(refused(&["--depth", "1"]).contains("--group-by"));
    assert!(refused(&["--group-by", "organizational-unit", "--depth", "0"]).contains("--depth"));
}
