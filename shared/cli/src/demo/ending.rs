//! The end of the demo: how every enrollment stands, as `rollcall status` reads it, and commands that show
//! more.

use std::fmt::Display;
use std::path::Path;

use rollcall_core::time::Time;
use rollcall_report::terminal::BOLD;
use rollcall_report::terminal::status::table;

use super::script::{ACCOUNT, SUSPENDED_REGION};
use super::timeline::{line, names};
use crate::filter::Filter;
use crate::location::Opening;
use crate::output::{print, screen};
use crate::shell::quoted;
use crate::source::SourceOptions;

#[derive(Debug)]
pub(super) struct Played {
    pub(super) end: Time,
    /// Of observers and the courier.
    pub(super) runs: usize,
    /// Those that were sent.
    pub(super) alerts: usize,
}

pub(super) async fn show(file: &Path, played: &Played) -> anyhow::Result<()> {
    let Played { end, runs, alerts } = *played;
    let source = SourceOptions::in_file(file.to_owned()).open(Opening::Read).await?;
    let stands = table(&source.standings(&Filter::default(), end).await?, screen(end));
    let names = names(source.accounts().await?.values());
    let history = format!("history odb/{ACCOUNT}/{SUSPENDED_REGION}");
    let shown = ["status", &history, "report --since 7d --out demo.html"];
    let commands = commands(&shown, &program(), &file.to_string_lossy());
    let heading = line(end, &format!("{BOLD}How it stands after {runs} runs and {alerts} alerts{BOLD:#}"));
    print(&format!(
        "\n{heading}{stands}{names}\n\n\
         {BOLD}Copy these to see more{BOLD:#}, in your local time:\n{commands}"
    ))
}

/// How the demo was started.
pub(super) fn program() -> String {
    std::env::args().next().unwrap_or_default()
}

/// A line each, for the shell in which the demo was started as `program`.
pub(super) fn commands<T: Display>(commands: &[T], program: &str, file: &str) -> String {
    let (program, file) = (quoted(program), quoted(file));
    commands.iter().map(|command| format!("{program} {command} --state {file}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_can_be_copied_whatever_the_files_are_called() {
        let shown = ["status", "report --since 7d"];
        assert_eq!(
            commands(&shown, "target/debug/rollcall", "demo.db"),
            "target/debug/rollcall status --state demo.db\n\
             target/debug/rollcall report --since 7d --state demo.db\n"
        );
        let quoted = commands(&shown[..1], "/my tools/rollcall", "$1.db");
        assert_eq!(quoted, "'/my tools/rollcall' status --state '$1.db'\n");
    }
}
