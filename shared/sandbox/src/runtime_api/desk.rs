//! Invocations for the function, and its answers for their callers.

use std::collections::HashMap;

use tokio::sync::{Mutex, mpsc, oneshot, watch};

use super::{FunctionError, Invocation, Outcome};
use crate::guarded::Guarded;

/// How the function's init ended; none while it runs.
type Init = Option<Result<(), FunctionError>>;

#[derive(Debug)]
pub(super) struct Desk {
    queue: mpsc::UnboundedSender<Invocation>,
    /// One `/next` waits at a time: a tokio lock may be held while it waits.
    work: Mutex<mpsc::UnboundedReceiver<Invocation>>,
    waiting: Guarded<HashMap<String, oneshot::Sender<Outcome>>>,
    init: watch::Sender<Init>,
}

impl Desk {
    pub(super) fn new() -> Self {
        let (queue, work) = mpsc::unbounded_channel();
        Self { queue, work: Mutex::new(work), waiting: Guarded::default(), init: watch::Sender::default() }
    }

    /// Queues an invocation now; the future is only for its answer.
    pub(super) fn invoke(&self, invocation: Invocation) -> impl Future<Output = Outcome> + Send + 'static {
        let (sender, receiver) = oneshot::channel();
        let request_id = invocation.request_id.clone();
        self.waiting.with(|waiting| waiting.insert(request_id, sender));
        // The receiver is a field of self, so the queue cannot be closed.
        drop(self.queue.send(invocation));
        async move { receiver.await.unwrap_or_else(|_| unanswered()) }
    }

    /// Waits for an invocation; nothing is lost if the function stops waiting.
    pub(super) async fn next(&self) -> Option<Invocation> {
        self.init.send_if_modified(|init| {
            let first = init.is_none();
            init.get_or_insert(Ok(()));
            first
        });
        self.work.lock().await.recv().await
    }

    /// Hands over an answer, and says whether its request is known.
    pub(super) fn answer(&self, request_id: &str, outcome: Outcome) -> bool {
        let asked = self.waiting.with(|waiting| waiting.remove(request_id));
        // It is no error of the function if the caller no longer waits.
        asked.map(|sender| sender.send(outcome).ok()).is_some()
    }

    pub(super) fn init_failed(&self, error: FunctionError) {
        self.init.send_replace(Some(Err(error)));
    }

    pub(super) async fn polled(&self) -> Result<(), FunctionError> {
        let mut init = self.init.subscribe();
        let known = init.wait_for(Option::is_some).await;
        known.ok().and_then(|init| init.clone()).unwrap_or_else(|| Err(gone()))
    }
}

fn gone() -> FunctionError {
    FunctionError {
        error_type: "Sandbox.Gone".to_owned(),
        error_message: "the Runtime API was stopped".to_owned(),
    }
}

/// The answer of an invocation that will never be answered.
fn unanswered() -> Outcome {
    Outcome::Error(FunctionError {
        error_type: "Sandbox.Unanswered".to_owned(),
        error_message: "the Runtime API was stopped, or the request id was used again".to_owned(),
    })
}
