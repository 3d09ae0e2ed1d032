//! The entries of a history form a chain of hashes: changing or removing one changes the hash of every
//! later one, and the state keeps the newest hash.

use sha2::{Digest, Sha256};

/// The hash before the first entry's: 64 zeros.
pub const NO_HEAD: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash of an entry, 64 hexadecimal digits: SHA-256 of `rollcall.history/1`, the previous hash and
/// the body, joined by newlines.
pub fn head(previous: &str, body: &str) -> String {
    let digest = Sha256::digest(format!("rollcall.history/1\n{previous}\n{body}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `printf 'rollcall.history/1\n%064d\n{}' 0 | sha256sum` prints it.
    #[test]
    fn the_hash_is_sha_256_over_schema_previous_and_body() {
        let first = head(NO_HEAD, "{}");
        assert_eq!(first, "29bae88a1bf10cdff8e8c27ee3bb99f733ea1c2694479e426342fd10d914ef1a");
        assert_ne!(head(&first, "{}"), first);
    }
}
