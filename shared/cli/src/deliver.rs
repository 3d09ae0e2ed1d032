//! Sends pending alerts: over the topic, or to the terminal in the words of their e-mails.

use std::io::Write as _;

use rollcall_aws::SdkConfig;
use rollcall_channels::sns::Sns;
use rollcall_channels::terminal::Terminal;
use rollcall_channels::topic::TopicArn;
use rollcall_core::deliver::{Notification, Receipt, Subscriptions};
use rollcall_core::ports::{CallError, Channel, SendError};
use rollcall_engine::clock::SystemClock;
use rollcall_engine::courier::{Courier, CourierRequest, Delivered};
use rollcall_engine::deadline::Deadline;
use rollcall_engine::fault::chain;
use rollcall_engine::subscriptions::Counted;
use serde::Serialize;

use crate::exit::Ending;
use crate::location::Location;
use crate::output::say;
use crate::{environment, progress, when};

#[derive(Clone, Debug)]
pub(crate) enum Destination {
    Topic(Sns),
    /// Standard error, so that standard output holds only what was asked for.
    Terminal(Terminal),
}

impl Destination {
    /// The topic if one is named, else the terminal. A printed alert counts as sent, so the alerts of a
    /// deployed table must not be printed: the subscribers of its topic would never get them.
    pub(crate) fn new(
        sdk: &SdkConfig,
        topic: Option<String>,
        deployed_table: Option<String>,
    ) -> anyhow::Result<Self> {
        match (topic.or_else(environment::topic), deployed_table) {
            (Some(topic), _) => Ok(Self::Topic(Sns::new(sdk, &topic.parse::<TopicArn>()?))),
            (None, None) => Ok(Self::Terminal(Terminal { print })),
            (None, Some(table)) => anyhow::bail!(
                "the alerts in the table {table} are for the subscribers of a topic: name it with --topic, or leave them to \
                 the courier"
            ),
        }
    }
}

impl Destination {
    /// The ending of a command that sent alerts there; none if all were sent.
    pub(crate) fn ending(&self, delivered: &Delivered) -> Option<Ending> {
        let of_failures = match self {
            Self::Topic(_) => Ending::AwsFailed,
            Self::Terminal(_) => Ending::Misconfigured,
        };
        let of_faults = Ending::of_faults(&delivered.faults);
        of_faults.or((!delivered.failures.is_empty()).then_some(of_failures))
    }
}

fn print(text: &str) -> std::io::Result<()> {
    progress::beside(|| anstream::stderr().write_all(text.as_bytes()))
}

impl Channel for Destination {
    async fn send(&self, notification: &Notification<'_>) -> Result<Receipt, SendError> {
        match self {
            Self::Topic(topic) => topic.send(notification).await,
            Self::Terminal(terminal) => terminal.send(notification).await,
        }
    }

    async fn subscriptions(&self) -> Result<Option<Subscriptions>, CallError> {
        match self {
            Self::Topic(topic) => topic.subscriptions().await,
            Self::Terminal(terminal) => terminal.subscriptions().await,
        }
    }
}

/// What was sent, for the JSON of commands.
#[derive(Debug, Serialize)]
pub(crate) struct DeliveredJson {
    sent: usize,
    superseded: usize,
    waiting: usize,
    failed: usize,
}

impl DeliveredJson {
    pub(crate) fn of(delivered: &Delivered) -> Self {
        let Delivered { sent, superseded, waiting, .. } = *delivered;
        Self { sent, superseded, waiting, failed: delivered.failures.len() }
    }
}

/// Which subscriptions are missing, or why they could not be counted.
fn warning(counted: &Counted) -> Option<String> {
    match counted {
        Counted::Found(count) => count.warning(),
        Counted::Failed(error) => Some(chain(error)),
    }
}

/// Sends pending alerts, and prints what could not be sent and who is not reached.
pub(crate) async fn deliver(location: &Location, destination: &Destination, flush: bool) -> Delivered {
    let courier = Courier { outbox: location.outbox(), channel: destination.clone(), clock: SystemClock };
    let holder = format!("rollcall-{}-{}", std::process::id(), when::now().compact());
    let request = CourierRequest { holder, flush, deadline: Deadline::NONE };
    let mut all = Delivered::default();
    for (_, one) in courier.deliver(&request).await {
        one.failures.iter().for_each(|failure| say(format_args!("error: {failure}")));
        one.faults.iter().for_each(|fault| say(format_args!("error: {fault}")));
        one.counted.iter().filter_map(warning).for_each(|warning| say(format_args!("warning: {warning}")));
        all.add(one);
    }
    all
}
