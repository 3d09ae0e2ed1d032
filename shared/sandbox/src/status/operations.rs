//! The operations of the status APIs: one gives the status of the calling account, another, to the management account,
//! that of all accounts.

use serde::Deserialize;
use serde_json::{Value, json};

use super::registry::Check;
use super::row::{Members, OrganizationOperation, Row};
use crate::api_error::ApiError;
use crate::call::Call;
use crate::cloud::Cloud;
use crate::organization::{Page, View};
use crate::protocol::Answer;
use rollcall_core::identity::{AccountId, Target};

const INVALID: &str = "InvalidParameterValueException";

/// As many accounts as a page has at most, and if the call does not say.
const PAGE_MAX: usize = 100;

pub(crate) fn answer(cloud: &Cloud, check: Check, call: &Call) -> Answer {
    let row = check.row();
    match &row.organization {
        _ if call.operation == row.operation => {
            Ok(Value::Object(cloud.settings.answer_at(check, &call.target)?))
        }
        Some(all) if call.operation == all.operation => organization(cloud, check, all, call),
        Some(_) | None => Err(ApiError::unknown_operation(call.service, &call.operation)),
    }
}

/// What is not served is refused, rather than answered as if it had not been asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OrganizationInput {
    max_results: Option<usize>,
    next_token: Option<AccountId>,
}

fn organization(cloud: &Cloud, check: Check, all: &OrganizationOperation, call: &Call) -> Answer {
    admit(cloud, check.row(), call)?;
    let OrganizationInput { max_results, next_token } = call.read(INVALID)?;
    let size = max_results.unwrap_or(PAGE_MAX);
    if !(1..=PAGE_MAX).contains(&size) {
        return Err(ApiError::new(400, INVALID, "maxResults must be between 1 and 100"));
    }
    let Page { items, next } =
        cloud.organization.page(View::Answered, next_token.as_ref(), size, |account| account.id.clone());
    let mut entries = Vec::new();
    for account in items {
        let target = Target { account, region: call.target.region.clone() };
        entries.push(Value::Object(entry(&target, all, cloud.settings.answer_at(check, &target)?)));
    }
    let mut answer = json!({all.list: entries});
    if let Some(next) = next {
        answer["nextToken"] = next.as_str().into();
    }
    Ok(answer)
}

fn admit(cloud: &Cloud, row: &Row, call: &Call) -> Result<(), ApiError> {
    if cloud.organization.is_in_use() && cloud.organization.is_home(&call.target.account) {
        return Ok(());
    }
    let message = "Only the management account of an organization can perform this action.";
    Err(ApiError::new(row.denied, "AccessDeniedException", message))
}

/// The account, and what its own answer says under the same names.
fn entry(target: &Target, all: &OrganizationOperation, mut answer: Members) -> Members {
    answer.retain(|name, _| all.members.contains(&name.as_str()));
    answer.insert(all.account.to_owned(), target.account.as_str().into());
    answer
}
