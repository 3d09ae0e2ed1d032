//! The variables that the commands read: those of the functions, under the same names.

use std::path::PathBuf;

use anyhow::Context as _;
use rollcall_core::region::Region;

#[expect(clippy::disallowed_methods, reason = "the command line is wiring")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// `ROLLCALL_TABLE`: the deployed table.
pub(crate) fn table() -> Option<String> {
    variable("ROLLCALL_TABLE")
}

/// `ROLLCALL_TOPIC_ARN`: the deployed topic.
pub(crate) fn topic() -> Option<String> {
    variable("ROLLCALL_TOPIC_ARN")
}

/// `ROLLCALL_REGIONS`: the Regions to check, comma-separated.
pub(crate) fn regions() -> anyhow::Result<Option<Vec<Region>>> {
    let parse = |region: &str| region.trim().parse().context("ROLLCALL_REGIONS");
    variable("ROLLCALL_REGIONS").map(|listed| listed.split(',').map(parse).collect()).transpose()
}

/// `ROLLCALL_MEMBER_ROLE`: the name of the role in other accounts.
pub(crate) fn member_role() -> Option<String> {
    variable("ROLLCALL_MEMBER_ROLE")
}

/// `ROLLCALL_EXTERNAL_ID`: what that role demands.
pub(crate) fn external_id() -> Option<String> {
    variable("ROLLCALL_EXTERNAL_ID")
}

/// `ROLLCALL_MANAGEMENT_ROLE_ARN`: the role for the organization's own calls.
pub(crate) fn management_role() -> Option<String> {
    variable("ROLLCALL_MANAGEMENT_ROLE_ARN")
}

/// `ROLLCALL_POLICY`: the policy's text.
pub(crate) fn policy() -> Option<String> {
    variable("ROLLCALL_POLICY")
}

pub(crate) fn user() -> String {
    variable("USER").or_else(|| variable("LOGNAME")).unwrap_or_else(|| "unknown".to_owned())
}

/// The default state file.
pub(crate) fn state_file() -> Option<PathBuf> {
    state_folder().map(|folder| folder.join("state.db"))
}

/// The demo's own state file.
pub(crate) fn demo_file() -> Option<PathBuf> {
    state_folder().map(|folder| folder.join("demo.db"))
}

/// `rollcall` in the user's state folder (XDG Base Directory).
fn state_folder() -> Option<PathBuf> {
    let chosen = variable("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = chosen.or_else(|| std::env::home_dir().map(|home| home.join(".local").join("state")));
    folder.map(|folder| folder.join("rollcall"))
}
