//! Who and where: account, target, enrollment. Parsed once, at the edge.
//!
//! A value of one of these types is well-formed by construction.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::region::{Region, RegionError};

/// An AWS account id: twelve digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an AWS account id: expected 12 digits, in quotes, leading zeros included")]
pub struct AccountIdError(String);

impl AccountId {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The lowest that there can be.
    pub fn first() -> Self {
        Self("0".repeat(12))
    }

    /// The highest that there can be.
    pub fn last() -> Self {
        Self("9".repeat(12))
    }

    /// The one before it, or itself if it is the first.
    pub fn before(&self) -> Self {
        let number: u64 = self.0.parse().unwrap_or_default();
        Self(format!("{:012}", number.saturating_sub(1)))
    }
}

/// The part of all accounts that share their last digit. Items of many accounts are spread over as many
/// partitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Shard(u8);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a shard: expected the last digit of an account, 0 to 9")]
pub struct ShardError(u8);

impl Shard {
    pub const ALL: [Self; 10] =
        [Self(0), Self(1), Self(2), Self(3), Self(4), Self(5), Self(6), Self(7), Self(8), Self(9)];

    pub fn of(account: &AccountId) -> Self {
        Self(account.0.bytes().next_back().map_or(0, |digit| digit - b'0'))
    }
}

impl TryFrom<u8> for Shard {
    type Error = ShardError;

    fn try_from(digit: u8) -> Result<Self, Self::Error> {
        if digit <= 9 { Ok(Self(digit)) } else { Err(ShardError(digit)) }
    }
}

impl From<Shard> for u8 {
    fn from(shard: Shard) -> Self {
        shard.0
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

impl FromStr for AccountId {
    type Err = AccountIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(AccountIdError(text.to_owned()))
        }
    }
}

impl TryFrom<String> for AccountId {
    type Error = AccountIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AccountId> for String {
    fn from(account: AccountId) -> Self {
        account.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Target {
    pub account: AccountId,
    pub region: Region,
}

/// A check at a target. Its key reads `odb/111122223333/us-east-1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Enrollment {
    /// The id of the check.
    pub check: String,
    pub target: Target,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrollmentError {
    #[error("{0:?} is not an enrollment: expected check/account/Region, such as odb/111122223333/us-east-1")]
    Shape(String),
    #[error(transparent)]
    Account(#[from] AccountIdError),
    #[error(transparent)]
    Region(#[from] RegionError),
}

impl fmt::Display for Enrollment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { check, target: Target { account, region } } = self;
        write!(formatter, "{check}/{account}/{region}")
    }
}

impl FromStr for Enrollment {
    type Err = EnrollmentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split('/').collect();
        let [check, account, region] = parts[..] else {
            return Err(EnrollmentError::Shape(text.to_owned()));
        };
        let target = Target { account: account.parse()?, region: region.parse()? };
        Ok(Self { check: check.to_owned(), target })
    }
}

impl Serialize for Enrollment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Enrollment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_twelve_digits() {
        assert_eq!("000000000001".parse::<AccountId>().unwrap().as_str(), "000000000001");
        for text in ["", "1", "11112222333", "1111222233334", "11112222333a", "１11122223333"] {
            assert!(text.parse::<AccountId>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_enrollment_reads_as_it_prints() {
        let key = "odb/111122223333/us-east-1";
        assert_eq!(key.parse::<Enrollment>().unwrap().to_string(), key);
        for text in ["odb", "odb/1/us-east-1", "odb/111122223333/nowhere", "odb/111122223333/us-east-1/x"] {
            assert!(text.parse::<Enrollment>().is_err(), "{text}");
        }
    }
}
