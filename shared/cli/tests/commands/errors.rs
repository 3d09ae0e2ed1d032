//! What a person reads when something is set up wrong: what was tried, what is wrong, what to do; never the
//! internals of a library.

use std::path::Path;
use std::process::Command;

use crate::running::{Running, User, rollcall, text};

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
        "error: could not load the settings: endpoint must contain scheme (see AWS_ENDPOINT_URL)\n  \
         `rollcall doctor` says how to fix it\n"
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

/// The error of a command in a folder that has a state, a folder, a damaged state and a file that is no text.
#[test]
fn wrong_files_are_told_in_plain_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::create_dir(path("folder")).unwrap();
    std::fs::write(path("damaged.db"), [&b"SQLite format 3\0"[..], &[7; 5000]].concat()).unwrap();
    std::fs::write(path("no-text.toml"), b"\xff\xfe").unwrap();
    let folder_said = format!("cannot open the state {}: it is a folder, and not a file", path("folder"));
    let damaged_said = format!(
        "cannot open the state {}: it is damaged: put a copy of it in its place, or name another file",
        path("damaged.db")
    );
    let no_text_said = format!("{} is no text: expected a policy as TOML, in UTF-8", path("no-text.toml"));
    for (arguments, expected) in [
        ([&["status", "--state"][..], &[&path("folder")]].concat(), &folder_said),
        ([&["policy", "show", "--state"][..], &[&path("folder")]].concat(), &folder_said),
        ([&["outbox", "retry", "--state"][..], &[&path("folder")]].concat(), &folder_said),
        ([&["status", "--state"][..], &[&path("damaged.db")]].concat(), &damaged_said),
        ([&["outbox", "retry", "--state"][..], &[&path("damaged.db")]].concat(), &damaged_said),
        ([&["policy", "check"][..], &[&path("no-text.toml")]].concat(), &no_text_said),
    ] {
        assert_eq!(error(&mut rollcall(&arguments)), format!("error: {expected}\n"), "{arguments:?}");
    }
}

#[test]
fn a_table_that_is_not_there_and_an_empty_name_are_the_users_to_fix() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "no-table");
    for arguments in [&["status"][..], &["check"], &["outbox"], &["policy", "show"], &["diff"]] {
        let ended = user.command(arguments).args(["--table", "nowhere"]).output().unwrap();
        assert_eq!(ended.status.code(), Some(1), "{arguments:?}");
        let said = text(&ended.stderr);
        let expected =
            "is it there? --table names it, AWS_PROFILE and AWS_REGION say in which account and Region";
        assert!(said.ends_with(&format!("\n  {expected}\n")), "{said}");
    }
    let topic = "arn:aws:sns:us-east-1:111122223333:rollcall";
    let said = error(&mut user.command(&["outbox", "retry", "--table", "nowhere", "--topic", topic]));
    assert!(said.contains("could not read the queue"), "and not that it is empty: {said}");
    let said = error(&mut user.command(&["status", "--table", ""]));
    assert!(said.contains("a value is required for '--table <NAME>'"), "{said}");
}

#[test]
fn what_cannot_be_reached_is_told_without_the_parts_of_a_client() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "unreached");
    let status = || user.command(&["status", "--table", "rollcall"]);
    let advice = "\n  AWS_ENDPOINT_URL, HTTPS_PROXY and the profile say where AWS is\n";
    let refused = error(status().env("AWS_ENDPOINT_URL", "http://127.0.0.1:1"));
    let expected =
        "error: could not load the settings: AWS was not reached: tcp connect error: Connection refused";
    assert!(refused.starts_with(expected) && refused.ends_with(advice), "{refused}");
    sandbox.tell(&["fault", "dynamodb", "cut"]);
    sandbox.tell(&["fault", "sns", "cut"]);
    sandbox.tell(&["fault", "odb", "cut"]);
    let cut = error(&mut status());
    let cause = "connection closed before message completed";
    assert_eq!(cut, format!("error: could not load the settings: AWS was not reached: {cause}{advice}"));
    let sent = user.run(&["check", "--topic", "arn:aws:sns:us-east-1:111122223333:rollcall"]);
    assert!(text(&sent.stderr).contains(&format!("rollcall: {cause}\n")), "{}", text(&sent.stderr));
    let explained = text(&user.run(&["explain", "odb/111122223333/us-east-1"]).stdout);
    assert!(explained.contains(&format!(": unavailable: {cause}\n")), "{explained}");
}
