//! The organization of a running sandbox, in lines for a person.

use std::collections::BTreeMap;

use rollcall_core::text::one_line;
use rollcall_report::terminal::{BOLD, count};
use rollcall_sandbox::{AccountRole, AccountState, OrganizationAccount};

/// How many accounts there are by state, and then each that is not as any other: active, and giving its
/// role. Empty without an organization.
pub(super) fn lines(accounts: &[OrganizationAccount]) -> String {
    if accounts.is_empty() {
        return String::new();
    }
    let mut states: BTreeMap<AccountState, usize> = BTreeMap::new();
    for account in accounts {
        *states.entry(account.state.unwrap_or_default()).or_default() += 1;
    }
    let states: Vec<String> = states.iter().map(|(state, count)| format!("{count} {state}")).collect();
    let of = count(accounts.len(), "account");
    let others = accounts.iter().filter(|account| !is_plain(account));
    let others: String = others.map(|other| format!("  {}", account(other))).collect();
    format!("{BOLD}organization{BOLD:#} of {of}: {}\n{others}", states.join(", "))
}

/// One account, in one line.
pub(super) fn account(account: &OrganizationAccount) -> String {
    let mut said = vec![account.state.unwrap_or_default().to_string()];
    said.extend(account.organizational_unit.as_ref().map(|unit| format!("in {unit}")));
    said.extend(account.owner.as_ref().map(|owner| format!("owner {owner}")));
    said.extend(account.role.map(|role| format!("role {role}")));
    said.extend((account.listed == Some(false)).then(|| "unlisted".to_owned()));
    said.extend((account.answered == Some(false)).then(|| "unanswered".to_owned()));
    let name = account.name.as_deref().unwrap_or_default();
    format!("{} {}\n", account.id, one_line(&format!("{name}: {}", said.join(", "))))
}

fn is_plain(account: &OrganizationAccount) -> bool {
    account.state == Some(AccountState::Active)
        && account.role == Some(AccountRole::Trusted)
        && account.listed == Some(true)
        && account.answered == Some(true)
}
