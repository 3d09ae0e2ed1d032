//! The embedded DynamoDB, for state that is kept in a file.
//!
//! SDK clients reach it through a connector in process: it listens nowhere, starts no task and checks no
//! signature. Its only lock is SQLite's: the caller must keep writers apart.

mod connector;
mod database;
mod table;

pub use connector::{Access, TABLE, open};
pub use database::{Error, database};
pub use dynoxide::Database;
pub use table::create_table;
