//! What follows from the previous state, an observation, the policy and the time.
//!
//! Pure and total: no I/O, no clock, and an answer for whatever comes in. Nothing here writes;
//! the caller commits a decision's change, or touches the state when there is none.

mod conclude;
mod diff;
#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod laws;
mod look;
#[cfg(test)]
mod tests;

use crate::alert::{Alert, Kind};
use crate::history::HistoryEntry;
use crate::identity::Enrollment;
use crate::observation::{Blindness, Cause, Observation};
use crate::policy::Rules;
use crate::state::State;
use crate::time::Time;

/// What is to be stored and told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The next state.
    pub state: State,
    /// What is to be committed with it; without one the state is only touched.
    pub change: Option<Change>,
    /// What the run found, in a word.
    pub outcome: Outcome,
}

/// What is committed with a new version of the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The history entry.
    pub entry: HistoryEntry,
    /// The alert, unless there is none or the policy drops it.
    pub alert: Option<Alert>,
}

/// What a run found at an enrollment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The same as before.
    Unchanged,
    /// Another status, reason or fact than before, or the first sight.
    Changed,
    /// It could not be seen.
    Blind,
    /// The service is not offered there.
    NotApplicable,
}

impl Outcome {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Changed => "changed",
            Self::Blind => "blind",
            Self::NotApplicable => "not_applicable",
        }
    }
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
    let at = now.max(before.changed_at);
    let scene = Scene { rules, before: &before, is_first: previous.is_none(), at };
    let finding = match observation {
        Observation::Observed(snapshot) => look::observed(scene, snapshot),
        Observation::NotApplicable if before.components.is_empty() => look::not_applicable(scene),
        Observation::NotApplicable => look::blind(scene, &no_longer_offered()),
        Observation::Blind(blindness) => look::blind(scene, blindness),
    };
    conclude::conclude(scene, finding)
}

/// A service that has answered in a Region is offered there, whatever the network says today.
fn no_longer_offered() -> Blindness {
    let message = "the service looks as if it were not offered in this Region, where it has answered before";
    Blindness::new(Cause::Unavailable, Some("NotOffered"), None, message)
}

/// What a decision is made from, beside the observation.
#[derive(Clone, Copy)]
struct Scene<'a> {
    rules: Rules<'a>,
    before: &'a State,
    is_first: bool,
    /// Now, or the time of the newest history entry if the clock stands before it.
    at: Time,
}

/// What an observation shows, before it is decided whom to tell.
struct Finding {
    /// The next state, but for its version, verdict and problem.
    state: State,
    transitions: Vec<crate::alert::Transition>,
    /// What there is to tell, in any order.
    events: Vec<Event>,
    outcome: Outcome,
}

/// One thing that there is to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) kind: Kind,
    /// The component it is about, where it is about one.
    pub(crate) component: Option<String>,
}
