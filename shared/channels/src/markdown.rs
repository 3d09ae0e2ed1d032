//! A service's words in the markup of chat clients: shown, never obeyed.
//!
//! Slack and Teams share no escape for their markup, so its characters are replaced by look-alikes;
//! only what Slack decodes (`&`, `<`, `>`) is escaped.

use rollcall_core::text::one_line;

/// One line that formats nothing, links nothing and mentions nobody. Underscores within a word, as in
/// statuses, stay.
pub(super) fn plain(text: &str) -> String {
    let line: Vec<char> = one_line(text).chars().collect();
    let mut shown = String::with_capacity(line.len());
    for (place, &character) in line.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| line.get(place));
        let is_inside = is_letter(before) && is_letter(line.get(place + 1));
        match character {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '*' => shown.push('\u{2217}'),
            '`' => shown.push('\''),
            '~' => shown.push('\u{223C}'),
            '@' if !is_inside => shown.push('\u{FF20}'),
            '_' if !is_inside => shown.push('\u{FF3F}'),
            '(' if before == Some(&']') => shown.push_str(" ("),
            other => shown.push(other),
        }
    }
    shown
}

fn is_letter(character: Option<&char>) -> bool {
    character.is_some_and(|character| character.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_mentions_lose_their_meaning() {
        let cases = [
            ("<!channel> & <https://evil|here>", "&lt;!channel&gt; &amp; &lt;https://evil|here&gt;"),
            ("@here and @channel", "＠here and ＠channel"),
            ("*bold* _italic_ ~struck~ `code`", "∗bold∗ ＿italic＿ ∼struck∼ 'code'"),
            ("[click](https://evil)", "[click] (https://evil)"),
            ("# a\n- b", "# a - b"),
            ("ACTIVE_IN_HOME_REGION of Oracle Database@AWS", "ACTIVE_IN_HOME_REGION of Oracle Database@AWS"),
        ];
        for (text, expected) in cases {
            assert_eq!(plain(text), expected);
        }
    }
}
