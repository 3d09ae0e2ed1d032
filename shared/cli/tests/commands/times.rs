//! Each time that a command prints can be typed where a command asks for one.

use crate::running::{Running, User, text};

/// The times in a text: `2026-11-30 19:33` with ` UTC` after it or not, and `2026-11-30T19:33:00.000Z`.
fn times(text: &str) -> Vec<String> {
    let digits = |text: &str, shape: &str| {
        text.len() >= shape.len()
            && text.chars().zip(shape.chars()).all(|(one, like)| match like {
                '0' => one.is_ascii_digit(),
                like => one == like,
            })
    };
    let mut times = Vec::new();
    for (begin, _) in text.char_indices() {
        let rest = &text[begin..];
        for shape in ["0000-00-00T00:00:00.000Z", "0000-00-00 00:00 UTC", "0000-00-00 00:00"] {
            if digits(rest, shape) {
                times.push(rest[..shape.len()].to_owned());
                break;
            }
        }
    }
    times
}

#[test]
fn a_printed_time_can_be_pasted_back() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "times");
    user.run(&["check", "odb"]);
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    let odb = "odb/111122223333/us-east-1";
    let alert = user.run(&["check", "odb"]).stderr;
    sandbox.tell(&["set", "odb", "FAILED"]);
    sandbox.tell(&["fault", "sns", "internal-error"]);
    let topic = "arn:aws:sns:us-east-1:111122223333:rollcall";
    user.run(&["check", "odb", "--topic", topic]);
    let policy = user.file("policy.toml", "");
    user.run(&["policy", "apply", &policy]);
    let commands: [&[&str]; 9] = [
        &["status", "--output", "json"],
        &["history", odb],
        &["history", odb, "--output", "csv"],
        &["diff"],
        &["diff", "--since", "2020-01-01", "--until", "2020-01-02"],
        &["explain", odb],
        &["outbox"],
        &["outbox", "--output", "csv"],
        &["policy", "show"],
    ];
    let printed = commands.map(|arguments| (arguments.join(" "), user.run(arguments).stdout));
    for (command, printed) in printed.into_iter().chain([("the alert".to_owned(), alert)]) {
        let times = times(&text(&printed));
        assert!(!times.is_empty(), "{command}: {}", text(&printed));
        for time in times {
            let pasted = user.run(&["diff", "--since", &time]);
            let refused = text(&pasted.stderr);
            let is_future = refused.contains("is in the future");
            assert!(pasted.status.success() || is_future, "{command}: {refused}");
        }
    }
}
