//! What `rollcall sandbox --help` says after the options: accounts, their organization, and a scenario file.

const ACCOUNTS: &str = "\
Accounts:
  The access key is the account: one that holds twelve digits calls as that
  account, any other as 111122223333. No signature is checked. For example:

  AWS_ACCESS_KEY_ID=444455556666 rollcall check odb";

const ORGANIZATION: &str = "\
An organization:
  --accounts makes one, and so does the first account of a scenario file or of
  `rollcall sandbox account`. The account 111122223333 is its management account,
  which lists the others. AssumeRole then gives roles in its accounts alone, and
  asks for --member-role and --external-id if there are any. In the management
  account it gives roles of other names too, without an external id.";

/// The README shows the same file, which a test plays.
const SCENARIO: &str = include_str!("scenario.toml");

pub(super) fn text() -> String {
    let scenario: String = SCENARIO.lines().map(|line| format!("  {line}\n")).collect();
    format!("{ACCOUNTS}\n\n{ORGANIZATION}\n\nA scenario file:\n{}", scenario.trim_end())
}
