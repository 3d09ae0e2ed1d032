//! `rollcall sandbox account`: an account of the organization in a running sandbox.

use clap::ArgGroup;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use rollcall_core::identity::AccountId;
use rollcall_report::terminal::wrapped;
use rollcall_sandbox::{AccountRole, AccountState, ControlClient, OrganizationAccount, OrganizationalUnit};

use super::{PORT, organization};
use crate::output::{print, screen};
use crate::when;

/// The arguments that change something.
const CHANGES: [&str; 9] =
    ["name", "state", "organizational_unit", "owner", "role", "listed", "unlisted", "answered", "unanswered"];

/// Which account, and what changes.
#[derive(Debug, clap::Args)]
#[command(group(ArgGroup::new("change").multiple(true).args(CHANGES)))]
pub(super) struct AccountOptions {
    /// Its id; one that is not known yet joins
    id: AccountId,
    /// Its name
    #[arg(long)]
    name: Option<String>,
    /// Its state in Organizations
    #[arg(long)]
    #[arg(value_parser = PossibleValuesParser::new(AccountState::ALL.map(AccountState::as_str)).try_map(|state| state.parse::<AccountState>()))]
    state: Option<AccountState>,
    /// Where it is, by names, such as /prod/data; / is the root
    #[arg(long, value_name = "PATH")]
    organizational_unit: Option<OrganizationalUnit>,
    /// The value of its tag `owner`; an empty one removes the tag
    #[arg(long)]
    owner: Option<String>,
    /// What AssumeRole says for its member role
    #[arg(long)]
    #[arg(value_parser = PossibleValuesParser::new(AccountRole::ALL.map(AccountRole::as_str)).try_map(|role| role.parse::<AccountRole>()))]
    role: Option<AccountRole>,
    /// ListAccounts has it (the default)
    #[arg(long, conflicts_with = "unlisted")]
    listed: bool,
    /// ListAccounts leaves it out
    #[arg(long)]
    unlisted: bool,
    /// GetEnrollmentStatusesForOrganization has it while it is ACTIVE (the default)
    #[arg(long, conflicts_with = "unanswered")]
    answered: bool,
    /// GetEnrollmentStatusesForOrganization leaves it out
    #[arg(long)]
    unanswered: bool,
    /// It has left the organization
    #[arg(long, conflicts_with = "change")]
    gone: bool,
    /// The port of the sandbox
    #[arg(long, default_value_t = PORT)]
    port: u16,
}

pub(super) async fn run(options: AccountOptions) -> anyhow::Result<()> {
    let client = ControlClient::new(options.port);
    if options.gone {
        client.remove_account(&options.id).await?;
        return print(&format!("{} has left the organization\n", options.id));
    }
    let account = client.set_account(&change(options)).await?;
    print(&wrapped(&organization::account(&account), screen(when::now()).columns))
}

fn change(options: AccountOptions) -> OrganizationAccount {
    OrganizationAccount {
        id: options.id,
        name: options.name,
        state: options.state,
        organizational_unit: options.organizational_unit,
        owner: options.owner,
        joined: None,
        role: options.role,
        listed: either(options.listed, options.unlisted),
        answered: either(options.answered, options.unanswered),
    }
}

/// Two flags, of which at most one is given.
fn either(yes: bool, no: bool) -> Option<bool> {
    (yes || no).then_some(yes)
}
