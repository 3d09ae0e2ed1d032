//! The decision, and the function that makes it.

use strum::IntoStaticStr;

use super::{conclude, look};
use crate::alert::Alert;
use crate::history::HistoryEntry;
use crate::identity::Enrollment;
use crate::observation::Observation;
use crate::rules::Rules;
use crate::state::State;
use crate::time::Time;

/// What is to be stored and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The next state.
    pub state: State,
    /// What is to be written.
    pub write: Write,
    /// What the look found, in a word.
    pub outcome: Outcome,
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Nothing: all is as it was, and the last note is young.
    Nothing,
    /// The state alone, under the version it had.
    Note,
    /// The state under a new version, with its history entry and its alert, in one transaction.
    Commit(Box<Change>),
}

/// What is committed with a new version of the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The history entry.
    pub entry: HistoryEntry,
    /// The entry's text, which its hash is of.
    pub body: String,
    /// The hash of the entry before it.
    pub previous_head: String,
    /// The alert, unless nothing is to be reported now.
    pub alert: Option<Alert>,
    /// Until when the entry before this one is kept.
    pub keep_superseded_until: Time,
}

impl Decision {
    /// What is to be committed, if anything is.
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
    /// The same as before.
    Unchanged,
    /// Another status, reason or fact than before, or the first sight.
    Changed,
    /// It could not be seen.
    Blind,
    /// The service is not offered there.
    NotApplicable,
    /// It is no longer watched.
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

/// What a decision is made from, beside the observation.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) rules: Rules<'a>,
    pub(super) before: &'a State,
    /// Now, or the newest time in the state if the clock stands before it.
    pub(super) at: Time,
}

impl<'a> Scene<'a> {
    pub(super) fn new(rules: Rules<'a>, before: &'a State, now: Time) -> Self {
        Self { rules, before, at: now.max(before.changed_at).max(before.looked_at) }
    }

    /// What the next write is marked with: later than the last one.
    pub(super) fn noted_at(&self) -> Time {
        if self.is_first() { self.at } else { self.at.max(self.before.noted_at.next()) }
    }

    /// Whether nothing was known of the enrollment.
    pub(super) fn is_first(&self) -> bool {
        self.before.version == 0
    }
}
