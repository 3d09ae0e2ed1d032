//! The ARN of an SNS topic.

use std::str::FromStr;

use rollcall_core::region::Region;

/// The ARN of a standard SNS topic, such as `arn:aws:sns:us-east-1:111122223333:rollcall`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicArn {
    arn: String,
    region: Region,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TopicArnError {
    #[error("{0:?} is not the ARN of an SNS topic, such as arn:aws:sns:us-east-1:111122223333:rollcall")]
    Shape(String),
    /// Its deduplication would swallow a quick recovery.
    #[error("{0:?} is a FIFO topic, which has no e-mail subscribers; expected a standard topic")]
    Fifo(String),
}

impl FromStr for TopicArn {
    type Err = TopicArnError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shape = || TopicArnError::Shape(text.to_owned());
        let parts: Vec<&str> = text.split(':').collect();
        let ["arn", partition, "sns", region, account, name] = parts[..] else { return Err(shape()) };
        let region: Region = region.parse().map_err(|_| shape())?;
        let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        let in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if !partition.starts_with("aws") || !is_account || name.is_empty() {
            Err(shape())
        } else if name.ends_with(".fifo") {
            Err(TopicArnError::Fifo(text.to_owned()))
        } else if name.bytes().all(in_name) {
            Ok(Self { arn: text.to_owned(), region })
        } else {
            Err(shape())
        }
    }
}

impl TopicArn {
    pub fn as_str(&self) -> &str {
        &self.arn
    }

    /// The topic's own Region.
    pub fn region(&self) -> &Region {
        &self.region
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_an_arn_of_a_standard_topic() {
        let parse = |text: &str| text.parse::<TopicArn>();
        assert!(parse("arn:aws:sns:us-east-1:111122223333:rollcall").is_ok());
        assert!(parse("arn:aws-us-gov:sns:us-gov-west-1:111122223333:a_B-9").is_ok());
        for text in [
            "",
            "rollcall",
            "arn:aws:sqs:us-east-1:111122223333:q",
            "arn:aws:sns:us-east-1:1:t",
            "arn:aws:sns:nowhere:111122223333:t",
        ] {
            assert_eq!(parse(text), Err(TopicArnError::Shape(text.to_owned())));
        }
        let fifo = "arn:aws:sns:us-east-1:111122223333:rollcall.fifo";
        assert_eq!(parse(fifo), Err(TopicArnError::Fifo(fifo.to_owned())));
    }
}
