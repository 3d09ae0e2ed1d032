//! What a person reads when something is set up wrong: what was tried, what is wrong, what to do; never the
//! internals of a library.

use std::path::Path;
use std::process::Command;

use crate::running::{rollcall, text};

/// `status` of a deployed table, by someone without credentials.
fn status_without_credentials(home: &Path) -> Command {
    let mut command = rollcall(&["status", "--table", "rollcall"]);
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"] {
        command.env_remove(name);
    }
    command.env("HOME", home).env("AWS_REGION", "us-east-1");
    command
}

fn error(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(!output.status.success());
    assert_eq!(text(&output.stdout), "");
    text(&output.stderr)
}

#[test]
fn a_file_that_is_no_state_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    std::fs::write(&file, "something else").unwrap();
    let file = file.to_str().unwrap();
    let said = error(&mut rollcall(&["status", "--state", file]));
    assert_eq!(said, format!("error: cannot open the state {file}: it is no state of Rollcall\n"));
}

#[test]
fn an_endpoint_without_a_scheme_is_no_struct_of_the_sdk() {
    let folder = tempfile::tempdir().unwrap();
    let mut status = status_without_credentials(folder.path());
    status
        .env("AWS_ENDPOINT_URL", "localhost")
        .env("AWS_ACCESS_KEY_ID", "a")
        .env("AWS_SECRET_ACCESS_KEY", "b");
    assert_eq!(
        error(&mut status),
        "error: could not load the settings: endpoint must contain scheme (see AWS_ENDPOINT_URL)\n"
    );
}

#[test]
fn a_mistyped_profile_is_no_failure_of_an_instance() {
    let folder = tempfile::tempdir().unwrap();
    let mut status = status_without_credentials(folder.path());
    // A machine whose metadata service does not answer.
    status.env("AWS_PROFILE", "mistyped").env("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1");
    assert_eq!(
        error(&mut status),
        "error: could not load the settings: no credentials were found: no variables, no profile of that name \
         that has any, no role of this machine\n  `rollcall doctor` says how to fix it\n"
    );
}
