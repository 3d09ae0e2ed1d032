//! The commands' and the report's JSON: stable contracts for machines.
//!
//! Each text names its contract in `schema`; `schemas/` holds a JSON Schema for each. Statuses and reasons
//! are verbatim; times are RFC 3339 UTC with milliseconds. The structs are separate, so that no change
//! elsewhere changes a contract unnoticed. Every text ends with a line break.

mod accounts;
mod coverage;
mod doctor;
mod explain;
mod groups;
mod history;
mod list;
mod outbox;
mod policy;
mod record;
mod report;
mod standing;
mod text;

pub use accounts::accounts;
pub use coverage::coverage;
pub use doctor::doctor;
pub use explain::explain;
pub use groups::groups;
pub use history::{change, diff, histories, history, history_item};
pub use outbox::outbox;
pub use policy::policy;
pub use report::{enrollment, report};
pub use standing::{standing, status};

use list::{item, list};
pub use text::{line, text};
