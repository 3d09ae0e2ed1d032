//! The messages that were published, newest last, up to a cap.

use std::collections::VecDeque;
use std::sync::Arc;

use super::message::Message;
use crate::guarded::Guarded;

const KEPT_MAX: usize = 10_000;

#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    kept: Guarded<VecDeque<Arc<Message>>>,
}

impl Mailbox {
    pub(crate) fn keep(&self, message: Arc<Message>) {
        self.kept.with(|kept| {
            if kept.len() == KEPT_MAX {
                kept.pop_front();
            }
            kept.push_back(message);
        });
    }

    pub(crate) fn messages(&self) -> Vec<Arc<Message>> {
        self.kept.with(|kept| kept.iter().cloned().collect())
    }
}
