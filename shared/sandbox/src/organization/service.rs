//! AWS Organizations: what the management account may ask. It never changes the organization.

use serde::Deserialize;
use serde_json::{Value, json};

use super::account::Account;
use super::directory::Organization;
use super::ids::OrganizationIds;
use super::listing;
use super::unit::OrganizationalUnit;
use crate::api_error::ApiError;
use crate::call::Call;
use crate::protocol::Answer;
use rollcall_core::identity::AccountId;

const INVALID_INPUT: &str = "InvalidInputException";

pub(crate) fn answer(organization: &Organization, call: &Call) -> Answer {
    admit(organization, call)?;
    match call.operation.as_str() {
        "DescribeOrganization" => Ok(describe(organization)),
        "DescribeOrganizationalUnit" => describe_unit(organization, call.read(INVALID_INPUT)?),
        "ListAccounts" => listing::answer(organization, call.read(INVALID_INPUT)?),
        "ListTagsForResource" => list_tags(organization, call.read(INVALID_INPUT)?),
        operation => Err(ApiError::unknown_operation(call.service, operation)),
    }
}

/// Only the management account may call; delegated administrators are not known here.
fn admit(organization: &Organization, call: &Call) -> Result<(), ApiError> {
    if !organization.is_in_use() {
        let message = "Your account is not a member of an organization.";
        return Err(ApiError::new(400, "AWSOrganizationsNotInUseException", message));
    }
    if !organization.is_home(&call.target.account) {
        let message = "You don't have permissions to access this resource.";
        return Err(ApiError::new(400, "AccessDeniedException", message));
    }
    Ok(())
}

fn describe(organization: &Organization) -> Value {
    let OrganizationIds { home, organization: id, .. } = &organization.ids;
    json!({"Organization": {
        "Id": id,
        "Arn": organization.ids.organization_arn(),
        "FeatureSet": "ALL",
        "MasterAccountId": home,
        "MasterAccountArn": organization.ids.account_arn(home),
        "MasterAccountEmail": Account::email(home),
        "AvailablePolicyTypes": [],
    }})
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UnitInput {
    organizational_unit_id: String,
}

fn describe_unit(organization: &Organization, input: UnitInput) -> Answer {
    let id = input.organizational_unit_id;
    let Some(unit) = organization.unit(&id) else {
        let message = "You specified an organizational unit that doesn't exist.";
        return Err(ApiError::new(400, "OrganizationalUnitNotFoundException", message));
    };
    let ids = &organization.ids;
    Ok(json!({"OrganizationalUnit": {
        "Id": id,
        "Arn": ids.unit_arn(&unit),
        "Name": unit.name(),
        "Path": ids.path(&unit),
    }}))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagsInput {
    resource_id: String,
}

/// Only accounts have tags here, but units and the root can be asked too.
fn list_tags(organization: &Organization, input: TagsInput) -> Answer {
    let id = input.resource_id;
    let account = id.parse::<AccountId>().ok().and_then(|id| organization.get(&id));
    let is_root = || id == organization.ids.unit(&OrganizationalUnit::root());
    if account.is_none() && !is_root() && organization.unit(&id).is_none() {
        let message = "You specified a target that doesn't exist.";
        return Err(ApiError::new(400, "TargetNotFoundException", message));
    }
    Ok(json!({"Tags": account.map(|account| account.tags()).unwrap_or_default()}))
}
