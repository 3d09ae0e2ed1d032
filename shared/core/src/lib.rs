//! The rules of Rollcall: values in, values out.
//!
//! Nothing here performs I/O, reads a clock, the environment or a file, or knows a service's name. What
//! the rules need from outside is in [`ports`].

pub mod account;
pub mod alert;
pub mod chain;
pub mod change;
pub mod check;
pub mod condition;
pub mod decide;
pub mod deliver;
pub mod explanation;
pub mod history;
pub mod identity;
pub mod links;
pub mod observation;
pub mod organization;
pub mod plan;
pub mod policy;
pub mod ports;
pub mod record;
pub mod region;
pub mod remedy;
pub mod rules;
pub mod standing;
pub mod state;
pub mod table;
pub mod text;
pub mod time;
pub mod timeline;
mod wording;
