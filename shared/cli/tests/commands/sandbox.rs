//! `rollcall sandbox` as a person uses it: started, set up, and ended.

use std::path::PathBuf;

use crate::running::{Running, rollcall, text};

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
    let told = sandbox.tell(&["set", "odb", "SUSPENDED", "--region", "us-east-1"]);
    assert_eq!(text(&told.stdout), "odb answers SUSPENDED for all accounts in us-east-1\n");
    let told = sandbox.tell(&["set", "odb", "--component", "identity-domain=FAILED"]);
    assert!(told.status.success());

    let told = sandbox.tell(&["set", "odb", "ACTIVE", "--component", "timestream=FAILED"]);
    assert_eq!(told.status.code(), Some(1));
    assert!(text(&told.stderr).contains("odb has no component \"timestream\"; it has onboarding"));
    assert_eq!(sandbox.end("-TERM"), Some(0));
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
