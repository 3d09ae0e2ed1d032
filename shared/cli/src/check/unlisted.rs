//! Why the accounts of an organization could not be listed, and what to do about it.

use rollcall_aws::AwsOrganization;
use rollcall_core::identity::AccountId;
use rollcall_core::observation::{Blindness, Cause};
use rollcall_core::text::one_line;
use rollcall_engine::organization::NoInventory;
use rollcall_engine::planner::NotPlanned;

use super::run::refused;
use crate::exit::AwsRefusal;

const BY_WHOM: &str = "use a profile of the management account or of a delegated administrator";

pub(super) fn not_planned<A>(
    error: NotPlanned,
    organization: &AwsOrganization<A>,
    own: &AccountId,
) -> anyhow::Error {
    match error {
        NotPlanned::Refused(error) => refused(error),
        NotPlanned::Inventory(NoInventory(blindness)) => {
            unlisted(&blindness, organization.role.as_deref(), own)
        }
    }
}

fn unlisted(blindness: &Blindness, role: Option<&str>, own: &AccountId) -> anyhow::Error {
    let code = blindness.code.as_deref().unwrap_or_default();
    if code.starts_with("AWSOrganizationsNotInUse") {
        return anyhow::anyhow!(
            "the account {own} is in no organization: leave out --organization, or {BY_WHOM}"
        );
    }
    let said = one_line(&blindness.message);
    // What is said of a call begins with its name; the role was asked for before any.
    if let Some(role) = role.filter(|_| !said.starts_with("ListAccounts")) {
        return AwsRefusal(format!(
            "could not assume {role} to list the organization: {said}\n  --management-role names it; \
             infra/management.yaml makes it"
        ))
        .into();
    }
    let could_not = format!("could not list the accounts of the organization: {said}");
    match blindness.cause {
        Cause::Denied | Cause::NoAccess => AwsRefusal(format!(
            "{could_not}\n  it needs organizations:ListAccounts: {BY_WHOM}, or name a role with --management-role; \
             infra/management.yaml makes one"
        ))
        .into(),
        Cause::Malformed => anyhow::anyhow!("{could_not}\n  {BY_WHOM}"),
        Cause::Throttled | Cause::Unavailable | Cause::Timeout => AwsRefusal(could_not).into(),
    }
}
