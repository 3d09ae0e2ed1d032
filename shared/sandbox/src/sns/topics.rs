//! The topics, and how many subscriptions each has.

use std::collections::BTreeMap;
use std::ops::Bound;

use serde::{Deserialize, Serialize};

use super::validation;
use crate::api_error::ApiError;
use crate::guarded::Guarded;
use rollcall_core::identity::Target;

/// As many as SNS lists at once.
const PAGE: usize = 100;

#[derive(Debug, Default)]
pub(crate) struct Topics {
    /// By the topic's ARN.
    known: Guarded<BTreeMap<String, TopicSubscriptions>>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct TopicSubscriptions {
    pub(crate) confirmed: usize,
    pub(crate) pending: usize,
}

/// A topic, and the number of messages that are kept of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicMessages {
    /// Its ARN.
    pub topic: String,
    pub messages: usize,
}

/// The only one of a new topic: the mailbox, which keeps every message.
const MAILBOX: TopicSubscriptions = TopicSubscriptions { confirmed: 1, pending: 0 };

/// Topics, and the token of the next page if there is one.
type Page = (Vec<String>, Option<String>);

impl Topics {
    /// Creates a topic, unless it exists, and gives its ARN.
    pub(crate) fn create(&self, target: &Target, name: &str) -> Result<String, ApiError> {
        validation::topic_name(name)?;
        let arn = format!("{}{name}", prefix(target));
        self.known.with(|known| {
            known.entry(arn.clone()).or_insert(MAILBOX);
        });
        Ok(arn)
    }

    /// Creates the topic if it does not exist.
    pub(crate) fn set(&self, topic: &str, subscriptions: TopicSubscriptions) {
        self.known.with(|known| known.insert(topic.to_owned(), subscriptions));
    }

    pub(super) fn subscriptions(&self, topic: &str) -> Result<TopicSubscriptions, ApiError> {
        let found = self.known.with(|known| known.get(topic).copied());
        found.ok_or_else(|| ApiError::new(404, "NotFound", "Topic does not exist"))
    }

    /// The ARNs of all topics.
    pub(crate) fn all(&self) -> Vec<String> {
        self.known.with(|known| known.keys().cloned().collect())
    }

    /// A page of the target's topics, and the token of the next page, which is the last topic of this one.
    pub(super) fn page(&self, target: &Target, token: Option<String>) -> Result<Page, ApiError> {
        let prefix = prefix(target);
        let after = token.unwrap_or_else(|| prefix.clone());
        if !after.starts_with(&prefix) {
            return Err(validation::invalid("NextToken"));
        }
        let after = Bound::Excluded(after);
        let mut found: Vec<String> = self.known.with(|known| {
            let rest = known.range((after, Bound::Unbounded)).map(|(topic, _)| topic);
            rest.take_while(|topic| topic.starts_with(&prefix)).take(PAGE + 1).cloned().collect()
        });
        let is_last = found.len() <= PAGE;
        found.truncate(PAGE);
        let next = found.last().filter(|_| !is_last).cloned();
        Ok((found, next))
    }
}

/// What the ARNs of the target's topics begin with.
fn prefix(target: &Target) -> String {
    let Target { account, region } = target;
    format!("arn:aws:sns:{region}:{account}:")
}
