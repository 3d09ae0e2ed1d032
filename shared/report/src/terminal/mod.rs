//! Text for a terminal: tables of 80 columns, and as wide as needed if the width is not known.
//!
//! Colour is in ANSI codes, which the caller removes where it is not wanted. A colour says no more than the
//! sign or word beside it.

pub mod accounts;
pub mod changes;
pub mod coverage;
pub mod doctor;
pub mod explain;
pub mod groups;
pub mod history;
pub mod outbox;
pub mod policy;
pub mod status;
mod table;

use std::time::Duration;

use anstyle::{AnsiColor, Style};
use rollcall_core::condition::Compliance;
use rollcall_core::time::Time;

use crate::inventory::KnownAccount;
use crate::wording;

pub const fn sign(compliance: Compliance) -> &'static str {
    match compliance {
        Compliance::Compliant => "✓",
        Compliance::NonCompliant => "✗",
        Compliance::InsufficientData => "?",
        Compliance::NotApplicable => "–",
    }
}

/// For signs: few can read green words on a light background.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// Someone must act.
pub const BAD: Style = AnsiColor::Red.on_default();
/// Someone should look. Not yellow, which no one can read on a light background.
pub const DOUBTFUL: Style = AnsiColor::Magenta.on_default();
pub const DIM: Style = Style::new().dimmed();
pub const BOLD: Style = Style::new().bold();

pub const fn style(compliance: Compliance) -> Style {
    match compliance {
        Compliance::Compliant => GOOD,
        Compliance::NonCompliant => BAD,
        Compliance::InsufficientData => DOUBTFUL,
        Compliance::NotApplicable => DIM,
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// None where a line may be of any length, as in a pipe.
    pub columns: Option<usize>,
    pub now: Time,
    /// A time in the user's time zone, which only the caller knows.
    pub local: fn(Time) -> String,
}

/// The text with its long lines broken between words, never within a name; what follows is indented by two more.
pub fn wrapped(text: &str, columns: Option<usize>) -> String {
    let Some(columns) = columns else { return text.to_owned() };
    let wrap = |line: &str| {
        let indent = line.len() - line.trim_start().len() + 2;
        let indent = " ".repeat(indent);
        let options = textwrap::Options::new(columns.max(20)).subsequent_indent(&indent).break_words(false);
        textwrap::fill(line, options.word_splitter(textwrap::WordSplitter::NoHyphenation)) + "\n"
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

/// Whose account it is, as a line of its own; nothing if nothing is known.
pub(crate) fn account_line(account: Option<&KnownAccount>) -> String {
    account.and_then(wording::account).map_or_else(String::new, |account| format!("account {account}\n"))
}

/// `1 enrollment`, `2 enrollments`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests;
