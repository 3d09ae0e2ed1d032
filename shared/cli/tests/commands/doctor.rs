//! `rollcall doctor`: what is wrong, and the line that fixes it.

use crate::running::{Running, User, text};

const TOPIC: &str = "arn:aws:sns:us-east-1:111122223333:rollcall";

#[test]
fn nothing_is_wrong_with_a_whole_deployment() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "whole");
    let looked = user.run(&["doctor", "--table", "rollcall", "--topic", TOPIC]);
    let told = text(&looked.stdout);
    assert_eq!(looked.status.code(), Some(0), "{told}{}", text(&looked.stderr));
    for expected in
        ["✓ table rollcall", "✓ topic", "1 subscription confirmed", "✓ clock", "✓ odb in us-east-1"]
    {
        assert!(told.contains(expected), "{told}");
    }
    assert!(told.ends_with("nothing is wrong\n"), "{told}");
}

#[test]
fn each_fault_has_the_line_that_fixes_it() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "faults");
    sandbox.tell(&["fault", "odb", "access-denied"]);
    let looked = user.run(&["doctor", "--table", "elsewhere", "--topic", TOPIC]);
    let told = text(&looked.stdout);
    assert_eq!(looked.status.code(), Some(1), "{told}");
    assert!(told.contains("✗ table elsewhere") && told.contains("name another with --table"), "{told}");
    let allow = r#"allow it: {"Effect": "Allow", "Action": "odb:GetOciOnboardingStatus", "Resource": "*"}"#;
    assert!(told.contains(allow), "{told}");
    assert!(told.ends_with("2 of 9 to fix\n"), "{told}");
}

#[test]
fn without_credentials_it_says_so_and_looks_no_further() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "nobody");
    sandbox.tell(&["fault", "sts", "access-denied"]);
    let looked = user.run(&["doctor"]);
    assert_eq!(looked.status.code(), Some(4));
    let told = text(&looked.stdout);
    assert!(told.contains("✗ credentials") && told.contains("aws sso login"), "{told}");
    assert!(told.contains("✓ clock"), "a refusal tells the time too: {told}");
    assert!(told.contains("]: User: arn:aws:iam::111122223333:user/sandbox is not authorized"), "{told}");
    let mut nobody = user.command(&["doctor"]);
    nobody.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    let looked = nobody.env("AWS_EC2_METADATA_DISABLED", "true").output().unwrap();
    let told = text(&looked.stdout);
    assert!(told.contains("no credentials were found"), "{told}");
    assert_eq!(looked.status.code(), Some(1), "AWS was never asked: {told}");
}

#[test]
fn where_aws_cannot_be_reached_it_does_not_blame_the_credentials() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "unreachable");
    let looked = user.command(&["doctor"]).env("AWS_ENDPOINT_URL", "http://127.0.0.1:1").output().unwrap();
    let told = text(&looked.stdout);
    assert_eq!(looked.status.code(), Some(4), "{told}");
    assert!(told.contains("is AWS reachable from here?") && !told.contains("aws sso login"), "{told}");
}
