//! The tagging API, as far as it tells the tags of accounts.
//!
//! AWS keeps the tags of the organization in one Region; elsewhere, and for other accounts, the list is empty.

use serde::Deserialize;
use serde_json::{Value, json};

use super::account::Account;
use super::directory::Organization;
use super::members::{Page, View};
use crate::api_error::ApiError;
use crate::call::Call;
use crate::protocol::Answer;

/// Where the tags of accounts are.
const REGION: &str = "us-east-1";

const PAGE_DEFAULT: usize = 50;
const PAGE_MAX: usize = 100;

const INVALID: &str = "InvalidParameterException";

/// What is not served is refused, rather than answered as if it had not been asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ResourcesInput {
    resources_per_page: Option<usize>,
    /// Empty at first.
    #[serde(default)]
    pagination_token: String,
    #[serde(default)]
    resource_type_filters: Vec<String>,
}

pub(crate) fn answer(organization: &Organization, call: &Call) -> Answer {
    if call.operation != "GetResources" {
        return Err(ApiError::unknown_operation(call.service, &call.operation));
    }
    let input: ResourcesInput = call.read(INVALID)?;
    let size = input.resources_per_page.unwrap_or(PAGE_DEFAULT);
    if !(1..=PAGE_MAX).contains(&size) {
        return Err(ApiError::new(400, INVALID, "ResourcesPerPage must be between 1 and 100"));
    }
    let after = Some(input.pagination_token).filter(|token| !token.is_empty());
    let after = after.map(|token| token.parse()).transpose();
    let after = after.map_err(|_| ApiError::new(400, INVALID, "PaginationToken is invalid"))?;
    let is_there = organization.is_home(&call.target.account)
        && call.target.region.as_str() == REGION
        && wants_accounts(&input.resource_type_filters);
    let page = if is_there {
        let mapping = |account: &Account| mapping(account, organization);
        organization.page(View::Tagged, after.as_ref(), size, mapping)
    } else {
        Page { items: Vec::new(), next: None }
    };
    let token = page.next.map(String::from).unwrap_or_default();
    Ok(json!({"PaginationToken": token, "ResourceTagMappingList": page.items}))
}

/// Without filters everything is wanted.
fn wants_accounts(filters: &[String]) -> bool {
    filters.is_empty() || filters.iter().any(|one| one == "organizations" || one == "organizations:account")
}

fn mapping(account: &Account, organization: &Organization) -> Value {
    json!({"ResourceARN": organization.ids.account_arn(&account.id), "Tags": account.tags()})
}
