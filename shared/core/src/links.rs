//! Removes links from free text: a link from a service may give its holder access. Finds every
//! spelling: plain, escaped for JSON or HTML, percent-encoded, or without its beginning. A URL keeps
//! its scheme and host, a `name=value` pair its name.

use percent_encoding::percent_decode_str;

use crate::text::is_deceptive;

/// Replaces what was removed.
const HIDDEN: &str = "[hidden]";
/// How often a word may be encoded. A word with more layers is hidden as a whole.
const LAYERS_MAX: usize = 6;
/// A value of this many bytes or more is treated as a token.
const TOKEN_BYTES: usize = 16;
/// Names whose values are hidden, however short.
const SECRET_NAMES: [&str; 8] =
    ["credential", "jwt", "key", "password", "secret", "session", "signature", "token"];
/// What may follow a host without being a path.
const PUNCTUATION: [char; 8] = ['/', '.', ',', ';', ':', ')', '"', '\''];

/// The text without its links. A word without a link stays as it is.
pub fn hide(text: &str) -> String {
    text.split_inclusive(char::is_whitespace).map(hide_in_word).collect()
}

/// Takes a word with the white space after it. What is left of one link may be another.
fn hide_in_word(word: &str) -> String {
    let (word, space) = word.split_at(word.trim_end_matches(char::is_whitespace).len());
    if word.bytes().all(is_plain) {
        return word.to_owned() + space;
    }
    let mut shown = word.to_owned();
    for _ in 0..LAYERS_MAX {
        let next = match decoded(&shown) {
            Some(plain) => without_link(&plain).or_else(|| without_values(&plain)),
            None => Some(HIDDEN.to_owned()),
        };
        match next {
            Some(next) if next != shown => shown = next,
            Some(_) | None => break,
        }
    }
    shown + space
}

/// A byte that is no mark of a link, a value or an escape. Most words have no other, and every text passes here.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.,()".contains(&byte)
}

/// The word as the scheme and host of its first URL; none if there is nothing to hide.
fn without_link(word: &str) -> Option<String> {
    let (scheme, rest) = match url(word) {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), bare_host_and_path(word)?),
    };
    let authority = rest.split(['/', '?', '#', '\\', '&', '<', '>', '"']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let is_of_host = |character: char| character.is_alphanumeric() || ".:-_[]".contains(character);
    let host = host.split(|character| !is_of_host(character)).next().unwrap_or_default();
    let host = host.trim_end_matches(PUNCTUATION);
    let has_more = rest.trim_end_matches(PUNCTUATION) != host;
    let slash = if host.is_empty() { "" } else { "/" };
    has_more.then(|| format!("{scheme}{host}{slash}{HIDDEN}"))
}

/// The scheme of the first URL in a word, and what follows `://`. Browsers also accept one slash or
/// none after `https:`.
fn url(word: &str) -> Option<(&str, &str)> {
    word.match_indices(':').find_map(|(colon, _)| {
        let is_of_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || b"+.-".contains(byte);
        let length = word[..colon].bytes().rev().take_while(is_of_scheme).count();
        let scheme = &word[colon - length..colon];
        let rest = word[colon + 1..].trim_start_matches(['/', '\\']);
        let slashes = word.len() - colon - 1 - rest.len();
        let is_web = ["http", "https"].contains(&scheme.to_ascii_lowercase().as_str());
        ((slashes > 1 && !scheme.is_empty()) || (is_web && !rest.is_empty())).then_some((scheme, rest))
    })
}

/// A link without its scheme: a host with a dot, followed by a path.
fn bare_host_and_path(word: &str) -> Option<&str> {
    let rest = word.trim_start_matches(|character: char| !character.is_alphanumeric());
    let (host, path) = rest.split_once('/')?;
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    let mut labels = host.rsplit('.');
    let is_top = |label: &str| label.len() > 1 && label.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_host = labels.next().is_some_and(is_top) && host.contains('.') && labels.all(is_label);
    (is_host && port.bytes().all(|byte| byte.is_ascii_digit()) && !path.is_empty()).then_some(rest)
}

/// The word with only the names of its query string, or of a pair whose value may be a secret; none if
/// there is nothing to hide.
fn without_values(word: &str) -> Option<String> {
    let (before, query) = word.split_once('?').unwrap_or(("", word));
    let is_query = query.contains('=') && (query.contains('&') || word.contains('?'));
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, value)) if is_query || may_be_secret(name, value) => format!("{name}={HIDDEN}"),
        None if is_query => HIDDEN.to_owned(),
        Some(_) | None => pair.to_owned(),
    };
    let shown = query.split('&').map(pair).collect::<Vec<_>>().join("&");
    match (shown == query, before.is_empty(), word.contains('?')) {
        (true, ..) => None,
        (false, true, false) => Some(shown),
        (false, true, true) => Some(format!("?{shown}")),
        (false, false, _) => Some(format!("{HIDDEN}?{shown}")),
    }
}

fn may_be_secret(name: &str, value: &str) -> bool {
    if name.is_empty() || value.is_empty() {
        return false;
    }
    let name = name.to_ascii_lowercase();
    let is_named_so = SECRET_NAMES.iter().any(|secret| name.contains(secret));
    is_named_so || value.len() >= TOKEN_BYTES
}

/// The word without any encoding; none if it has too many layers.
fn decoded(word: &str) -> Option<String> {
    let mut plain: String = word.chars().filter(|&character| !is_deceptive(character)).collect();
    for _ in 0..LAYERS_MAX {
        let next = percent_decode_str(&unescaped(&plain)).decode_utf8_lossy().into_owned();
        if next == plain {
            return Some(plain);
        }
        plain = next;
    }
    None
}

/// The text without one layer of JSON and HTML escapes.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find(['\\', '&']) {
        plain.push_str(&rest[..place]);
        rest = &rest[place..];
        let (character, length) = json_escape(rest).or_else(|| html_escape(rest)).unwrap_or(('&', 1));
        plain.push(character);
        rest = &rest[length..];
    }
    plain + rest
}

/// The character of a JSON escape at the start of a text, and the length of the escape.
fn json_escape(text: &str) -> Option<(char, usize)> {
    let escape = text.strip_prefix('\\')?;
    let code = |digits: Option<&str>| u32::from_str_radix(digits?, 16).ok().and_then(char::from_u32);
    let coded = match escape.chars().next() {
        Some('u') => code(escape.get(1..5)).map(|character| (character, 6)),
        Some('x') => code(escape.get(1..3)).map(|character| (character, 4)),
        Some(_) | None => None,
    };
    let plain = || escape.chars().next().map(|character| (character, 1 + character.len_utf8()));
    coded.or_else(plain).or(Some(('\\', 1)))
}

/// The character of an HTML escape at the start of a text, and the length of the escape.
fn html_escape(text: &str) -> Option<(char, usize)> {
    let (name, _) = text.strip_prefix('&')?.split_once(';')?;
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    });
    let character = match name {
        "amp" => Some('&'),
        "sol" => Some('/'),
        "colon" => Some(':'),
        "quest" => Some('?'),
        "equals" => Some('='),
        "period" => Some('.'),
        "num" => Some('#'),
        "percnt" => Some('%'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        _ => number.and_then(char::from_u32),
    };
    character.map(|character| (character, name.len() + 2))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_link_keeps_scheme_and_host() {
        let link = "https://cloud.oracle.com/link?token=s3cr3t&tenant=acme";
        let spellings = [
            link.to_owned(),
            link.to_uppercase(),
            link.replace('/', "\\/"),
            link.replace('/', "\\u002f").replace('=', "\\u003d"),
            link.replace('/', "\\\\u002f"),
            link.replace('&', "&amp;"),
            link.replace('/', "&#x2F;").replace(':', "&#58;").replace('=', "&equals;"),
            link.replace(':', "%3A").replace('/', "%2F").replace('?', "%3f").replace('=', "%3D"),
            link.replace(':', "%253A").replace('/', "%252F"),
            link.replace("//", "/"),
            link.replace("//", ""),
            link.replace("//", "//user:password@"),
            link.replace("tps", "t\u{200B}ps"),
            format!("\"{link}\","),
            format!("<a\u{a0}href=\"{link}\">"),
            format!("(see:{link}),{link}"),
        ];
        for spelling in spellings {
            let shown = hide(&format!("Open {spelling} to go on.")).to_lowercase();
            assert!(shown.contains("https://cloud.oracle.com/[hidden] to go on."), "{spelling}: {shown}");
            for secret in ["s3cr3t", "acme", "password", "token"] {
                assert!(!shown.contains(secret), "{spelling}: {shown}");
            }
        }
    }

    #[test]
    fn a_link_without_its_beginning_is_one_too() {
        let cases = [
            ("cloud.oracle.com/link/s3cr3t", "cloud.oracle.com/[hidden]"),
            ("//cloud.oracle.com:443/s3cr3t", "cloud.oracle.com:443/[hidden]"),
            ("?token=s3cr3t", "?token=[hidden]"),
            ("/link/s3cr3t?a=b", "[hidden]?a=[hidden]"),
            ("token=s3cr3t&tenant=acme", "token=[hidden]&tenant=[hidden]"),
            ("a=b&s3cr3t", "a=[hidden]&[hidden]"),
            ("a%3Db%26c%3Dd", "a=[hidden]&c=[hidden]"),
            ("activationToken=abc", "activationToken=[hidden]"),
            ("x=0123456789abcdef", "x=[hidden]"),
        ];
        for (text, expected) in cases {
            assert_eq!(hide(text), expected);
        }
    }

    #[test]
    fn text_without_a_link_is_unchanged() {
        let texts = [
            "The role's trust policy does not allow iotfleetwise.amazonaws.com.",
            "arn:aws:iam::111122223333:role/service-role/rollcall.fleetwise/x",
            "limit=5, 100 % used; AT&T; C:\\temp\\x a\\nb 1/2 e.g./i.e. and/or v1.2/3 x==y 50%25",
            "User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: odb:GetOciOnboardingStatus",
            "line one\n  line two\r\n\ttab",
            "see https://docs.aws.amazon.com or (https://support.oracle.com/).",
            "",
        ];
        for text in texts {
            assert_eq!(hide(text), text);
        }
    }

    #[test]
    fn what_is_encoded_again_and_again_is_hidden() {
        let mut text = "https://cloud.oracle.com/s3cr3t".replace('/', "%2F");
        for _ in 0..20 {
            text = text.replace('%', "%25");
        }
        assert_eq!(hide(&text), "[hidden]");
        assert_eq!(hide(&format!("https:{}/x/s3cr3t", "\\".repeat(5000))), "[hidden]");
    }

    proptest! {
        #[test]
        fn hiding_twice_changes_no_more(text in "(\\PC|[:/?&=%\\\\]|https?://|%2F|&amp;|a\\.bc/| ){0,40}") {
            let once = hide(&text);
            prop_assert_eq!(hide(&once), once);
        }

        #[test]
        fn no_link_in_any_text_keeps_its_path(
            before in "\\PC{0,20}", after in "\\PC{0,20}", path in "s3cr3t[a-z0-9/]{0,10}",
        ) {
            let shown = hide(&format!("{before} https://a.b.example/{path}?{path} {after}"));
            prop_assert!(!shown.contains("s3cr3t"), "{shown}");
        }
    }
}
