//! The organization, as AWS Organizations and its tags describe it. Listed serially: how many calls
//! Organizations takes is documented nowhere.

use std::collections::BTreeMap;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_types::SdkConfig;
use rollcall_core::account::AccountState;
use rollcall_core::check::CheckRules;
use rollcall_core::identity::AccountId;
use rollcall_core::observation::{Blindness, Snapshot};
use rollcall_core::organization::inventory::{Gap, ListedAccount, Listing};
use rollcall_core::ports::{Organization, OrganizationSource, Session};
use rollcall_core::region::Region;
use rollcall_core::time::Time;
use serde_json::{Value, json};

use crate::blindness::{blindness, malformed};
use crate::json_call::{JsonService, Refusal, call};
use crate::sessions::assume;

const ORGANIZATIONS: JsonService = JsonService {
    id: "Organizations",
    target: "AWSOrganizationsV20161128",
    signing_name: "organizations",
    host: "organizations",
};
const TAGGING: JsonService = JsonService {
    id: "Resource Groups Tagging API",
    target: "ResourceGroupsTaggingAPI_20170126",
    signing_name: "tagging",
    host: "tagging",
};
/// The most accounts of one page.
const ACCOUNTS_PAGE: u32 = 20;
const TAGS_PAGE: u32 = 100;
/// The tag of an account that names its owner, in any case.
const OWNER: &str = "owner";

/// What listing needs; none of the actions takes a resource.
const ACTIONS: [&str; 3] =
    ["organizations:ListAccounts", "organizations:DescribeOrganizationalUnit", "tag:GetResources"];

/// An organization, asked with the own credentials or with a role of its management account. `source` makes of
/// a configuration what asks the services.
#[derive(Clone, Debug)]
pub struct AwsOrganization<A> {
    pub config: SdkConfig,
    pub region: Region,
    /// The ARN of the role.
    pub role: Option<String>,
    pub external_id: Option<String>,
    pub source: fn(&SdkConfig) -> A,
}

impl<A> AwsOrganization<A> {
    async fn entered(&self, actions: Vec<&'static str>) -> Result<SdkConfig, Blindness> {
        let Some(role) = &self.role else { return Ok(self.config.clone()) };
        let session = Session { name: "rollcall-plan".to_owned(), actions };
        assume(&self.config, role, self.external_id.as_deref(), &session).await
    }
}

impl<A: OrganizationSource> Organization for AwsOrganization<A> {
    async fn list(&self) -> Result<Listing, Blindness> {
        list(&self.entered(ACTIONS.to_vec()).await?, &self.region).await
    }

    async fn statuses(
        &self,
        check: &'static CheckRules,
        region: &Region,
    ) -> Result<BTreeMap<AccountId, Snapshot>, Blindness> {
        let config = self.entered(check.organization_action.into_iter().collect()).await?;
        (self.source)(&config).fetch_organization(check, region).await
    }
}

/// Lists all accounts with `config`, whose credentials may read the organization. Names of units and owners that
/// cannot be read are a gap of the listing.
async fn list(config: &SdkConfig, region: &Region) -> Result<Listing, Blindness> {
    let home = home_of(region);
    let mut listing = Listing::default();
    let mut found = Vec::new();
    pages(config, ORGANIZATIONS, home, "ListAccounts", &accounts_page, |page| {
        found.extend(page.get("Accounts").and_then(Value::as_array).cloned().unwrap_or_default());
    })
    .await?;
    let mut units = Units::default();
    let owners = match owners(config, home).await {
        Ok(owners) => owners,
        Err(blindness) => {
            listing.gaps.insert(Gap::Owners, blindness.message);
            BTreeMap::new()
        }
    };
    for account in &found {
        let (mut account, path) = read_account(account)?;
        account.owner = owners.get(&account.id).cloned();
        account.organizational_unit = match units.path(config, home, &path).await {
            Ok(path) => path,
            Err(blindness) => {
                listing.gaps.entry(Gap::OrganizationalUnits).or_insert(blindness.message);
                None
            }
        };
        listing.accounts.push(account);
    }
    Ok(listing)
}

/// Where a partition's global services are asked.
fn home_of(region: &Region) -> &'static str {
    match region.partition() {
        "aws-cn" => "cn-northwest-1",
        "aws-us-gov" => "us-gov-west-1",
        _ => "us-east-1",
    }
}

fn accounts_page(token: Option<&str>) -> Value {
    match token {
        None => json!({"MaxResults": ACCOUNTS_PAGE}),
        Some(token) => json!({"MaxResults": ACCOUNTS_PAGE, "NextToken": token}),
    }
}

fn tags_page(token: Option<&str>) -> Value {
    let token = token.unwrap_or_default();
    json!({"ResourceTypeFilters": ["organizations:account"], "ResourcesPerPage": TAGS_PAGE, "PaginationToken": token})
}

/// Takes every page until one has no token. An empty page may have one.
async fn pages(
    config: &SdkConfig,
    service: JsonService,
    region: &'static str,
    operation: &'static str,
    input: &(impl Fn(Option<&str>) -> Value + Sync),
    mut take: impl FnMut(&Value) + Send,
) -> Result<(), Blindness> {
    let mut token: Option<String> = None;
    loop {
        let page = call(config, service, region, operation, input(token.as_deref())).await;
        let page = page.map_err(|error| refused(operation, &error))?;
        take(&page);
        let next = page.get("NextToken").or_else(|| page.get("PaginationToken")).and_then(Value::as_str);
        let next = next.filter(|next| !next.is_empty()).map(str::to_owned);
        if next.is_none() {
            return Ok(());
        }
        if next == token {
            return Err(malformed(&format!("{operation} gave the same page token twice")));
        }
        token = next;
    }
}

fn refused(operation: &str, error: &SdkError<Refusal, HttpResponse>) -> Blindness {
    let refused = blindness(error);
    Blindness { message: format!("{operation}: {}", refused.message), ..refused }
}

/// The owner of each account that has one.
async fn owners(config: &SdkConfig, region: &'static str) -> Result<BTreeMap<AccountId, String>, Blindness> {
    let mut owners = BTreeMap::new();
    pages(config, TAGGING, region, "GetResources", &tags_page, |page| {
        let tagged = page.get("ResourceTagMappingList").and_then(Value::as_array);
        owners.extend(tagged.into_iter().flatten().filter_map(read_owner));
    })
    .await?;
    Ok(owners)
}

fn read_owner(tagged: &Value) -> Option<(AccountId, String)> {
    let id = tagged.get("ResourceARN")?.as_str()?.rsplit('/').next()?.parse().ok()?;
    let is_owner = |tag: &&Value| {
        tag.get("Key").and_then(Value::as_str).is_some_and(|key| key.eq_ignore_ascii_case(OWNER))
    };
    let owner = tagged.get("Tags")?.as_array()?.iter().find(is_owner)?;
    Some((id, owner.get("Value")?.as_str().filter(|owner| !owner.is_empty())?.to_owned()))
}

/// An account, and the ids of its organizational units from the root down.
fn read_account(account: &Value) -> Result<(ListedAccount, Vec<String>), Blindness> {
    let text = |name: &str| account.get(name).and_then(Value::as_str);
    let id = text("Id").unwrap_or_default();
    let id: AccountId = id.parse().map_err(|error| malformed(&format!("ListAccounts: {error}")))?;
    let state = text("State").ok_or_else(|| malformed(&format!("ListAccounts: {id} has no State")))?;
    let joined_at = account.get("JoinedTimestamp").and_then(Value::as_f64);
    #[expect(clippy::cast_possible_truncation, reason = "a time in milliseconds, clamped by Time")]
    let joined_at = joined_at.map(|seconds| Time::from_epoch_millis((seconds * 1000.0) as i64));
    let path = account.get("Paths").and_then(Value::as_array).and_then(|paths| paths.first());
    let units = path.and_then(Value::as_str).unwrap_or_default().split('/');
    let units = units.filter(|id| id.starts_with("ou-")).map(str::to_owned).collect();
    let listed = ListedAccount {
        id,
        name: text("Name").map(str::to_owned),
        state: AccountState::from(state.to_owned()),
        joined_at,
        organizational_unit: None,
        owner: None,
    };
    Ok((listed, units))
}

/// The names of organizational units, each asked for once.
#[derive(Default)]
struct Units {
    names: BTreeMap<String, Result<String, Blindness>>,
}

impl Units {
    /// `/prod/data`; `/` without any.
    async fn path(
        &mut self,
        config: &SdkConfig,
        region: &'static str,
        ids: &[String],
    ) -> Result<Option<String>, Blindness> {
        let mut path = String::new();
        for id in ids {
            if !self.names.contains_key(id) {
                let name = describe_unit(config, region, id).await;
                self.names.insert(id.clone(), name);
            }
            path.push('/');
            path.push_str(&self.names[id].clone()?);
        }
        Ok(Some(if path.is_empty() { "/".to_owned() } else { path }))
    }
}

async fn describe_unit(config: &SdkConfig, region: &'static str, id: &str) -> Result<String, Blindness> {
    const OPERATION: &str = "DescribeOrganizationalUnit";
    let input = json!({"OrganizationalUnitId": id});
    let answer = call(config, ORGANIZATIONS, region, OPERATION, input).await;
    let answer = answer.map_err(|error| refused(OPERATION, &error))?;
    let name = answer.pointer("/OrganizationalUnit/Name").and_then(Value::as_str);
    name.map(str::to_owned).ok_or_else(|| malformed(&format!("{OPERATION}: {id} has no name")))
}
