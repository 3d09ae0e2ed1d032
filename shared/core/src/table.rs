//! The shape of the one table: key attributes and the TTL attribute.
//!
//! Everyone who creates the table (the sandbox, the deployment template) or reads it uses these names.

/// Partition key, a string.
pub const PK: &str = "pk";
/// Sort key, a string.
pub const SK: &str = "sk";
/// The TTL attribute, in epoch seconds.
pub const TTL_ATTRIBUTE: &str = "expires_at";
