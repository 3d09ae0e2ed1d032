//! The injected faults, and the calls that they have struck.
//!
//! Every wait here is on a watch channel, which keeps its last value: it does not matter
//! whether the waiter or the event comes first.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::rule::Fault;
use crate::call::Call;
use crate::guarded::Guarded;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FaultId(u64);

/// The fault was cleared, or never existed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("fault {0} was cleared before any call reached it")]
pub struct FaultGone(pub FaultId);

impl fmt::Display for FaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A fault that strikes the next call that it matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultInForce {
    pub id: FaultId,
    pub fault: Fault,
    /// How many more calls it strikes; None if every one.
    pub left: Option<u32>,
}

/// An injected fault. The calls that it holds keep it even after it is cleared.
#[derive(Debug)]
pub(crate) struct ActiveFault {
    pub(crate) id: FaultId,
    pub(crate) fault: Fault,
    remaining: Guarded<Option<u32>>,
    progress: watch::Sender<Progress>,
}

#[derive(Debug, Default)]
struct Progress {
    hits: u64,
    cleared: bool,
}

impl ActiveFault {
    /// Counts a call that has reached this fault.
    pub(crate) fn hit(&self) {
        self.progress.send_modify(|progress| progress.hits += 1);
    }

    /// Resolves once the fault has been cleared.
    pub(super) async fn cleared(&self) {
        // The sender is a field of self, so the channel cannot close.
        let mut progress = self.progress.subscribe();
        drop(progress.wait_for(|progress| progress.cleared).await);
    }

    fn clear(&self) {
        self.progress.send_modify(|progress| progress.cleared = true);
    }

    /// Takes one of the remaining strikes, if there is one.
    fn take(&self) -> bool {
        self.remaining.with(|remaining| match remaining {
            None => true,
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                true
            }
        })
    }
}

/// All injected faults, oldest first.
#[derive(Debug, Default)]
pub(crate) struct FaultBoard {
    list: Guarded<(u64, Vec<Arc<ActiveFault>>)>,
}

impl FaultBoard {
    pub(crate) fn inject(&self, fault: Fault) -> FaultId {
        self.list.with(|(last, list)| {
            *last += 1;
            let id = FaultId(*last);
            list.push(Arc::new(ActiveFault {
                id,
                remaining: Guarded::new(fault.times),
                fault,
                progress: watch::Sender::default(),
            }));
            id
        })
    }

    /// Takes the first fault that strikes `call`. One that has no strikes left stays until it is cleared:
    /// calls may still hang in it, and tests may still ask for it.
    pub(crate) fn take(&self, call: &Call) -> Option<Arc<ActiveFault>> {
        self.list.with(|(_, list)| {
            let mut matching = list.iter().filter(|active| active.fault.matches(call));
            matching.find(|active| active.take()).cloned()
        })
    }

    /// Those with strikes left, in the order in which they are tried.
    pub(crate) fn in_force(&self) -> Vec<FaultInForce> {
        self.list.with(|(_, list)| {
            let all = list.iter().map(|active| FaultInForce {
                id: active.id,
                fault: active.fault.clone(),
                left: active.remaining.with(|remaining| *remaining),
            });
            all.filter(|one| one.left != Some(0)).collect()
        })
    }

    /// Clears one fault, and says whether it was there.
    pub(crate) fn clear(&self, id: FaultId) -> bool {
        self.clear_where(|active| active.id == id) > 0
    }

    /// Clears every fault, and says how many there were.
    pub(crate) fn clear_all(&self) -> usize {
        self.clear_where(|_| true)
    }

    fn clear_where(&self, condition: impl Fn(&ActiveFault) -> bool) -> usize {
        self.list.with(|(_, list)| {
            let before = list.len();
            list.retain(|active| {
                let goes = condition(active);
                if goes {
                    active.clear();
                }
                !goes
            });
            before - list.len()
        })
    }

    /// Resolves once the fault has been hit `times` times.
    pub(crate) async fn reached(&self, id: FaultId, times: u64) -> Result<(), FaultGone> {
        let found = self.list.with(|(_, list)| list.iter().find(|one| one.id == id).cloned());
        let active = found.ok_or(FaultGone(id))?;
        let mut progress = active.progress.subscribe();
        let reached = progress.wait_for(|progress| progress.hits >= times || progress.cleared);
        match reached.await {
            Ok(progress) if progress.hits >= times => Ok(()),
            Ok(_) | Err(_) => Err(FaultGone(id)),
        }
    }
}
