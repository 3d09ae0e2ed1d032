//! An AWS Organization in memory: its accounts, their organizational units, and what is generated at the
//! start.

mod account;
mod change;
mod directory;
mod generator;
mod ids;
mod members;
mod names;
mod unit;

pub use account::{AccountRole, AccountState};
pub use change::OrganizationAccount;
pub(crate) use directory::Organization;
pub use unit::{OrganizationalUnit, OrganizationalUnitError};
