//! How `rollcall check` enters other accounts, and who lists them.

use anyhow::Context as _;
use rollcall_aws::{AwsOrganization, MemberRole, RoleName, SdkConfig};
use rollcall_checks::Services;
use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;

use crate::environment;

/// The roles that are assumed.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Other accounts")]
pub(super) struct EntryOptions {
    /// Ask all accounts of the organization, and write down who answered
    #[arg(long, conflicts_with_all = ["checks", "regions", "account"])]
    pub(super) organization: bool,
    /// Ask this account, and not the own one
    #[arg(long, value_name = "ACCOUNT")]
    pub(super) account: Vec<AccountId>,
    /// The name of the role in other accounts [env: ROLLCALL_MEMBER_ROLE]
    #[arg(long, value_name = "NAME")]
    member_role: Option<RoleName>,
    /// What that role demands [env: ROLLCALL_EXTERNAL_ID]
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
    /// The role that lists the organization [env: ROLLCALL_MANAGEMENT_ROLE_ARN] [default: the own credentials]
    #[arg(long, value_name = "ARN", requires = "organization")]
    management_role: Option<String>,
}

impl EntryOptions {
    /// The role to assume; none if no other account is entered.
    pub(super) fn role(&self) -> anyhow::Result<Option<MemberRole>> {
        let named = match &self.member_role {
            Some(name) => Some(name.clone()),
            None => environment::member_role()
                .map(|name| name.trim().parse())
                .transpose()
                .context("ROLLCALL_MEMBER_ROLE")?,
        };
        anyhow::ensure!(
            named.is_some() || !self.organization,
            "there is no role to assume in the accounts of the organization: name it with --member-role or in \
             ROLLCALL_MEMBER_ROLE; infra/member.yaml makes it"
        );
        let external_id = self.external_id.clone().or_else(environment::external_id);
        Ok(named.map(|name| MemberRole { name, external_id }))
    }

    /// Refuses accounts that cannot be entered.
    pub(super) fn ensure_entered(&self, own: &AccountId, role: Option<&MemberRole>) -> anyhow::Result<()> {
        if let Some(other) = self.account.iter().find(|account| *account != own && role.is_none()) {
            anyhow::bail!(
                "{other} is not the own account {own}: name the role to assume there with --member-role or in \
                 ROLLCALL_MEMBER_ROLE; infra/member.yaml makes it"
            );
        }
        Ok(())
    }

    /// Who lists all accounts, if they are asked.
    pub(super) fn organization(
        &self,
        sdk: &SdkConfig,
        region: &Region,
        role: Option<&MemberRole>,
    ) -> Option<AwsOrganization<Services>> {
        self.organization.then(|| AwsOrganization {
            config: sdk.clone(),
            region: region.clone(),
            role: self.management_role.clone().or_else(environment::management_role),
            external_id: role.and_then(|role| role.external_id.clone()),
            source: Services::new,
        })
    }
}
