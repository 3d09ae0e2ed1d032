//! What follows from the previous state, an observation, the rules and the time.
//!
//! Pure and total: no I/O, no clock, and an answer for every input. Three steps: what a look shows
//! (`look`), what there is to report (`problem`, `news`), and what to store and send (`conclude`).
//! Nothing here writes; the caller carries out the decision.

mod conclude;
mod decision;
#[cfg(test)]
pub(crate) mod fixture;
mod forget;
#[cfg(test)]
mod laws;
mod look;
mod news;
mod problem;
mod retire;
#[cfg(test)]
mod tests;

pub use decision::{Change, Decision, Outcome, Write, decide};
pub use forget::{ForgetError, Forgetting, forget};
pub(crate) use news::{News, hold};
pub use retire::retire;

use decision::Scene;
