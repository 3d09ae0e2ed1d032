//! `rollcall check --watch`: a deployment of its own.

use std::io::{BufRead as _, BufReader};
use std::process::Command;

use crate::running::{Running, User};

#[test]
fn a_watch_tells_of_a_change_and_ends_on_an_interrupt() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "watch");
    let mut watch = user.start(&["check", "odb", "--watch", "100ms"]);
    let mut told = BufReader::new(watch.stderr.take().unwrap()).lines();
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    assert!(told.any(|line| line.unwrap().contains("[CRITICAL] odb 111122223333 us-east-1")));
    assert!(Command::new("kill").args(["-INT", &watch.id().to_string()]).status().unwrap().success());
    assert_eq!(watch.wait().unwrap().code(), Some(0));
}
