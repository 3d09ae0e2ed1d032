//! `rollcall check --watch`: a deployment of its own.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Lines, Read};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::running::{Running, User, text};

fn lines<R: Read>(pipe: Option<R>) -> Lines<BufReader<R>> {
    BufReader::new(pipe.unwrap()).lines()
}

/// Starts the command, to read its standard output.
fn start(user: &User, arguments: &[&str]) -> Child {
    user.command(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// Ends it with a signal, and gives its exit code.
fn end(mut watch: Child, signal: &str) -> Option<i32> {
    assert!(Command::new("kill").args([signal, &watch.id().to_string()]).status().unwrap().success());
    watch.wait().unwrap().code()
}

#[test]
fn a_watch_tells_of_a_change_and_ends_on_an_interrupt() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "watch");
    let mut watch = user.start(&["check", "odb", "--watch", "100ms"]);
    let mut told = lines(watch.stderr.take());
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    assert!(told.any(|line| line.unwrap().contains("[CRITICAL] odb 111122223333 us-east-1")));
    assert_eq!(end(watch, "-INT"), Some(0));
}

#[test]
fn the_first_run_is_a_table_and_a_later_one_what_changed_and_a_line() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "watch-lines");
    let mut watch = start(&user, &["check", "odb", "--watch", "50ms"]);
    let mut printed = lines(watch.stdout.take()).map(Result::unwrap);
    let mut next = || printed.next().unwrap();
    assert!(next().contains("ENROLLMENT"));
    assert_eq!(next(), "COMPLIANT");
    let third = next();
    assert!(third.contains("odb/111122223333/us-east-1") && third.contains("ACTIVE"), "{third}");
    assert_eq!(next(), "1 enrollment: 1 compliant");
    assert_eq!(next(), "asked 1, changed 1, blind 0; 0 alerts sent, 0 waiting");
    let unchanged = next();
    let (time, rest) = unchanged.split_at("2026-11-30 08:00".len());
    assert!(time.starts_with("20") && time.contains(':'), "{unchanged}");
    assert_eq!(rest, "  asked 1, changed 0, blind 0; 0 alerts sent, 0 waiting");

    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    let changed = printed.find(|line| !line.contains("changed 0")).unwrap();
    assert!(changed.ends_with("  ✗ odb/111122223333/us-east-1  alert sent"), "{changed}");
    assert_eq!(printed.next().unwrap(), "    onboarding ACTIVE -> SUSPENDED");
    assert!(printed.next().unwrap().ends_with("  asked 1, changed 1, blind 0; 1 alert sent, 0 waiting"));
    assert!(printed.next().unwrap().ends_with("  asked 1, changed 0, blind 0; 0 alerts sent, 0 waiting"));
    assert_eq!(end(watch, "-TERM"), Some(0));
}

#[test]
fn as_json_each_run_is_a_line() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "watch-json");
    let mut watch = start(&user, &["check", "odb", "--watch", "50ms", "--output", "json"]);
    let printed = lines(watch.stdout.take()).take(2);
    let runs: Vec<Value> = printed.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    assert_eq!((&runs[0]["changed"], &runs[1]["changed"]), (&1.into(), &0.into()));
    assert!(runs[0]["at"].as_str() < runs[1]["at"].as_str());
    assert_eq!(end(watch, "-INT"), Some(0));
    let refused = user.run(&["check", "--watch", "1h", "--output", "csv"]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(text(&refused.stderr), "error: --watch prints tables or JSON, not CSV\n");
}

#[test]
fn an_interrupt_ends_it_at_once_whatever_it_waits_for() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "watch-slow");
    let begun = Instant::now();
    let mut watch = start(&user, &["check", "odb", "--watch", "1ms"]);
    assert!(lines(watch.stdout.take()).any(|line| line.unwrap().contains("changed 0")));
    sandbox.tell(&["fault", "odb", "latency", "--milliseconds", "60000"]);
    assert_eq!(end(watch, "-INT"), Some(0), "in a slow call");

    let lock = File::create(user.path("state.db.lock")).unwrap();
    lock.lock().unwrap();
    let mut watch = user.start(&["check", "odb", "--watch", "1h", "--state", "state.db"]);
    assert!(lines(watch.stderr.take()).next().unwrap().unwrap().starts_with("waiting for the other"));
    assert_eq!(end(watch, "-TERM"), Some(0), "behind another");
    assert!(begun.elapsed() < Duration::from_secs(30));
}

#[test]
fn status_is_shown_again_and_again() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "watch-status");
    assert_eq!(user.run(&["check", "odb"]).status.code(), Some(0));
    let mut watch = start(&user, &["status", "--watch", "20ms"]);
    let mut printed = lines(watch.stdout.take()).map(Result::unwrap);
    let first: Vec<String> = printed.by_ref().take(6).collect();
    assert!(first[0].starts_with("20") && first[1].contains("ENROLLMENT"), "{first:?}");
    assert_eq!((first[4].as_str(), first[5].as_str()), ("1 enrollment: 1 compliant", ""));
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    assert_eq!(user.run(&["check", "odb"]).status.code(), Some(2));
    assert!(printed.any(|line| line == "1 enrollment: 1 not compliant"));
    assert_eq!(end(watch, "-INT"), Some(0));
    let refused = user.run(&["status", "--watch", "1h", "--output", "json"]);
    assert_eq!(text(&refused.stderr), "error: --watch shows tables only\n");
}

/// As everywhere, the next run goes by it.
#[test]
fn a_policy_that_is_applied_meanwhile_decides_the_next_run() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "watch-policy");
    sandbox.tell(&["set", "odb", "ACTIVE_LIMITED"]);
    let mut watch = start(&user, &["check", "odb", "--watch", "50ms"]);
    let mut printed = lines(watch.stdout.take()).map(Result::unwrap);
    assert!(printed.any(|line| line == "1 enrollment: 1 not compliant"));
    let policy = user.file("policy.toml", "[checks.odb]\naccept = [\"ACTIVE_LIMITED\"]\n");
    let state = user.path("rollcall/state.db");
    assert_eq!(user.run(&["policy", "apply", &policy, "--state", &state]).status.code(), Some(0));
    assert!(printed.any(|line| line.contains("✓ odb/111122223333/us-east-1")));
    assert_eq!(end(watch, "-INT"), Some(0));
}
