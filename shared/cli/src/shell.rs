//! Words of a line that a person copies into a shell.

/// The text as one word: in quotes, if a shell would take it for more.
pub(crate) fn quoted(text: &str) -> String {
    let is_plain =
        |one: char| one.is_alphanumeric() || "-_.:@=,+".contains(one) || std::path::is_separator(one);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_where_it_must_be() {
        assert_eq!(quoted("arn:aws:sns:us-east-1:1:t"), "arn:aws:sns:us-east-1:1:t");
        assert_eq!(quoted("/my files/$1.db"), "'/my files/$1.db'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("é.db"), "é.db");
        assert_eq!(quoted(""), "''");
    }
}
