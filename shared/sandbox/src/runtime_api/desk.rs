//! Invocations on their way to the function, and its answers on their way back.

use std::collections::HashMap;

use tokio::sync::{Mutex, mpsc, oneshot, watch};

use super::{FunctionError, Invocation, Outcome};
use crate::guarded::Guarded;

/// How far the function has come in its init.
type Init = Option<Result<(), FunctionError>>;

/// The desk: work is queued on one side and fetched on the other.
#[derive(Debug)]
pub(super) struct Desk {
    queue: mpsc::UnboundedSender<Invocation>,
    /// One `/next` waits at a time; the lock of tokio lets it wait while it holds this.
    work: Mutex<mpsc::UnboundedReceiver<Invocation>>,
    waiting: Guarded<HashMap<String, oneshot::Sender<Outcome>>>,
    init: watch::Sender<Init>,
}

impl Desk {
    pub(super) fn new() -> Self {
        let (queue, work) = mpsc::unbounded_channel();
        Self { queue, work: Mutex::new(work), waiting: Guarded::default(), init: watch::Sender::default() }
    }

    /// Queues an invocation now; the future is only its answer.
    pub(super) fn invoke(&self, invocation: Invocation) -> impl Future<Output = Outcome> + Send + 'static {
        let (sender, receiver) = oneshot::channel();
        let request_id = invocation.request_id.clone();
        self.waiting.with(|waiting| waiting.insert(request_id, sender));
        // The receiver is a field of self, so it cannot have gone.
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

    /// Hands back an answer, and says whether anybody had asked.
    pub(super) fn answer(&self, request_id: &str, outcome: Outcome) -> bool {
        let asked = self.waiting.with(|waiting| waiting.remove(request_id));
        // One who no longer waits for his answer is no concern of the function.
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

/// The answer of an invocation that nobody can answer any more.
fn unanswered() -> Outcome {
    Outcome::Error(FunctionError {
        error_type: "Sandbox.Unanswered".to_owned(),
        error_message: "the Runtime API was stopped, or the request id was used again".to_owned(),
    })
}
