//! The record of what arrived and what became of it.
//!
//! It keeps the newest requests, counts all of them, notifies listeners, and lets tests wait for a request
//! that matches. It never keeps a body: bodies hold secrets.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use tokio::sync::{broadcast, watch};

use crate::call::Call;
use crate::faults::FaultId;
use crate::guarded::Guarded;
use crate::request::{Event, Outcome, Request};
use crate::service::Service;
use crate::sns::Message;

const KEPT_MAX: usize = 10_000;

/// How many events a slow listener may lag behind before it misses some.
const EVENTS_MAX: usize = 4_096;

#[derive(Debug, Default)]
struct Entries {
    kept: VecDeque<Request>,
    counts: BTreeMap<(Service, String), u64>,
    last: u64,
}

#[derive(Debug)]
pub(crate) struct Journal {
    entries: Guarded<Entries>,
    changes: watch::Sender<u64>,
    events: broadcast::Sender<Event>,
}

impl Journal {
    pub(crate) fn new() -> Self {
        Self {
            entries: Guarded::default(),
            changes: watch::Sender::default(),
            events: broadcast::Sender::new(EVENTS_MAX),
        }
    }

    /// Records a call. The entry records what becomes of it.
    pub(crate) fn arrive(self: &Arc<Self>, call: &Call) -> Entry {
        let sequence = self.entries.with(|entries| {
            entries.last += 1;
            let key = (call.service, call.operation.clone());
            *entries.counts.entry(key).or_default() += 1;
            if entries.kept.len() == KEPT_MAX {
                entries.kept.pop_front();
            }
            entries.kept.push_back(Request::arrived(entries.last, call));
            entries.last
        });
        self.changed();
        Entry { journal: Arc::clone(self), sequence, finished: false }
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.entries.with(|entries| entries.kept.iter().cloned().collect())
    }

    pub(crate) fn counts(&self) -> BTreeMap<(Service, String), u64> {
        self.entries.with(|entries| entries.counts.clone())
    }

    /// Resolves to the first request that matches, now or later.
    pub(crate) async fn find(&self, predicate: impl Fn(&Request) -> bool) -> Request {
        let mut changes = self.changes.subscribe();
        loop {
            changes.mark_unchanged();
            let search = |entries: &mut Entries| entries.kept.iter().find(|r| predicate(r)).cloned();
            if let Some(found) = self.entries.with(search) {
                return found;
            }
            // The sender is a field of self, so the channel cannot close.
            drop(changes.changed().await);
        }
    }

    pub(crate) fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Notifies listeners of a message. Without listeners it does nothing.
    pub(crate) fn published(&self, message: &Arc<Message>) {
        drop(self.events.send(Event::Message(Arc::clone(message))));
    }

    fn changed(&self) {
        self.changes.send_modify(|version| *version += 1);
    }

    /// Changes one request, if it is still kept, and gives it back.
    fn amend(&self, sequence: u64, change: impl FnOnce(&mut Request)) -> Option<Request> {
        let amended = self.entries.with(|entries| {
            let first = entries.kept.front()?.sequence;
            let index = usize::try_from(sequence.checked_sub(first)?).ok()?;
            let request = entries.kept.get_mut(index)?;
            change(request);
            Some(request.clone())
        });
        self.changed();
        amended
    }
}

/// A request that is being served. If it is dropped before its end, the client abandoned it.
#[derive(Debug)]
pub(crate) struct Entry {
    journal: Arc<Journal>,
    sequence: u64,
    finished: bool,
}

impl Entry {
    pub(crate) fn executed(&self) {
        self.journal.amend(self.sequence, |request| request.executed = true);
    }

    pub(crate) fn held(&self, fault: FaultId, effect: &'static str) {
        let held = |request: &mut Request| {
            request.fault = Some(fault);
            request.effect = Some(effect);
            request.outcome = Outcome::Held;
        };
        self.tell(held);
    }

    pub(crate) fn finish(mut self, outcome: Outcome) {
        self.finished = true;
        self.tell(|request| request.outcome = outcome);
    }

    fn tell(&self, change: impl FnOnce(&mut Request)) {
        if let Some(request) = self.journal.amend(self.sequence, change) {
            // There may be no listener.
            drop(self.journal.events.send(Event::Request(request)));
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        if !self.finished {
            self.tell(|request| request.outcome = Outcome::Abandoned);
        }
    }
}
