//! The style sheet, and the patterns that bands are drawn with. What differs by condition comes
//! from `look`, so that a new condition cannot be without its sign. On paper bands are plain: thousands of
//! patterns take a printer minutes, and signs and words say the same.

use std::fmt::Write;

use maud::{Markup, PreEscaped};

use super::look::{BLIND, Look, STALE};

/// The square that a pattern repeats. Pictures are drawn on a grid five times as high as it is wide, for
/// shorter numbers; the square is scaled to match.
const SQUARE: &str =
    "width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" patternTransform=\"scale(1 .2)\"";

pub(super) fn sheet() -> String {
    let mut sheet = String::from(include_str!("page.css"));
    for look in Look::all() {
        let Look { class, sign, word, pattern } = look;
        let name = word.replace(' ', "-");
        put(&mut sheet, format_args!(".{class}{{--c:var(--{name});--s:\"{sign}\"}}"));
        let paint = pattern.map_or("var(--c)".to_owned(), |_| format!("url(#p{class})"));
        put(&mut sheet, format_args!("path.{class}{{stroke:{paint}}}\n"));
    }
    sheet
}

/// The definitions of the patterns, in a hidden picture.
pub(super) fn patterns() -> Markup {
    let mut picture = String::from("<svg class=\"off\" aria-hidden=\"true\"><defs>");
    for look in Look::all() {
        let Look { class, pattern: Some(pattern), .. } = look else { continue };
        // What was not seen is drawn over the last condition, which must show through.
        let ground = if [BLIND, STALE].contains(&look) { "" } else { "<rect width=\"8\" height=\"8\"/>" };
        put(&mut picture, format_args!("<pattern id=\"p{class}\" class=\"{class}\" {SQUARE}>"));
        put(&mut picture, format_args!("{ground}<path d=\"{pattern}\"/></pattern>"));
    }
    picture.push_str("</defs></svg>");
    PreEscaped(picture)
}

/// Writes our own text, past the escaping.
pub(super) fn put(text: &mut String, piece: std::fmt::Arguments<'_>) {
    let written = text.write_fmt(piece);
    debug_assert!(written.is_ok(), "writing to a String cannot fail");
}
