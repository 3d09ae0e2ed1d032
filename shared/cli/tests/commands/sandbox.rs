//! `rollcall sandbox` as a person uses it: started, set up, and ended.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::running::{Running, User, rollcall, text};

#[test]
fn what_arrives_is_printed() {
    let mut sandbox = Running::start(&[]);
    assert!(sandbox.line("ROLLCALL_TOPIC_ARN").ends_with("=arn:aws:sns:us-east-1:111122223333:rollcall"));
    sandbox.call("Odb.GetOciOnboardingStatus", "{}");
    assert!(sandbox.line("GetOciOnboardingStatus").ends_with("111122223333 us-east-1    200"));

    let told = sandbox.tell(&["fault", "odb", "throttling", "--times", "1"]);
    assert_eq!(text(&told.stdout), "fault 1: odb throttling; `rollcall sandbox fault --clear` ends it\n");
    sandbox.call("Odb.GetOciOnboardingStatus", "{}");
    assert!(sandbox.line("GetOciOnboardingStatus").ends_with("400 (fault 1: throttling)"));
    let told = sandbox.tell(&["fault", "--clear"]);
    assert_eq!(text(&told.stdout), "cleared 1 fault\n");
    assert_eq!(sandbox.end("-INT"), Some(0));
}

#[test]
fn a_sandbox_has_the_topic_that_it_names_and_no_other() {
    let mut sandbox = Running::start(&["--topic", "ops"]);
    let topic = "arn:aws:sns:us-east-1:111122223333:ops";
    assert!(sandbox.line("ROLLCALL_TOPIC_ARN").ends_with(&format!("={topic}")));
    let publish = |topic: &str| {
        let body = format!("{{\"TopicArn\": \"{topic}\", \"Message\": \"m\"}}");
        sandbox.call("AmazonSimpleNotificationService.Publish", &body)
    };
    assert!(publish(topic).contains("MessageId"));
    let answer = publish("arn:aws:sns:us-east-1:111122223333:rollcall");
    assert!(answer.starts_with("HTTP/1.1 404") && answer.contains("Topic does not exist"), "{answer}");

    let refused = rollcall(&["sandbox", "--port", "0", "--topic", "two words"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).starts_with("error: cannot create the topic \"two words\": a name has"));
}

#[test]
fn a_sandbox_answers_what_was_set() {
    let sandbox = Running::start(&[]);
    let told = sandbox.tell(&["set", "odb", "SUSPENDED", "--reason", "unpaid", "--region", "us-east-1"]);
    let expected = "\
odb for all accounts in us-east-1
  onboarding               SUSPENDED (suspended)  \"unpaid\"
  identity-domain          AVAILABLE (healthy)
  iam-role/KmsTde          AVAILABLE (healthy)
  iam-role/SecretsManager  AVAILABLE (healthy)
";
    assert_eq!(text(&told.stdout), expected);
    assert!(sandbox.call("Odb.GetOciOnboardingStatus", "{}").contains("SUSPENDED"));

    let told = text(&sandbox.tell(&["set", "odb", "SUSPENDEDD", "--without", "iam-role/KmsTde"]).stdout);
    for expected in [
        "  onboarding               SUSPENDEDD (unknown)\n",
        "  iam-role/KmsTde          (left out)\n",
        "SUSPENDEDD is in no table: it will be `unknown`; `rollcall sandbox set odb` lists the others\n",
    ] {
        assert!(told.contains(expected), "{told}");
    }
    let told = text(&sandbox.tell(&["set", "odb", "ACTIVE"]).stdout);
    assert_eq!(told.matches("(healthy)").count(), 4, "{told}");

    let told = sandbox.tell(&["set", "odb", "ACTIVE", "--component", "timestream=FAILED"]);
    assert_eq!(told.status.code(), Some(1));
    assert!(text(&told.stderr).contains("odb has no component \"timestream\"; it has onboarding"));
    assert_eq!(sandbox.end("-TERM"), Some(0));
}

#[test]
fn the_statuses_that_a_check_knows_are_listed() {
    let listed = rollcall(&["sandbox", "set", "odb"]).output().unwrap();
    let listed = text(&listed.stdout);
    for expected in [
        "onboarding\n  healthy      ACTIVE, ACTIVE_IN_HOME_REGION\n",
        "  suspended    SUSPENDED, CANCELED\n",
        "iam-role/…\n  healthy      AVAILABLE\n",
        "`rollcall sandbox set odb STATUS` sets onboarding",
    ] {
        assert!(listed.contains(expected), "{listed}");
    }
    let aimless = rollcall(&["sandbox", "set", "odb", "--account", "444455556666"]).output().unwrap();
    assert_eq!(aimless.status.code(), Some(1), "nothing is set, so there is no account to set it for");
}

#[test]
fn a_sandbox_shows_what_it_answers() {
    let sandbox = Running::start(&[]);
    sandbox.tell(&["set", "odb", "NOT_STARTED", "--account", "444455556666"]);
    sandbox.tell(&["set", "compute-optimizer", "Active", "--answer", "{\"statusReason\":\"why\"}"]);
    sandbox.tell(&["fault", "odb", "throttling", "--times", "3", "--operation", "GetOciOnboardingStatus"]);
    sandbox.tell(&["fault", "sns", "cut", "--after", "--contains", "[INFO]", "--region", "us-east-1"]);
    sandbox.call("Odb.GetOciOnboardingStatus", "{}");
    let topic = "arn:aws:sns:us-east-1:111122223333:rollcall";
    let body = format!("{{\"TopicArn\": \"{topic}\", \"Message\": \"m\"}}");
    sandbox.call("AmazonSimpleNotificationService.Publish", &body);

    let expected = "\
compute-optimizer for all accounts in all Regions
  enrollment  Active (healthy)
  merged over it: {\"statusReason\":\"why\"}
iot-fleetwise for all accounts in all Regions
  account     REGISTRATION_SUCCESS (healthy)
  iam         REGISTRATION_SUCCESS (healthy)
  timestream  REGISTRATION_SUCCESS (healthy)
odb for all accounts in all Regions
  onboarding               ACTIVE (healthy)
  identity-domain          AVAILABLE (healthy)
  iam-role/KmsTde          AVAILABLE (healthy)
  iam-role/SecretsManager  AVAILABLE (healthy)
odb for 444455556666 in all Regions
  onboarding               NOT_STARTED (absent)
  identity-domain          (left out)
  iam-role/KmsTde          (left out)
  iam-role/SecretsManager  (left out)

fault 1: odb throttling, 2 more times
  GetOciOnboardingStatus for all accounts in all Regions
fault 2: sns cut after the call has taken effect, until it is cleared
  every operation with [INFO] for all accounts in us-east-1

arn:aws:sns:us-east-1:111122223333:rollcall  1 message

table rollcall
";
    assert_eq!(text(&sandbox.tell(&["show"]).stdout), expected);
    let json: Value = serde_json::from_slice(&sandbox.tell(&["show", "--output", "json"]).stdout).unwrap();
    assert_eq!(json["status"][3]["components"][0]["status"], "NOT_STARTED");
    assert_eq!(json["status"][3]["account"], "444455556666");
    assert_eq!((&json["faults"][0]["left"], &json["faults"][0]["fault"]["times"]), (&json!(2), &json!(3)));
    assert_eq!(json["topics"], json!([{"topic": topic, "messages": 1}]));
    assert_eq!(json["table"], "rollcall");
}

/// The example in `functions/README.md` is the one of `--help`, and says what then happens.
#[test]
fn the_pages_scenario_is_that_of_the_help_and_is_played() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions/README.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, rest) = page.split_once("<!-- scenario: begin -->\n```toml\n").unwrap();
    let (scenario, _) = rest.split_once("```\n<!-- scenario: end -->").unwrap();
    let help = text(&rollcall(&["sandbox", "--help"]).output().unwrap().stdout);
    let help: Vec<&str> = help.lines().map(str::trim).collect();
    assert!(scenario.lines().all(|line| help.contains(&line)), "{help:?} lacks {scenario}");

    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("page.toml");
    std::fs::write(&file, scenario).unwrap();
    let sandbox = Running::start(&["--scenario", file.to_str().unwrap()]);
    let user = User::new(&sandbox, "scenario");
    let odb_of = |key: &str| {
        let checked = user.command(&["check", "odb"]).env("AWS_ACCESS_KEY_ID", key).output().unwrap();
        text(&checked.stdout)
    };
    let failed = odb_of("444455556666");
    assert!(failed.contains("odb/444455556666/") && failed.contains("identity-domain FAILED"), "{failed}");
    assert!(odb_of("sandbox").contains("ACTIVE"));
    let body = "{\"RoleArn\":\"arn:aws:iam::555566667777:role/any\",\"RoleSessionName\":\"run\"}";
    let refused = sandbox.call("AWSSecurityTokenServiceV20110615.AssumeRole", body);
    assert!(refused.starts_with("HTTP/1.1 403"), "{refused}");
    let shown = text(&sandbox.tell(&["show"]).stdout);
    assert!(
        shown.contains("fault 1: sns cut after the call has taken effect, once more\n  Publish for"),
        "{shown}"
    );
}

#[test]
fn an_organization_is_made_and_changed() {
    let mut sandbox = Running::start(&["--accounts", "12"]);
    assert!(sandbox.line("ROLLCALL_MEMBER_ROLE").ends_with("export ROLLCALL_MEMBER_ROLE=rollcall-member"));
    assert!(sandbox.line("ROLLCALL_EXTERNAL_ID").ends_with("export ROLLCALL_EXTERNAL_ID=rollcall-sandbox"));
    let shown = text(&sandbox.tell(&["show"]).stdout);
    assert!(shown.contains("\norganization of 12 accounts: 12 ACTIVE\n\nno fault"), "{shown}");

    let change = ["account", "444455556666", "--name", "data-lake", "--organizational-unit", "/prod/data"];
    let told = sandbox.tell(&[&change[..], &["--owner", "team-data", "--role", "missing"]].concat());
    let expected = "444455556666 data-lake: ACTIVE, in /prod/data, owner team-data, role missing\n";
    assert_eq!(text(&told.stdout), expected);
    let told =
        sandbox.tell(&["account", "444455556666", "--state", "SUSPENDED", "--unlisted", "--unanswered"]);
    let expected = "444455556666 data-lake: SUSPENDED, in /prod/data, owner team-data, role missing, \
                    unlisted, unanswered\n";
    assert_eq!(text(&told.stdout), expected);
    let shown = text(&sandbox.tell(&["show"]).stdout);
    let organization = format!("\norganization of 13 accounts: 12 ACTIVE, 1 SUSPENDED\n  {expected}\n");
    assert!(shown.contains(&organization), "{shown}");
    let json: Value = serde_json::from_slice(&sandbox.tell(&["show", "--output", "json"]).stdout).unwrap();
    assert_eq!(json["accounts"].as_array().map(Vec::len), Some(13));

    let told = sandbox.tell(&["account", "444455556666", "--listed", "--answered", "--owner", ""]);
    assert_eq!(text(&told.stdout), "444455556666 data-lake: SUSPENDED, in /prod/data, role missing\n");
    let told = sandbox.tell(&["account", "444455556666", "--gone"]);
    assert_eq!(text(&told.stdout), "444455556666 has left the organization\n");
    let refusals: [(&[&str], &str); 4] = [
        (&["444455556666", "--gone"], "444455556666 is no account of the organization"),
        (&["111122223333", "--gone"], "is the management account, which cannot leave"),
        (&["444455556666", "--organizational-unit", "prod"], "write its names from the root down, such as"),
        (&["44", "--gone"], "expected 12 digits"),
    ];
    for (arguments, expected) in refusals {
        let told = sandbox.tell(&[&["account"], arguments].concat());
        let error = text(&told.stderr);
        assert!(!told.status.success() && error.contains(expected), "{error}");
    }
}

#[test]
fn the_member_role_and_the_external_id_are_chosen() {
    let mut sandbox = Running::start(&["--member-role", "watch", "--external-id", "two words"]);
    assert!(sandbox.line("ROLLCALL_MEMBER_ROLE").ends_with("export ROLLCALL_MEMBER_ROLE=watch"));
    assert!(sandbox.line("ROLLCALL_EXTERNAL_ID").ends_with("export ROLLCALL_EXTERNAL_ID='two words'"));
    let ask = |role: &str| {
        let body = format!(
            "{{\"RoleArn\":\"arn:aws:iam::444455556666:role/{role}\",\"RoleSessionName\":\"run\",\
             \"ExternalId\":\"two words\"}}"
        );
        sandbox.call("AWSSecurityTokenServiceV20110615.AssumeRole", &body)
    };
    assert!(ask("watch").contains("ASIA444455556666"));
    assert!(ask("admin").contains("is not authorized to perform: sts:AssumeRole"));
}

#[test]
fn each_help_ends_with_two_examples_that_work() {
    let sandbox = Running::start(&[]);
    let folder = Path::new(env!("CARGO_BIN_EXE_rollcall")).parent().unwrap().display();
    for command in ["set", "fault", "account", "show", ""] {
        let arguments = ["sandbox", command, "--help"].into_iter().filter(|argument| !argument.is_empty());
        let help = text(&rollcall(&arguments.collect::<Vec<_>>()).output().unwrap().stdout);
        let (_, examples) = help.split_once("\nExamples:\n").unwrap();
        let examples: Vec<&str> = examples.lines().map(str::trim).collect();
        assert_eq!(examples.len(), 2, "{help}");
        for example in examples {
            assert!(example.starts_with(format!("rollcall sandbox {command}").trim()), "{example}");
            // The sandbox itself would go on until Ctrl-C.
            if !command.is_empty() {
                let line = format!("PATH='{folder}':$PATH; {example} --port {}", sandbox.port);
                assert!(Command::new("sh").args(["-c", &line]).output().unwrap().status.success(), "{line}");
            }
        }
    }
}

#[test]
fn a_port_in_use_and_an_absent_sandbox_are_one_clear_error_each() {
    let sandbox = Running::start(&[]);
    let second = rollcall(&["sandbox", "--port", &sandbox.port]).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    let expected = format!("error: port {} on 127.0.0.1 is in use", sandbox.port);
    assert!(text(&second.stderr).starts_with(&expected));

    let port = sandbox.port.clone();
    assert_eq!(sandbox.end("-INT"), Some(0));
    let told = rollcall(&["sandbox", "fault", "--clear", "--port", &port]).output().unwrap();
    assert_eq!(told.status.code(), Some(1));
    assert!(text(&told.stderr).contains(&format!("start one with `rollcall sandbox --port {port}`")));
}

#[test]
fn a_scenario_is_read_before_anything_starts() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("scenario.toml");
    let path = file.to_str().unwrap();
    std::fs::write(&file, "[[fault]]\nservice = \"odb\"\neffect = \"internal-error\"\n").unwrap();
    let mut sandbox = Running::start(&["--scenario", path]);
    sandbox.call("Odb.GetOciOnboardingStatus", "{}");
    assert!(sandbox.line("GetOciOnboardingStatus").ends_with("500 (fault 1: internal-error)"));
    assert_eq!(sandbox.end("-INT"), Some(0));

    std::fs::write(&file, "[[status]]\ncheck = \"odb\"\nstate = \"ACTIVE\"\n").unwrap();
    let refused = rollcall(&["sandbox", "--port", "0", "--scenario", path]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let error = text(&refused.stderr);
    assert!(error.contains("scenario.toml") && error.contains("line 3"), "{error}");
}
