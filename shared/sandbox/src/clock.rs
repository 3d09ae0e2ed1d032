//! The one place where the sandbox asks the clock, as AWS does: to stamp what it received.

use jiff::Timestamp;

#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox stands for AWS, whose clock is its own; no rule of ours depends on it"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
