//! How many subscriptions each topic has.

use std::collections::BTreeMap;

use crate::guarded::Guarded;

#[derive(Debug, Default)]
pub(crate) struct Topics {
    /// Those that were set, by the topic's ARN.
    set: Guarded<BTreeMap<String, TopicSubscriptions>>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct TopicSubscriptions {
    pub(crate) confirmed: usize,
    pub(crate) pending: usize,
}

impl Topics {
    pub(crate) fn set(&self, topic: &str, subscriptions: TopicSubscriptions) {
        self.set.with(|set| set.insert(topic.to_owned(), subscriptions));
    }

    /// One that is confirmed, if none were set: the mailbox, which keeps every message.
    pub(crate) fn subscriptions(&self, topic: &str) -> TopicSubscriptions {
        let mailbox = TopicSubscriptions { confirmed: 1, pending: 0 };
        self.set.with(|set| set.get(topic).copied()).unwrap_or(mailbox)
    }
}
