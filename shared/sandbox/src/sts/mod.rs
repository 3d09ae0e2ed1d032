//! STS: who am I, and the credentials of a role.
//!
//! The credentials of a role carry its account in the access key, the only part that the sandbox reads:
//! calls with them are calls of that account.

mod assume_role;
mod service;
mod trust;

pub(crate) use service::answer;
pub(crate) use trust::Trust;
