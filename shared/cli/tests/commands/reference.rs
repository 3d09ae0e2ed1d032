//! What a user looks up: the effective policy, completions, the manual page.

use crate::running::{Running, User, text};

#[test]
fn a_policy_is_checked() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "policy");
    let good =
        user.file("good.toml", "[checks.odb]\nrequired = \"never\"\ndeadlines = { ACTIVATING = \"48h\" }\n");
    let checked = user.run(&["policy", "check", &good]);
    assert_eq!(checked.status.code(), Some(0));
    assert!(text(&checked.stdout).contains("odb (required: never)"), "{}", text(&checked.stdout));
    assert!(
        text(&checked.stdout).contains("ACTIVATING (48 h)")
            || text(&checked.stdout).contains("ACTIVATING (2 d")
    );
    let bad = user.file("bad.toml", "[checks.oddb]\nrequired = \"never\"\n");
    let checked = user.run(&["policy", "check", &bad]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(
        text(&checked.stderr).contains("line 1, column 9: there is no check"),
        "{}",
        text(&checked.stderr)
    );
}

#[test]
fn completions_and_the_manual_are_generated() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "manual");
    assert!(text(&user.run(&["completions", "bash"]).stdout).contains("complete -F _rollcall"));
    let manual = text(&user.run(&["man"]).stdout);
    assert!(manual.contains(".TH ROLLCALL 1 ") && manual.contains("ROLLCALL POLICY APPLY"), "{manual}");
}
