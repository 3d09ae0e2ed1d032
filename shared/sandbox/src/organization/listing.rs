//! ListAccounts: pages of at most twenty, and an empty one in the middle.
//!
//! Organizations may answer an empty page that is not the last. Clients must go on for as long as there is a
//! token, so here every listing of two accounts or more has such a page.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde_json::{Value, json};

use super::account::Account;
use super::directory::Organization;
use super::ids::OrganizationIds;
use super::members::View;
use crate::api_error::ApiError;
use crate::protocol::Answer;
use rollcall_core::identity::AccountId;

const PAGE_MAX: usize = 20;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListInput {
    max_results: Option<usize>,
    next_token: Option<String>,
}

/// Where a listing goes on; its text is the token of the next page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Place {
    /// How many accounts the pages before had.
    seen: usize,
    /// The last of them.
    last: Option<AccountId>,
    /// Whether the empty page was there.
    paused: bool,
}

pub(super) fn answer(organization: &Organization, input: ListInput) -> Answer {
    let size = input.max_results.unwrap_or(PAGE_MAX);
    if !(1..=PAGE_MAX).contains(&size) {
        return Err(invalid("You specified a value for MaxResults that is not between 1 and 20."));
    }
    let place = input.next_token.as_deref().map(str::parse).transpose()?.unwrap_or_default();
    let (accounts, next) = page(organization, place, size);
    let mut answer = json!({"Accounts": accounts});
    if let Some(next) = next {
        answer["NextToken"] = next.to_string().into();
    }
    Ok(answer)
}

fn page(organization: &Organization, place: Place, size: usize) -> (Vec<Value>, Option<Place>) {
    let middle = organization.count(View::Listed) / 2;
    let left = middle.saturating_sub(place.seen);
    if middle > 0 && left == 0 && !place.paused {
        return (Vec::new(), Some(Place { paused: true, ..place }));
    }
    // The last page before the middle ends there.
    let size = if left > 0 { size.min(left) } else { size };
    let entry = |account: &Account| entry(account, &organization.ids);
    let page = organization.page(View::Listed, place.last.as_ref(), size, entry);
    let seen = place.seen + page.items.len();
    let next = page.next.map(|last| Place { seen, last: Some(last), paused: place.paused });
    (page.items, next)
}

/// An account as ListAccounts writes it. Its older member `Status` was retired.
fn entry(account: &Account, ids: &OrganizationIds) -> Value {
    let id = &account.id;
    json!({
        "Id": id,
        "Arn": ids.account_arn(id),
        "Email": Account::email(id),
        "Name": account.name,
        "State": account.state,
        "JoinedMethod": if *id == ids.home { "INVITED" } else { "CREATED" },
        "JoinedTimestamp": account.joined.as_second(),
        "Paths": [format!("{}{id}/", ids.path(&account.organizational_unit))],
    })
}

fn invalid(message: &str) -> ApiError {
    ApiError::new(400, "InvalidInputException", message)
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seen, last, paused } = self;
        let last = last.as_ref().map_or("", AccountId::as_str);
        write!(formatter, "{seen}/{last}/{paused}")
    }
}

impl FromStr for Place {
    type Err = ApiError;

    fn from_str(token: &str) -> Result<Self, ApiError> {
        let parts: Vec<&str> = token.split('/').collect();
        let read = |parts: &[&str]| {
            let [seen, last, paused] = parts else { return None };
            let last = (!last.is_empty()).then(|| last.parse()).transpose().ok()?;
            Some(Self { seen: seen.parse().ok()?, last, paused: paused.parse().ok()? })
        };
        read(&parts).ok_or_else(|| invalid("You specified a NextToken that is not valid."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organization(accounts: usize) -> Organization {
        Organization::new("111122223333".parse().unwrap(), accounts)
    }

    /// How many accounts each page has, read until there is no token.
    fn pages(organization: &Organization, size: usize) -> Vec<usize> {
        let mut sizes = Vec::new();
        let mut next = Some(Place::default());
        while let Some(place) = next {
            let token = place.to_string();
            let (accounts, rest) = page(organization, token.parse().unwrap(), size);
            sizes.push(accounts.len());
            next = rest;
        }
        sizes
    }

    #[test]
    fn an_empty_page_stands_in_the_middle() {
        let cases: [(usize, usize, &[usize]); 6] = [
            (1, 20, &[1]),
            (2, 20, &[1, 0, 1]),
            (5, 20, &[2, 0, 3]),
            (45, 20, &[20, 2, 0, 20, 3]),
            (80, 20, &[20, 20, 0, 20, 20]),
            (6, 2, &[2, 1, 0, 2, 1]),
        ];
        for (accounts, size, expected) in cases {
            assert_eq!(pages(&organization(accounts), size), expected, "{accounts} by {size}");
        }
    }

    #[test]
    fn the_middle_is_that_of_the_accounts_that_are_left() {
        let organization = organization(45);
        for account in organization.all().iter().filter(|account| !organization.is_home(&account.id)).take(5)
        {
            organization.remove(&account.id);
        }
        assert_eq!(pages(&organization, 20), [20, 0, 20]);
    }

    #[test]
    fn a_listing_ends_though_its_accounts_leave_meanwhile() {
        let organization = organization(45);
        let (_, next) = page(&organization, Place::default(), 20);
        for account in organization.all() {
            organization.remove(&account.id);
        }
        let (accounts, next) = page(&organization, next.unwrap(), 20);
        assert_eq!((accounts.len(), next), (0, None));
    }
}
