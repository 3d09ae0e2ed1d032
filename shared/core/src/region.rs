//! AWS Regions: which texts can be one, which are known to exist, and the partition of each.
//!
//! The list of known Regions only guards against typing errors in an event. A Region newer than this
//! build comes from the configuration (`ROLLCALL_REGIONS`), which accepts every well-formed one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A Region's code, such as `us-east-1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an AWS Region: expected a code such as us-east-1")]
pub struct RegionError(String);

/// The Regions of every partition, from the AWS SDKs' `partitions.json` of November 2026.
const KNOWN: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-isoe-west-1",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "me-west-1",
    "mx-central-1",
    "sa-east-1",
    "sa-west-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isob-west-1",
    "us-isof-east-1",
    "us-isof-south-1",
    "us-west-1",
    "us-west-2",
];

const DIRECTIONS: [&str; 9] =
    ["north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest"];

impl Region {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this build knows the Region to exist.
    pub fn is_known(&self) -> bool {
        KNOWN.contains(&self.as_str())
    }

    /// The first part of an ARN in this Region.
    pub fn partition(&self) -> &'static str {
        if self.0.starts_with("cn-") {
            "aws-cn"
        } else if self.0.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        }
    }

    /// The domain of the AWS console for this Region's partition.
    pub fn console_domain(&self) -> &'static str {
        match self.partition() {
            "aws-cn" => "console.amazonaws.cn",
            "aws-us-gov" => "console.amazonaws-us-gov.com",
            _ => "console.aws.amazon.com",
        }
    }
}

/// `<area>[-<part>]-<direction>-<number>`, like every Region so far.
fn is_well_formed(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let ([area, direction, number] | [area, _, direction, number]) = parts[..] else {
        return false;
    };
    let lower = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    (2..=5).contains(&area.len())
        && parts[..parts.len() - 1].iter().all(lower)
        && DIRECTIONS.contains(&direction)
        && matches!(number.as_bytes(), [b'1'..=b'9'] | [b'1'..=b'9', b'0'..=b'9'])
}

impl FromStr for Region {
    type Err = RegionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_well_formed(text) { Ok(Self(text.to_owned())) } else { Err(RegionError(text.to_owned())) }
    }
}

impl TryFrom<String> for Region {
    type Error = RegionError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_region_is_well_formed_and_sorted() {
        assert!(KNOWN.iter().all(|code| is_well_formed(code)));
        assert!(KNOWN.is_sorted());
    }

    #[test]
    fn a_region_of_the_future_is_well_formed_but_not_known() {
        let region: Region = "af-north-2".parse().unwrap();
        assert!(!region.is_known());
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "us-east",
            "us-esat-1",
            "US-EAST-1",
            "us-east-1a",
            "us-east-0",
            "us-nowhere-1",
            "aws-global",
            "us--east-1",
        ] {
            assert!(text.parse::<Region>().is_err(), "{text}");
        }
    }
}
