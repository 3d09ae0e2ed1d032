//! An AWS Organization in memory: its accounts, their organizational units, what is generated at the start,
//! and the two services that list them.

mod account;
mod change;
mod directory;
mod generator;
mod ids;
mod listing;
mod members;
mod names;
mod service;
mod tagging;
mod unit;

pub(crate) use account::Account;
pub use account::{AccountRole, AccountState};
pub use change::OrganizationAccount;
pub(crate) use directory::Organization;
pub(crate) use members::{Page, View};
pub(crate) use service::answer;
pub(crate) use tagging::answer as tags;
pub use unit::{OrganizationalUnit, OrganizationalUnitError};
