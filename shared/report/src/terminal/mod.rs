//! Text for a terminal: tables of 80 columns, and as wide as need be where nobody measures.
//!
//! Colour is in ANSI codes, which whoever prints takes out where it is not wanted; each colour
//! says what a sign or a word beside it says too.

pub mod changes;
pub mod explain;
pub mod history;
pub mod outbox;
pub mod policy;
pub mod status;
mod table;

use std::time::Duration;

use anstyle::{AnsiColor, Style};
use rollcall_core::condition::Compliance;
use rollcall_core::time::Time;

/// What stands beside an enrollment of each verdict.
pub const fn sign(compliance: Compliance) -> &'static str {
    match compliance {
        Compliance::Compliant => "✓",
        Compliance::NonCompliant => "✗",
        Compliance::InsufficientData => "?",
        Compliance::NotApplicable => "–",
    }
}

/// As it should be. Few can read green words on a light ground: it is for signs.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// Somebody has to act.
pub const BAD: Style = AnsiColor::Red.on_default();
/// Somebody should look. Not yellow, which nobody can read on a light ground.
pub const DOUBTFUL: Style = AnsiColor::Magenta.on_default();
/// Beside what matters.
pub const DIM: Style = Style::new().dimmed();
/// A heading.
pub const BOLD: Style = Style::new().bold();

/// The colour of each verdict.
pub const fn style(compliance: Compliance) -> Style {
    match compliance {
        Compliance::Compliant => GOOD,
        Compliance::NonCompliant => BAD,
        Compliance::InsufficientData => DOUBTFUL,
        Compliance::NotApplicable => DIM,
    }
}

/// How a terminal is written for.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Columns; none where a line may be of any length, as in a pipe.
    pub columns: Option<usize>,
    /// Now.
    pub now: Time,
    /// How a point in time reads: the user's time zone is the caller's to know.
    pub local: fn(Time) -> String,
}

/// The text with its long lines broken between words, each under its own beginning.
pub fn wrapped(text: &str, columns: Option<usize>) -> String {
    let Some(columns) = columns else { return text.to_owned() };
    let wrap = |line: &str| {
        let indent = line.len() - line.trim_start().len() + 2;
        let indent = " ".repeat(indent);
        let options = textwrap::Options::new(columns.max(20)).subsequent_indent(&indent).break_words(false);
        textwrap::fill(line, options) + "\n"
    };
    text.lines().map(wrap).collect()
}

/// A duration in four characters: `12s`, `59m`, `23h`, `364d`.
pub(crate) fn short(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        3600..172_800 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// `1 enrollment`, `2 enrollments`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests;
