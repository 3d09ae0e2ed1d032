//! The one-line forms of an alert: the subject, and the text message for a phone.
//!
//! Both are cut hard: the news comes first, and the e-mail has the rest.

use rollcall_core::alert::Alert;
use rollcall_core::text::one_line;

use crate::loud;

/// SNS takes subjects of fewer than 100 characters.
const SUBJECT_CHARACTERS_MAX: usize = 99;
/// The news must still have room.
const NAME_CHARACTERS_MAX: usize = 24;
const SMS_CHARACTERS_MAX: usize = 140;

/// `[CRITICAL] odb 111122223333 us-east-1: onboarding ACTIVE -> SUSPENDED`: ASCII, no control
/// characters, under 100 of them.
pub(crate) fn subject(alert: &Alert) -> String {
    let Alert { severity, check, title, .. } = alert;
    let place = short_place(alert);
    let line = format!("[{}] {check} {place}: {title}", loud(*severity));
    shorten(ascii(&line), SUBJECT_CHARACTERS_MAX)
}

/// One text message, of characters that each take one place in it.
pub(super) fn sms(alert: &Alert) -> String {
    let Alert { severity, check, title, .. } = alert;
    let place = short_place(alert);
    let line = format!("Rollcall {}: {check} {place}: {title}", loud(*severity));
    shorten(ascii(&line).chars().map(gsm).collect(), SMS_CHARACTERS_MAX)
}

/// The account's name, cut, its id, and the Region if it matters.
fn short_place(alert: &Alert) -> String {
    let Alert { account, region, .. } = alert;
    let name = alert.account_name.as_ref().map(|name| {
        let name: String = one_line(name).chars().take(NAME_CHARACTERS_MAX).collect();
        format!("{} ", name.trim_end())
    });
    let name = name.unwrap_or_default();
    if alert.scope.is_regional() { format!("{name}{account} {region}") } else { format!("{name}{account}") }
}

fn ascii(line: &str) -> String {
    let printable = |character: char| if matches!(character, ' '..='~') { character } else { '?' };
    line.chars().map(printable).collect()
}

/// GSM 03.38 has no backtick, and needs two places for brackets and the like.
fn gsm(character: char) -> char {
    match character {
        '[' | '{' => '(',
        ']' | '}' => ')',
        '`' | '^' => '\'',
        '\\' | '|' => '/',
        '~' => '-',
        other => other,
    }
}

fn shorten(mut line: String, characters_max: usize) -> String {
    if line.len() > characters_max {
        line.truncate(characters_max - 3);
        line.push_str("...");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_printable_ascii_becomes_a_question_mark() {
        assert_eq!(ascii("a\u{202E}b\r\nc ü"), "a?b??c ?");
    }

    #[test]
    fn a_phone_gets_characters_of_one_place() {
        assert_eq!("[x] {y} `z` a|b\\c ~^".chars().map(gsm).collect::<String>(), "(x) (y) 'z' a/b/c -'");
    }

    #[test]
    fn a_long_line_says_that_it_goes_on() {
        let line = shorten("x".repeat(200), SUBJECT_CHARACTERS_MAX);
        assert_eq!(line.len(), 99);
        assert!(line.ends_with("x..."));
        assert_eq!(shorten("short".to_owned(), 99), "short");
    }
}
