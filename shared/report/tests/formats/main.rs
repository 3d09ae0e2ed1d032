//! Each machine format against its contract, over enrollments in every condition and over text
//! that a hostile service could send.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod csv;
mod fleet;
mod json;
mod junit;
mod ocsf;
mod samples;
mod texts;
