//! Forgets a part that is gone for good, because a person says so. The rest is decided as after any
//! look: the problem may be over.

use super::decision::{Decision, Outcome, Scene};
use super::{conclude, look::Look};
use crate::check::GONE;
use crate::history::Forgotten;
use crate::rules::Rules;
use crate::state::State;
use crate::text::one_line;
use crate::time::Time;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forgetting {
    pub component: String,
    /// Who says so: an ARN.
    pub by: String,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForgetError {
    #[error("{enrollment} has no component {component}; it has {known}")]
    NoSuchComponent {
        enrollment: String,
        component: String,
        /// The components that there are, listed.
        known: String,
    },
    /// The component is still in the service's answer: the next look would bring it back.
    #[error("{component} is {status}: only a component that is {GONE} can be forgotten")]
    NotGone {
        component: String,
        /// Never `(gone)`.
        status: String,
    },
}

/// Decides what follows when a component is forgotten.
///
/// # Errors
/// When there is no such component, or it is not gone.
pub fn forget(
    rules: Rules<'_>,
    before: &State,
    forgetting: &Forgetting,
    now: Time,
) -> Result<Decision, ForgetError> {
    let Forgetting { component, by, reason } = forgetting;
    let mut state = before.clone();
    let forgotten = state.components.remove(component).ok_or_else(|| ForgetError::NoSuchComponent {
        enrollment: before.enrollment.to_string(),
        component: one_line(component),
        known: before.components.keys().map(|name| one_line(name)).collect::<Vec<_>>().join(", "),
    })?;
    if forgotten.status != GONE {
        let status = one_line(&forgotten.status);
        return Err(ForgetError::NotGone { component: one_line(component), status });
    }
    let forgotten = Forgotten { component: component.clone(), by: one_line(by), reason: one_line(reason) };
    let look = Look { state, transitions: Vec::new(), forgotten: Some(forgotten), outcome: Outcome::Changed };
    Ok(conclude::conclude(Scene::new(rules, before, now), look))
}
