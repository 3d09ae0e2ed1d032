//! The demo: when it ends, what its last lines are good for, and what it leaves behind.

mod organization;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::running::{Running, User, text};

/// Starts the demo with these arguments in this user's folder, and waits until it has printed a line that contains `until`.
/// Nobody reads what comes then.
fn started(user: &User, arguments: &[&str], until: &str) -> Child {
    let mut demo = user.command(&[&["demo", "--state", "demo.db"], arguments].concat());
    let mut demo = demo.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains(until)));
    demo
}

/// The names in a folder of this user's.
fn files(user: &User, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(user.path(folder)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn is_draft(name: &str) -> bool {
    name.starts_with("demo.db.") && name.ends_with(".tmp")
}

/// `Tue 24 Nov 14:00  …`
fn has_time(line: &str) -> bool {
    let is_time = |when: &str| when.as_bytes()[3] == b' ' && when.as_bytes()[13] == b':';
    line.get(..18).is_some_and(|when| when.ends_with("  ") && is_time(when))
}

/// What a person sees who copies this line.
fn copied(user: &User, line: &str) -> String {
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(user.path("")).env("TZ", "UTC");
    text(&shell.output().unwrap().stdout)
}

#[test]
fn it_ends_now_and_its_last_lines_show_more() {
    let user = User::new(&Running::start(&[]), "demo-now");
    std::fs::create_dir(user.path("rollcall")).unwrap();
    user.file("rollcall/demo.db", "the last demo");
    user.file("rollcall/demo.db-wal", "what was left of a command that was killed");
    let demo = user.run(&["demo"]);
    assert_eq!(demo.status.code(), Some(0), "{}", text(&demo.stderr));
    let printed = text(&demo.stdout);
    let lines: Vec<&str> = printed.lines().collect();
    let [.., status, history, report] = lines[..] else { panic!("{printed}") };
    let status = copied(&user, status);
    assert!(status.ends_with("6 enrollments: 1 not compliant, 1 not known, 4 compliant\n"), "{status}");
    let history = copied(&user, history);
    for expected in ["onboarding ACTIVE -> SUSPENDED", "payment is overdue", "reminder", "  sent "] {
        assert!(history.contains(expected), "{history}");
    }
    copied(&user, report);
    let page = std::fs::read_to_string(user.path("demo.html")).unwrap();
    assert!(page.contains("SUSPENDED") && page.contains("REGISTRATION_SUCCESS"), "{page}");
    assert_eq!(files(&user, "rollcall"), ["demo.db"]);
}

#[test]
fn every_line_has_its_time_and_accounts_have_names() {
    let user = User::new(&Running::start(&[]), "demo-lines");
    let until = "2026-03-08T08:30:00Z";
    let printed = text(&user.run(&["demo", "--state", "demo.db", "--until", until]).stdout);
    let (heading, rest) = printed.split_once("\n\n").unwrap();
    let names = "111122223333 is payments-prod, 444455556666 is analytics-dev";
    assert!(heading.ends_with(&format!("\n{names}. Times are UTC.")), "{heading}");
    let (story, ending) = rest.split_once("How it stands after 147 runs and 16 alerts\n").unwrap();
    assert!(story.starts_with("Mon  2 Mar 08:00  ") && story.ends_with("Sun  8 Mar 08:00  "), "{story}");
    let timed = story.lines().filter(|line| !line.is_empty() && !line.starts_with('│'));
    let untimed: Vec<&str> = timed.filter(|line| !has_time(line)).collect();
    assert_eq!(untimed, Vec::<&str>::new());
    assert!(ending.contains(&format!("\n{names}\n")), "{ending}");
    let enrollment = "odb/444455556666/us-east-1";
    let history = user.run(&["history", enrollment, "--state", "demo.db", "--since", "2026-03-01"]);
    assert!(text(&history.stdout).contains("2026-03-07 23:00"), "{}", text(&history.stdout));
}

#[test]
fn one_that_is_interrupted_leaves_nothing() {
    let user = User::new(&Running::start(&[]), "demo-interrupted");
    for (signal, code) in [("-INT", Some(1)), ("-TERM", Some(1)), ("-KILL", None)] {
        let demo = started(&user, &[], "PENDING_LINK_GENERATION");
        let drafts = files(&user, "");
        assert!(drafts.len() == 1 && is_draft(&drafts[0]), "{drafts:?}");
        assert!(Command::new("kill").args([signal, &demo.id().to_string()]).status().unwrap().success());
        let ended = demo.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), code, "{signal}");
        if code.is_some() {
            assert_eq!(text(&ended.stderr), "error: interrupted: no state is kept\n");
            assert_eq!(files(&user, ""), Vec::<String>::new(), "{signal}");
        } else {
            assert_eq!(files(&user, ""), drafts, "{signal}");
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn one_that_cannot_print_leaves_nothing() {
    let user = User::new(&Running::start(&[]), "demo-full");
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let failed = user.command(&["demo", "--state", "demo.db"]).stdout(full).output().unwrap();
    assert_eq!(failed.status.code(), Some(1));
    assert!(text(&failed.stderr).starts_with("error: cannot print: "), "{}", text(&failed.stderr));
    assert_eq!(files(&user, ""), Vec::<String>::new());
}

#[test]
fn one_that_nobody_reads_to_the_end_leaves_a_whole_state() {
    let user = User::new(&Running::start(&[]), "demo-unread");
    assert_eq!(started(&user, &[], "Times are UTC").wait().unwrap().code(), Some(0));
    assert_eq!(files(&user, ""), ["demo.db"]);
    let status = text(&user.run(&["status", "--state", "demo.db"]).stdout);
    assert!(status.contains("6 enrollments"), "{status}");
}

#[test]
fn a_file_that_exists_is_refused_before_anything_runs() {
    let user = User::new(&Running::start(&[]), "demo-exists");
    for (file, arguments) in [("mine.db", "mine.db"), ("other.db-wal", "other.db")] {
        let path = user.file(file, "mine");
        let refused = user.run(&["demo", "--state", arguments]);
        assert_eq!((refused.status.code(), text(&refused.stdout)), (Some(1), String::new()));
        let said = format!("error: {file} exists already: name a new file with --state\n");
        assert_eq!(text(&refused.stderr), said);
        assert_eq!(std::fs::read_to_string(path).unwrap(), "mine");
    }
    assert_eq!(files(&user, "").len(), 2);
}

#[test]
fn a_demo_of_the_future_is_refused() {
    let user = User::new(&Running::start(&[]), "demo-future");
    let refused = user.run(&["demo", "--until", "2999-01-01"]);
    assert_eq!((refused.status.code(), text(&refused.stdout)), (Some(1), String::new()));
    assert!(text(&refused.stderr).contains("2999-01-01 is in the future"), "{}", text(&refused.stderr));
}
