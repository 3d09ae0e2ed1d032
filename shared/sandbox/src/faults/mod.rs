//! Faults: where, how and when a call to the sandbox goes wrong.

mod board;
mod effect;
mod rule;

pub(crate) use board::{ActiveFault, FaultBoard};
pub use board::{FaultGone, FaultId, FaultInForce};
pub(crate) use effect::Interruption;
pub use effect::{Effect, When};
pub use rule::Fault;
