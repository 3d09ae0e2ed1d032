//! Who calls: read from the SigV4 `Authorization` header, never verified.
//!
//! The sandbox has no users. The account is written into the access key instead, as
//! AssumeRole does here, so that a test can call as any account with static credentials.

use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;

use rollcall_core::identity::AccountId;

/// What a signed request says about its caller.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Credential<'a> {
    pub(crate) access_key: &'a str,
    pub(crate) region: &'a str,
}

impl<'a> Credential<'a> {
    /// Reads `Credential=KEY/DATE/REGION/SERVICE/aws4_request`; none if the request is not signed.
    pub(crate) fn read(headers: &'a HeaderMap) -> Option<Self> {
        let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
        let (_, rest) = header.split_once("Credential=")?;
        let scope = rest.split([',', ' ']).next()?;
        // No AWS access key holds a slash, so the parts are positional.
        let mut parts = scope.split('/');
        let access_key = parts.next()?;
        let region = parts.nth(1)?;
        Some(Self { access_key, region })
    }

    /// The account in the access key: its first run of exactly twelve digits.
    pub(crate) fn account(&self) -> Option<AccountId> {
        self.access_key.split(|character: char| !character.is_ascii_digit()).find_map(|run| run.parse().ok())
    }

    pub(crate) fn is_assumed_role(&self) -> bool {
        self.access_key.starts_with("ASIA")
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn check(key: &str, account: Option<&str>) {
        let header = format!(
            "AWS4-HMAC-SHA256 Credential={key}/20261121/eu-central-1/odb/aws4_request, \
             SignedHeaders=host, Signature=00"
        );
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_str(&header).unwrap());
        let credential = Credential::read(&headers).unwrap();
        assert_eq!(credential.region, "eu-central-1");
        assert_eq!(credential.account().as_ref().map(AccountId::as_str), account, "{key}");
    }

    #[test]
    fn the_account_is_a_run_of_exactly_twelve_digits() {
        check("ASIA444455556666ROLL", Some("444455556666"));
        check("444455556666", Some("444455556666"));
        check("AK12-444455556666-3", Some("444455556666"));
        check("AKIA4444555566667", None);
        check("test", None);
    }

    #[test]
    fn an_unsigned_request_has_no_credential() {
        assert_eq!(Credential::read(&HeaderMap::new()), None);
    }
}
