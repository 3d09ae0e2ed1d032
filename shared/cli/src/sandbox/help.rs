//! What `--help` says after the options: examples, accounts, and a scenario file.

pub(super) const SERVE: &str = "\
Examples:
  rollcall sandbox --scenario scenario.toml
  rollcall sandbox --port 0 --table watch --topic ops";

pub(super) const SET: &str = "\
Examples:
  rollcall sandbox set odb SUSPENDED --reason \"payment is overdue\"
  rollcall sandbox set odb --component identity-domain=FAILED --region eu-west-1";

pub(super) const FAULT: &str = "\
Examples:
  rollcall sandbox fault odb access-denied --times 3
  rollcall sandbox fault sns cut --operation Publish --after";

pub(super) const SHOW: &str = "\
Examples:
  rollcall sandbox show
  rollcall sandbox show --output json";

const ACCOUNTS: &str = "\
Accounts:
  The access key is the account: one that holds twelve digits calls as that
  account, any other as 111122223333. No signature is checked. For example:

  AWS_ACCESS_KEY_ID=444455556666 rollcall check odb";

/// The README shows the same file, which a test plays.
const SCENARIO: &str = include_str!("scenario.toml");

pub(super) fn serve() -> String {
    let scenario: String = SCENARIO.lines().map(|line| format!("  {line}\n")).collect();
    format!("{ACCOUNTS}\n\nA scenario file:\n{scenario}\n{SERVE}")
}
