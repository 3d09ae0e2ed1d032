//! Everything the sandbox remembers, in one place, shared by all connections.

use std::sync::Arc;

use crate::dynamodb::Engine;
use crate::faults::FaultBoard;
use crate::journal::Journal;
use crate::organization::Organization;
use crate::sns::{Mailbox, Message, TopicMessages, Topics};
use crate::status::Settings;
use crate::sts::Trust;
use rollcall_core::identity::Target;

#[derive(Debug)]
pub(crate) struct Cloud {
    /// The account and Region of a caller who names none.
    pub(crate) home: Target,
    pub(crate) organization: Organization,
    /// What AssumeRole demands.
    pub(crate) trust: Trust,
    pub(crate) settings: Settings,
    pub(crate) faults: FaultBoard,
    pub(crate) journal: Arc<Journal>,
    pub(crate) mailbox: Mailbox,
    pub(crate) topics: Topics,
    pub(crate) dynamodb: Engine,
    /// The name of the table that was created at the start.
    pub(crate) table: String,
}

impl Cloud {
    /// Keeps a message, notifies listeners, and gives its id.
    pub(crate) fn publish(&self, message: Message) -> String {
        let message = Arc::new(message);
        self.mailbox.keep(Arc::clone(&message));
        self.journal.published(&message);
        message.message_id.clone()
    }

    pub(crate) fn topics(&self) -> Vec<TopicMessages> {
        let kept = self.mailbox.messages();
        let count = |topic: &String| kept.iter().filter(|message| message.topic == *topic).count();
        let topics = self.topics.all().into_iter();
        topics.map(|topic| TopicMessages { messages: count(&topic), topic }).collect()
    }
}
