//! What the pages show is what the commands print.
//!
//! With `ROLLCALL_UPDATE=1` the pages are written.

use std::path::Path;

use crate::running::{Running, User, text};

/// The demo, at a time that the pages can name.
const DEMO: [&str; 5] = ["demo", "--state", "demo.db", "--until", "2026-03-08T08:00:00Z"];

/// What a page shows between two marks must be what `print` makes of it.
#[expect(clippy::disallowed_methods, reason = "a person asks for the page to be written")]
fn check(page: &str, begin: &str, end: &str, print: impl Fn(&str) -> String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(begin).expect("the page marks where the output begins");
    let (shown, after) = rest.split_once(end).expect("the page marks where the output ends");
    let printed = print(shown);
    if std::env::var("ROLLCALL_UPDATE").is_ok() {
        std::fs::write(&path, format!("{before}{begin}{printed}{end}{after}")).unwrap();
    } else {
        assert_eq!(shown, printed, "run this test with ROLLCALL_UPDATE=1 to write the page");
    }
}

/// Each command of a block with its output.
fn outputs(user: &User, block: &str) -> String {
    let commands: Vec<&str> = block.lines().filter_map(|line| line.strip_prefix("$ rollcall ")).collect();
    assert!(!commands.is_empty());
    let each = commands.iter().map(|command| {
        let printed = user.run(&command.split(' ').collect::<Vec<_>>());
        format!("$ rollcall {command}\n{}", text(&printed.stdout))
    });
    each.collect::<Vec<_>>().join("\n")
}

/// The first e-mail with this in its subject, from what the demo prints.
fn mail(demo: &str, subject: &str) -> String {
    let mut lines = demo.lines().skip_while(|line| !(line.contains('✉') && line.contains(subject)));
    let (_, subject) = lines.next().and_then(|line| line.split_once("✉ ")).unwrap();
    let body =
        lines.map_while(|line| line.strip_prefix('│')).map(|line| line.strip_prefix(' ').unwrap_or(line));
    format!("Subject: {subject}\n\n{}\n", body.collect::<Vec<_>>().join("\n"))
}

#[test]
fn the_pages_show_what_the_commands_print() {
    let user = User::new(&Running::start(&[]), "readme");
    let demo = user.run(&DEMO);
    assert_eq!(demo.status.code(), Some(0), "{}", text(&demo.stderr));
    let begin = "<!-- output: begin -->\n```console\n";
    check("README.md", begin, "```\n<!-- output: end -->", |block| outputs(&user, block));
    let printed = text(&demo.stdout);
    check("../../README.md", "## An alert\n\n```text\n", "```\n", |_| {
        mail(&printed, "[CRITICAL] iot-fleetwise")
    });
}
