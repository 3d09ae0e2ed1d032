//! The terminal: prints an alert like its e-mail.

use std::io;

use rollcall_core::alert::Alert;
use rollcall_core::deliver::{Notification, Receipt, Subscriptions};
use rollcall_core::ports::{CallError, Channel, Retry, SendError};

use crate::email::email;
use crate::short::subject;

const CHANNEL: &str = "terminal";

#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// What cannot be printed is not sent: the alert stays in the queue.
    pub print: fn(&str) -> io::Result<()>,
}

impl Channel for Terminal {
    async fn send(&self, notification: &Notification<'_>) -> Result<Receipt, SendError> {
        let Notification { alert, .. } = notification;
        (self.print)(&text(alert)).map_err(|error| SendError {
            channel: CHANNEL,
            reason: error.to_string(),
            retry: Retry::Channel(None),
        })?;
        Ok(Receipt { channel: CHANNEL.to_owned(), message_id: alert.id.to_string() })
    }

    async fn subscriptions(&self) -> Result<Option<Subscriptions>, CallError> {
        Ok(None)
    }
}

/// The subject, then the e-mail.
pub fn text(alert: &Alert) -> String {
    let lines: String = email(alert).trim_end().lines().map(|line| format!("│ {line}\n")).collect();
    format!("✉ {}\n{lines}", subject(alert))
}
