//! What commands print, and for whom: tables for people, JSON and CSV for machines.

use std::fmt::Display;
use std::io::{self, BufWriter, ErrorKind, IsTerminal as _, Write};

use anyhow::Context as _;
use rollcall_core::time::Time;
use rollcall_report::json;
use rollcall_report::terminal::Screen;
use serde::Serialize;

use crate::{progress, when};

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Output {
    /// For people
    Table,
    /// For machines; shared/report/schemas says what is in it
    Json,
    /// For spreadsheets
    Csv,
}

/// The format of a command's output.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputOptions {
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) output: Output,
}

/// A format of what has no rows.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Answer {
    /// For people
    Table,
    /// For machines; shared/report/schemas says what is in it
    Json,
}

/// The format of a short answer.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct AnswerOptions {
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    output: Answer,
}

impl AnswerOptions {
    pub(crate) fn print(self, text: &str, value: &impl Serialize) -> anyhow::Result<()> {
        self.print_texts(text, &json::text(value))
    }

    pub(crate) fn print_texts(self, text: &str, json: &str) -> anyhow::Result<()> {
        match self.output {
            Answer::Table => print(text),
            Answer::Json => print(json),
        }
    }
}

/// The terminal, or a pipe, whose lines may be of any length.
pub(crate) fn screen(now: Time) -> Screen {
    let is_terminal = std::io::stdout().is_terminal();
    let columns = is_terminal.then(|| usize::from(console::Term::stdout().size().1));
    Screen { columns, now, local: when::local }
}

/// Prints a line on standard error. If that is closed, no one wants the line.
pub(crate) fn say(line: impl Display) {
    let _said = progress::beside(|| writeln!(anstream::stderr(), "{line}"));
}

/// Prints a text, without colours where they are not wanted.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    print_by(|out| out.write_all(text.as_bytes()))
}

/// Prints what `write` writes. The reader may stop reading.
pub(crate) fn print_by(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let printed = progress::beside(|| {
        let mut out = BufWriter::new(anstream::stdout().lock());
        write(&mut out).and_then(|()| out.flush())
    });
    match printed {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed.context("cannot print"),
    }
}
