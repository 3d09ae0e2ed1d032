//! Forgets a part that is gone for good, because a person says so. What follows is decided as after
//! any look: the problem may be over.

use super::decision::{Decision, Outcome, Scene};
use super::{conclude, look::Look};
use crate::check::GONE;
use crate::history::Forgotten;
use crate::rules::Rules;
use crate::state::State;
use crate::text::one_line;
use crate::time::Time;

/// Which component is to be forgotten, who says so, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forgetting {
    /// The component.
    pub component: String,
    /// Who says so: an ARN.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Why a component cannot be forgotten.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForgetError {
    /// There is no such component.
    #[error("{enrollment} has no component {component}; it has {known}")]
    NoSuchComponent {
        /// The enrollment's key.
        enrollment: String,
        /// The component.
        component: String,
        /// Those that there are.
        known: String,
    },
    /// The component is still in the service's answer, and the next look would bring it back.
    #[error("{component} is {status}, and only what is {GONE} can be forgotten")]
    NotGone {
        /// The component.
        component: String,
        /// Its status.
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
