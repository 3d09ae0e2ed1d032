//! What `rollcall sandbox --help` says after the options: accounts, and a scenario file.

const ACCOUNTS: &str = "\
Accounts:
  The access key is the account: one that holds twelve digits calls as that
  account, any other as 111122223333. No signature is checked. For example:

  AWS_ACCESS_KEY_ID=444455556666 rollcall check odb";

/// The README shows the same file, which a test plays.
const SCENARIO: &str = include_str!("scenario.toml");

pub(super) fn text() -> String {
    let scenario: String = SCENARIO.lines().map(|line| format!("  {line}\n")).collect();
    format!("{ACCOUNTS}\n\nA scenario file:\n{}", scenario.trim_end())
}
