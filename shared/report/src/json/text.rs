//! A value as JSON text that is safe to show: what a terminal obeys, and what hides or reorders other text,
//! is escaped. A reader of the JSON gets every character as it was.

use rollcall_core::text::one_line;
use serde::Serialize;

/// Why writing cannot fail.
const TEXT_KEYS: &str = "the commands' structs have only text keys";

/// The value as text for people and machines: indented, and with a line break at its end.
///
/// # Panics
/// When a map in it has keys that are no text.
pub fn text(value: &impl Serialize) -> String {
    escaped(&serde_json::to_string_pretty(value).expect(TEXT_KEYS))
}

/// The value on one line, with a line break at its end: one of many, as in JSON Lines.
///
/// # Panics
/// When a map in it has keys that are no text.
pub fn line(value: &impl Serialize) -> String {
    escaped(&serde_json::to_string(value).expect(TEXT_KEYS))
}

fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len() + 1);
    // Such characters are only in strings, and serde_json has escaped those below the space.
    for character in json.chars() {
        if is_plain(character) {
            text.push(character);
        } else {
            let units = &mut [0; 2];
            text.extend(character.encode_utf16(units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    text.push('\n');
    text
}

fn is_plain(character: char) -> bool {
    match character {
        '\n' | ' '..='~' => true,
        _ => !character.is_control() && one_line(character.encode_utf8(&mut [0; 4])) != "\u{FFFD}",
    }
}
