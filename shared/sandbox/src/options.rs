//! How a sandbox is started.

use std::path::PathBuf;

use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;

/// The account of callers whose access key names none.
const DEFAULT_ACCOUNT: &str = "111122223333";

/// The Region of callers whose signature names none.
pub const DEFAULT_REGION: &str = "us-east-1";

/// The default token in ODB's activation links: it must never appear elsewhere.
pub const ACTIVATION_SECRET: &str = "rollcall-activation-secret-7c41e0";

/// The default is a free port, a database in memory, and a table and a topic that are both named `rollcall`.
#[derive(Debug, Clone)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The file for DynamoDB's data; without one it is in memory.
    pub data: Option<PathBuf>,
    /// The table to create if it does not exist.
    pub table: String,
    /// The name of the topic to create, in the account and Region below.
    pub topic: String,
    /// The account of callers whose access key names none.
    pub account: AccountId,
    /// The Region of callers whose signature names none.
    pub region: Region,
    /// The token in ODB's activation links.
    pub activation_secret: String,
    /// How many accounts the organization has, the account above as its management account included; 0 is
    /// no organization.
    pub accounts: usize,
    /// The name of the role that AssumeRole gives; without one, any.
    pub member_role: Option<String>,
    /// What AssumeRole demands as external id; without one, anything or none.
    pub external_id: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            data: None,
            table: "rollcall".to_owned(),
            topic: "rollcall".to_owned(),
            account: DEFAULT_ACCOUNT.parse().expect("it is twelve digits"),
            region: DEFAULT_REGION.parse().expect("it is a Region's code"),
            activation_secret: ACTIVATION_SECRET.to_owned(),
            accounts: 0,
            member_role: None,
            external_id: None,
        }
    }
}
