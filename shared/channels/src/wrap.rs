//! Labelled lines of plain text, wrapped for a narrow screen.
//!
//! Texts are put on one line first: only this file begins a line.

use rollcall_core::text::one_line;
use textwrap::{Options, WordSeparator, WordSplitter};

const WIDTH: usize = 76;
/// Labels are padded to this width; lines that continue them are indented by it.
const INDENT: usize = 12;

/// Words without a label, from the left margin.
pub(crate) fn plain(text: &mut String, words: &str) {
    wrapped(text, "", "", words);
}

/// A label, followed by its words.
pub(crate) fn section(text: &mut String, label: &str, words: &str) {
    wrapped(text, &format!("{:<INDENT$}", format!("{label}:")), &" ".repeat(INDENT), words);
}

/// An item of a list in a section.
pub(crate) fn item(text: &mut String, words: &str) {
    wrapped(text, &format!("{:>INDENT$}", "- "), &" ".repeat(INDENT), words);
}

/// The words after `first`, each further line after `indent`. A word too long for a line stands alone:
/// addresses stay whole.
fn wrapped(text: &mut String, first: &str, indent: &str, words: &str) {
    let options = Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(indent)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    for line in textwrap::wrap(&one_line(words), options) {
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_before_the_margin_and_hang_below_the_words() {
        let mut text = String::new();
        section(&mut text, "Why", &"word ".repeat(30));
        item(&mut text, "one");
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("          ")), "{text}");
        assert!(text.ends_with("\n          - one\n"), "{text}");
    }

    #[test]
    fn an_address_stays_whole() {
        let mut text = String::new();
        let address = format!("https://{}", "x".repeat(100));
        section(&mut text, "Console", &format!("see {address} now"));
        assert!(text.lines().any(|line| line.trim() == address), "{text}");
    }
}
