//! The alerts that earlier runs left in the outbox: read once an invocation, when first needed,
//! and taken by whoever delivers for their enrollment.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rollcall_core::alert::AlertId;
use rollcall_core::identity::Enrollment;
use rollcall_core::outbox::PendingAlert;
use rollcall_core::ports::{Backlog, CallError};
use tokio::sync::OnceCell;

use crate::failure::Fault;

type Groups = BTreeMap<Enrollment, Vec<PendingAlert>>;

/// Alerts by enrollment, and what was wrong with the outbox.
#[derive(Debug, Default)]
pub(crate) struct Leftovers {
    groups: OnceCell<Mutex<Groups>>,
    faults: Mutex<Vec<Fault>>,
}

impl Leftovers {
    /// Fills in what `query` finds, unless that is done or under way.
    pub(crate) async fn fill(&self, query: impl Future<Output = Result<Backlog, CallError>>) {
        let fill = async {
            let (groups, faults) = sort(query.await);
            guard(&self.faults).extend(faults);
            Mutex::new(groups)
        };
        self.groups.get_or_init(|| fill).await;
    }

    /// Whether an alert of an enrollment is among them.
    pub(crate) fn has(&self, enrollment: &Enrollment, id: &AlertId) -> bool {
        let Some(groups) = self.groups.get() else { return false };
        let groups = guard(groups);
        groups.get(enrollment).is_some_and(|group| group.iter().any(|pending| pending.alert.id == *id))
    }

    /// The alerts of an enrollment, for one taker.
    pub(crate) fn take(&self, enrollment: &Enrollment) -> Vec<PendingAlert> {
        self.groups.get().and_then(|groups| guard(groups).remove(enrollment)).unwrap_or_default()
    }

    /// All that is not taken yet.
    pub(crate) fn take_all(&self) -> Groups {
        self.groups.get().map(|groups| std::mem::take(&mut *guard(groups))).unwrap_or_default()
    }

    /// What was wrong with the outbox.
    pub(crate) fn into_faults(self) -> Vec<Fault> {
        self.faults.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

fn sort(found: Result<Backlog, CallError>) -> (Groups, Vec<Fault>) {
    let mut groups = Groups::new();
    match found {
        Err(error) => (groups, vec![Fault::outbox(error)]),
        Ok(Backlog { alerts, unreadable }) => {
            for pending in alerts {
                groups.entry(pending.alert.enrollment.clone()).or_default().push(pending);
            }
            (groups, unreadable.into_iter().map(Fault::outbox).collect())
        }
    }
}

/// Nothing panics while it holds one of these; and if it did, what is inside is whole.
fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
