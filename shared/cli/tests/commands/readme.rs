//! The output that `shared/cli/README.md` shows is what the commands print.

use std::path::Path;

use crate::running::{Running, User, text};

const BEGIN: &str = "<!-- output: begin -->\n```console\n";
const END: &str = "```\n<!-- output: end -->";

/// Each command of the block with its output. The page must hold it; with `ROLLCALL_UPDATE=1` it is
/// written.
#[test]
#[expect(clippy::disallowed_methods, reason = "a person asks for the page to be written")]
fn the_page_shows_what_the_commands_print() {
    let user = User::new(&Running::start(&[]), "readme");
    assert_eq!(user.run(&["demo", "--state", "demo.db"]).status.code(), Some(0));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the page marks where the output begins");
    let (shown, after) = rest.split_once(END).expect("the page marks where the output ends");
    let commands: Vec<&str> = shown.lines().filter_map(|line| line.strip_prefix("$ rollcall ")).collect();
    assert!(!commands.is_empty());
    let each = commands.iter().map(|command| {
        let printed = user.run(&command.split(' ').collect::<Vec<_>>());
        format!("$ rollcall {command}\n{}", text(&printed.stdout))
    });
    let printed = each.collect::<Vec<_>>().join("\n");
    if std::env::var("ROLLCALL_UPDATE").is_ok() {
        std::fs::write(&path, format!("{before}{BEGIN}{printed}{END}{after}")).unwrap();
    } else {
        assert_eq!(shown, printed, "run this test with ROLLCALL_UPDATE=1 to write the page");
    }
}
