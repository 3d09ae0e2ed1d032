//! Filters that match nothing, and what is told instead.

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
