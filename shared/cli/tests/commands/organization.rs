//! `rollcall check --organization`: all accounts from a laptop; and single other accounts by name.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use rollcall_sandbox::{AccountRole, Effect, Fault, Service};

use crate::answers::held;
use crate::hub::{Hub, OWN};
use crate::running::{Running, User};

const RUN: [&str; 2] = ["check", "--organization"];

#[tokio::test]
async fn a_run_shows_what_stands_out_and_who_answered() {
    let hub = Hub::new("run", 30).await;
    let [suspended, missing] = &hub.members()[..2] else { panic!("30 accounts") };
    hub.tell(&["set", "odb", "SUSPENDED", "--account", suspended.as_str()]).await;
    hub.set(missing, |account| account.role(AccountRole::Missing));
    let ended = hub.run(&RUN).await;
    assert_eq!(ended.code, Some(2), "{ended:?}");
    let lines: Vec<&str> = ended.out.lines().collect();
    let rows: Vec<&&str> = lines.iter().filter(|line| line.contains('/')).collect();
    // The role of the new account is still waited for, which is no problem.
    assert_eq!(rows.len(), 1 + 3, "{}", ended.out);
    assert!(rows[0].contains(&format!("✗  odb/{suspended}/us-east-1")), "the worst first: {}", ended.out);
    assert!(rows[1..].iter().all(|row| row.contains(missing.as_str())), "{}", ended.out);
    let closing = "asked 119 in 30 accounts, changed 116, blind 3, missing 0; 1 alert waits for the courier";
    assert_eq!(lines.last(), Some(&closing));
    assert_eq!(ended.error, "");
}

#[tokio::test]
async fn a_second_run_is_silent() {
    let hub = Hub::new("second", 30).await;
    assert_eq!(hub.run(&RUN).await.code, Some(0));
    let commits = hub.calls(Service::Dynamodb, "TransactWriteItems");
    let ended = hub.run(&RUN).await;
    let closing = "asked 119 in 30 accounts, changed 0, blind 0, missing 0; no new alert";
    assert_eq!(ended.out, format!("119 enrollments: 119 compliant\n{closing}\n"));
    assert_eq!((ended.code, ended.error.as_str()), (Some(0), ""));
    assert_eq!(hub.calls(Service::Dynamodb, "TransactWriteItems"), commits, "no state is written again");
}

#[tokio::test]
async fn what_changed_is_shown_though_nothing_is_wrong() {
    let hub = Hub::new("changed", 3).await;
    let member = &hub.members()[0];
    assert_eq!(hub.run(&RUN).await.code, Some(0));
    hub.tell(&["set", "odb", "ACTIVATING", "--account", member.as_str()]).await;
    let ended = hub.run(&RUN).await;
    assert!(ended.out.contains(&format!("odb/{member}/us-east-1")), "{}", ended.out);
    assert_eq!(ended.out.lines().filter(|line| line.contains('/')).count(), 1, "{}", ended.out);
}

#[tokio::test]
async fn a_dry_run_asks_and_writes_nothing() {
    let hub = Hub::new("dry", 30).await;
    let member = &hub.members()[0];
    hub.tell(&["set", "odb", "SUSPENDED", "--account", member.as_str()]).await;
    let writes = hub.writes();
    let ended = hub.run(&["check", "--organization", "--dry-run"]).await;
    assert_eq!((ended.code, hub.writes()), (Some(2), writes), "{ended:?}");
    assert_eq!(hub.calls(Service::Sts, "AssumeRole"), 29);
    let told = format!("would send: [critical] odb/{member}/us-east-1: onboarding is SUSPENDED");
    assert!(ended.error.starts_with(&told), "{}", ended.error);
    assert_eq!(ended.error.lines().count(), 1, "{}", ended.error);
    let closing = "asked 119 in 30 accounts, changed 119, blind 0, missing 0; dry run: nothing was stored or \
                   sent\n";
    assert!(ended.out.ends_with(closing), "{}", ended.out);
    assert!(hub.run(&["accounts"]).await.out.starts_with("no account is known"));
    let file = hub.path("dry.db");
    assert_eq!(hub.run(&["check", "--organization", "--dry-run", "--state", &file]).await.code, Some(2));
    assert!(!std::path::Path::new(&file).exists());
}

#[tokio::test]
async fn a_state_in_a_file_does_as_well_and_sends() {
    let hub = Hub::new("file", 5).await;
    let member = &hub.members()[0];
    hub.tell(&["set", "odb", "SUSPENDED", "--account", member.as_str()]).await;
    let file = hub.path("state.db");
    let ended = hub.run(&["check", "--organization", "--state", &file]).await;
    let subject = ended.error.lines().next().unwrap();
    assert!(subject.contains("[CRITICAL] odb ") && subject.contains(member.as_str()), "{ended:?}");
    assert!(ended.out.ends_with("; 1 alert sent, 0 waiting\n"), "{ended:?}");
    let coverage = hub.run(&["coverage", "--state", &file]).await;
    assert_eq!(coverage.code, Some(0), "{coverage:?}");
    assert!(coverage.out.contains("\n  seen      19  100 %\n"), "{}", coverage.out);
    assert!(hub.run(&["accounts", "--state", &file]).await.out.ends_with("5 accounts: 5 ACTIVE\n"));
    assert_eq!(hub.writes(), 0, "the table is left alone");
}

#[tokio::test]
async fn it_retires_nothing() {
    let hub = Hub::new("keeps", 3).await;
    let file = hub.path("state.db");
    let run = ["check", "--organization", "--state", &file];
    assert_eq!(hub.run(&run).await.code, Some(0));
    let without_odb = hub.file("policy.toml", "[checks.odb]\nenabled = false\n");
    let ended = hub.run(&[&run[..], &["--policy", &without_odb, "--output", "json"]].concat()).await;
    let answer = held("check", ended.out.as_bytes());
    assert_eq!((&answer["retired"], &answer["observed"]), (&0.into(), &8.into()), "{answer:#}");
    let status = hub.run(&["status", "--state", &file, "--check", "odb"]).await.out;
    assert!(status.contains("3 enrollments: 3 compliant"), "{status}");
}

#[test]
fn a_watch_shows_the_first_run_and_then_what_changed() {
    let sandbox =
        Running::start(&["--accounts", "3", "--member-role", "rollcall-member", "--external-id", "secret"]);
    let user = User::new(&sandbox, "watch-organization");
    let mut watch = user.command(&["check", "--organization", "--watch", "50ms"]);
    watch.args(["--member-role", "rollcall-member", "--external-id", "secret"]);
    let mut watch = watch.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert_eq!(lines.next().unwrap(), "11 enrollments: 11 compliant");
    let closing = "asked 11 in 3 accounts, changed 11, blind 0, missing 0; 0 alerts sent, 0 waiting";
    assert_eq!(lines.next().unwrap(), closing);
    sandbox.tell(&["set", "odb", "SUSPENDED", "--account", OWN]);
    let changed = lines.find(|line| !line.contains("changed 0")).unwrap();
    assert!(changed.ends_with(&format!("  ✗ odb/{OWN}/us-east-1  alert sent")), "{changed}");
    assert_eq!(lines.next().unwrap(), "    onboarding ACTIVE -> SUSPENDED");
    assert!(
        lines
            .next()
            .unwrap()
            .ends_with("in 3 accounts, changed 1, blind 0, missing 0; 1 alert sent, 0 waiting")
    );
    watch.kill().unwrap();
    watch.wait().unwrap();
}

#[tokio::test]
async fn its_json_says_what_was_expected_and_seen() {
    let hub = Hub::new("json", 3).await;
    let missing = &hub.members()[0];
    hub.set(missing, |account| account.role(AccountRole::Missing));
    let ended = hub.run(&["check", "--organization", "--output", "json"]).await;
    let answer = held("check", ended.out.as_bytes());
    let coverage = &answer["coverage"];
    assert_eq!((&coverage["accounts"], &coverage["planned"]), (&3.into(), &11.into()));
    assert_eq!((&coverage["seen"], &coverage["missing"]), (&8.into(), &0.into()));
    assert_eq!(coverage["blind"], serde_json::json!({"no-access": 3}));
    assert_eq!(answer["enrollments"].as_array().unwrap().len(), 11);
    let single = hub.run(&["check", "--output", "json"]).await;
    assert_eq!(held("check", single.out.as_bytes())["coverage"], serde_json::Value::Null);
}

#[tokio::test]
async fn a_part_that_cannot_be_loaded_is_missing_and_the_rest_goes_on() {
    let hub = Hub::new("part", 30).await;
    let policy = hub.file("empty.toml", "");
    assert_eq!(hub.run(&["policy", "apply", &policy]).await.code, Some(0));
    let of_shard = hub.members().into_iter().filter(|id| id.as_str().ends_with('7')).count();
    assert!(of_shard > 0);
    let unit = Fault::new(Service::Dynamodb, Effect::AccessDenied).contains("BETWEEN").contains("STATE#7");
    hub.sandbox.inject(unit);
    let ended = hub.run(&RUN).await;
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert!(ended.error.starts_with("error: could not load the states of the accounts "), "{ended:?}");
    let (asked, missing) = (119 - 4 * of_shard, 4 * of_shard);
    let closing =
        format!("asked {asked} in 30 accounts, changed {asked}, blind 0, missing {missing}; no new alert\n");
    assert!(ended.out.ends_with(&closing), "{ended:?}");
}

#[tokio::test]
async fn another_policy_than_that_of_any_account_is_refused() {
    let hub = Hub::new("policy", 3).await;
    assert_eq!(hub.run(&RUN).await.code, Some(0));
    let other = hub.file("other.toml", "[checks.odb]\naccept = [\"SUSPENDED\"]\n");
    let writes = hub.writes();
    let member = hub.members()[0].to_string();
    for arguments in [&RUN[..], &["check", "--account", &member]] {
        let ended = hub.run(&[arguments, &["--policy", &other]].concat()).await;
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.error.contains("is judged by another policy than this command uses"), "{ended:?}");
    }
    assert_eq!(hub.writes(), writes);
    let dry = hub.run(&[&RUN[..], &["--dry-run", "--policy", &other]].concat()).await;
    assert_eq!(dry.code, Some(0), "{dry:?}");
}

#[tokio::test]
async fn named_accounts_are_asked_and_no_others() {
    let hub = Hub::new("named", 5).await;
    let [first, second, ..] = &hub.members()[..] else { panic!("5 accounts") };
    let ended = hub.run(&["check", "odb", "--account", first.as_str(), "--account", second.as_str()]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for account in [first, second] {
        assert!(ended.out.contains(&format!("odb/{account}/us-east-1")), "{}", ended.out);
        assert!(ended.out.contains(&format!("access/{account}/us-east-1")), "{}", ended.out);
    }
    assert!(ended.out.contains("asked 4, changed 4, blind 0") && !ended.out.contains(OWN), "{}", ended.out);
}

#[tokio::test]
async fn what_is_wrong_is_said_with_what_to_do() {
    let alone = Hub::new("alone", 0).await;
    let ended = alone.run(&RUN).await;
    let expected =
        format!("error: the account {OWN} is in no organization: leave out --organization, or use");
    assert_eq!(ended.code, Some(1));
    assert!(ended.error.starts_with(&expected), "{}", ended.error);

    let hub = Hub::new("denied", 3).await;
    hub.sandbox.inject(Fault::new(Service::Organizations, Effect::AccessDenied));
    let ended = hub.run(&RUN).await;
    assert_eq!(ended.code, Some(4));
    let expected = "error: could not list the accounts of the organization: ListAccounts: ";
    assert!(ended.error.starts_with(expected), "{}", ended.error);
    assert!(ended.error.contains("\n  it needs organizations:ListAccounts: "), "{}", ended.error);
    assert!(ended.error.contains("infra/management.yaml"), "{}", ended.error);

    let no_role = [("ROLLCALL_MEMBER_ROLE", "")];
    let member = hub.members()[0].to_string();
    for arguments in [&RUN[..], &["check", "--account", &member]] {
        let ended = hub.run_with(arguments, &no_role).await;
        assert_eq!(ended.code, Some(1));
        assert!(
            ended.error.contains("--member-role") && ended.error.contains("infra/member.yaml"),
            "{ended:?}"
        );
    }
    for (arguments, expected) in [
        (&["check", "odb", "--organization"][..], "cannot be used with"),
        (&["check", "--member-role", "arn:aws:iam::111122223333:role/a"], "expected the name of a role"),
    ] {
        let ended = hub.run(arguments).await;
        assert_eq!(ended.code, Some(1));
        assert!(ended.error.contains(expected), "{}", ended.error);
    }
    assert_eq!(hub.writes(), 0);
}

#[tokio::test]
async fn a_management_role_that_cannot_be_assumed_is_named() {
    let hub = Hub::new("management", 3).await;
    let role = "arn:aws:iam::111122223333:role/rollcall-management";
    hub.sandbox.inject(Fault::new(Service::Sts, Effect::AccessDenied).operation("AssumeRole"));
    let ended = hub.run(&["check", "--organization", "--management-role", role]).await;
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert!(ended.error.starts_with(&format!("error: could not assume {role} to list the organization: ")));
    assert!(ended.error.contains("infra/management.yaml makes it"), "{}", ended.error);
}
