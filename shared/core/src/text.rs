//! Makes a service's text fit to keep and to show: bounded, on one line, and free of characters that
//! change how the rest of a message reads.

use std::error::Error;
use std::time::Duration;

/// Cuts `text` to at most `bytes_max` bytes. A text that was cut says how long it was.
pub fn cut(text: String, bytes_max: usize) -> String {
    if text.len() <= bytes_max {
        return text;
    }
    let note = format!("… [cut: {} bytes in all]", text.len());
    let end = text.floor_char_boundary(bytes_max.saturating_sub(note.len()));
    let mut kept = text;
    kept.truncate(end);
    kept.push_str(&note);
    kept
}

/// The text on one line: every run of white space and control characters becomes a space, and
/// characters that reorder or hide text (those of Unicode `Cf` that do) become `�`.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            if !line.ends_with(' ') {
                line.push(' ');
            }
        } else if is_deceptive(character) {
            line.push('\u{FFFD}');
        } else {
            line.push(character);
        }
    }
    line.trim().to_owned()
}

/// What an error comes from, on one line: its causes, or else the error itself. Words that only say which part
/// of an HTTP client passed the cause on are left out.
pub fn causes(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source()).map(ToString::to_string);
    let causes: Vec<String> = causes.filter(|cause| !is_of_client(cause)).collect();
    one_line(&if causes.is_empty() { error.to_string() } else { causes.join(": ") })
}

fn is_of_client(cause: &str) -> bool {
    matches!(cause, "io error" | "other") || cause.starts_with("client error (")
}

/// Marks that change the direction of text, join or hide characters, or tag them invisibly.
pub(crate) fn is_deceptive(character: char) -> bool {
    matches!(character,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// A duration for people, in its two largest units: `3 d 4 h`, `25 h`, `12 min`, `40 s`.
pub fn span(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600, seconds / 60);
    match (days, hours, minutes) {
        (3.., ..) => two(days, "d", hours % 24, "h"),
        (_, 1.., _) => two(hours, "h", minutes % 60, "min"),
        (_, _, 1..) => two(minutes, "min", seconds % 60, "s"),
        _ => format!("{seconds} s"),
    }
}

fn two(large: u64, large_unit: &str, small: u64, small_unit: &str) -> String {
    if small == 0 {
        format!("{large} {large_unit}")
    } else {
        format!("{large} {large_unit} {small} {small_unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_two_units_at_most() {
        let check = |seconds, expected: &str| assert_eq!(span(Duration::from_secs(seconds)), expected);
        check(0, "0 s");
        check(61, "1 min 1 s");
        check(3600, "1 h");
        check(73 * 3600, "3 d 1 h");
        check(25 * 3600 + 60, "25 h 1 min");
    }

    #[test]
    fn one_line_defuses_what_reorders_or_fakes() {
        assert_eq!(one_line("a\r\nSubject: x\u{7}"), "a Subject: x");
        assert_eq!(one_line("\u{202E}evil\u{200B}"), "\u{FFFD}evil\u{FFFD}");
    }

    #[test]
    fn a_cut_keeps_whole_characters() {
        let kept = cut("é".repeat(100), 50);
        assert!(kept.len() <= 50, "{kept}");
        assert!(kept.contains("[cut: 200 bytes in all]"));
    }
}
