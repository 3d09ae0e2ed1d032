//! The commands' and the report's CSV, by RFC 4180: a header, then one row per component, transition,
//! alert, account, run, group, or in a report enrollment. An item without any has one row with those columns empty, so that it
//! is not missing.
//!
//! For people with spreadsheets, so service text is on one line and never a formula; the JSON has it
//! verbatim. An account id is written as its twelve digits: import that column as text, or a spreadsheet
//! drops its leading zeros.

mod accounts;
mod coverage;
mod explain;
mod groups;
mod history;
mod outbox;
mod report;
mod sheet;
mod standing;

pub use accounts::accounts;
pub use coverage::coverage;
pub use explain::explain;
pub use groups::groups;
pub use history::{change, diff, histories, history};
pub use outbox::outbox;
pub use report::{enrollment, report};
pub use standing::{standing, status};
