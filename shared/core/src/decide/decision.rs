//! The decision, and the function that makes it.

use strum::IntoStaticStr;

use super::{conclude, look};
use crate::account::Account;
use crate::alert::Alert;
use crate::history::HistoryEntry;
use crate::identity::Enrollment;
use crate::observation::Observation;
use crate::rules::Rules;
use crate::state::State;
use crate::time::Time;

/// What to store and send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub state: State,
    pub write: Write,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Nothing changed, and the last note is recent.
    Nothing,
    /// The state alone, under the same version.
    Note,
    /// The state under a new version, with its history entry and its alert, in one transaction.
    Commit(Box<Change>),
}

/// What is committed with a new version of the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub entry: HistoryEntry,
    /// The entry's JSON text, as it is hashed.
    pub body: String,
    /// The hash of the entry before it.
    pub previous_head: String,
    /// None if there is nothing to report now.
    pub alert: Option<Alert>,
    /// When the entry before this one expires.
    pub keep_superseded_until: Time,
}

impl Decision {
    /// Names the account in the alert, as the inventory knows it.
    #[must_use]
    pub fn of_account(mut self, account: Option<&Account>) -> Self {
        if let (Write::Commit(change), Some(account)) = (&mut self.write, account)
            && let Some(alert) = change.alert.as_mut()
        {
            alert.account_name = account.name.clone();
            alert.organizational_unit = account.organizational_unit.clone();
            alert.owner = account.owner.clone();
        }
        self
    }

    pub fn change(&self) -> Option<&Change> {
        match &self.write {
            Write::Commit(change) => Some(change),
            Write::Nothing | Write::Note => None,
        }
    }
}

/// What a look found at an enrollment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Outcome {
    Unchanged,
    /// A status, reason or fact changed, or this is the first look.
    Changed,
    Blind,
    /// The service is not offered in the Region.
    NotApplicable,
    Retired,
}

/// Decides what follows from an observation.
pub fn decide(
    rules: Rules<'_>,
    enrollment: &Enrollment,
    previous: Option<&State>,
    observation: &Observation,
    now: Time,
) -> Decision {
    let before = previous.cloned().unwrap_or_else(|| State::new(enrollment, now));
    let scene = Scene::new(rules, &before, now);
    conclude::conclude(scene, look::look(scene, observation))
}

/// What a decision is based on, besides the observation.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) rules: Rules<'a>,
    pub(super) before: &'a State,
    /// Now, or the newest time in the state if the clock is behind it.
    pub(super) at: Time,
}

impl<'a> Scene<'a> {
    pub(super) fn new(rules: Rules<'a>, before: &'a State, now: Time) -> Self {
        Self { rules, before, at: now.max(before.changed_at).max(before.looked_at) }
    }

    /// The time of the next write: always later than the last one.
    pub(super) fn noted_at(&self) -> Time {
        if self.is_first() { self.at } else { self.at.max(self.before.noted_at.next()) }
    }

    /// Whether nothing was known about the enrollment.
    pub(super) fn is_first(&self) -> bool {
        self.before.version == 0
    }
}
