//! Organizations and the tagging API, in JSON 1.1: no SDK client of theirs is among our dependencies, so that
//! `boto3_check.py` asks them too.

use std::collections::BTreeSet;

use rollcall_sandbox::{AccountState, OrganizationAccount, Sandbox};
use serde_json::{Value, json};

use crate::clients::{ACCOUNT, Answer, organization, sandbox, send};

pub(crate) const LIST_ACCOUNTS: &str = "AWSOrganizationsV20161128.ListAccounts";
pub(crate) const GET_RESOURCES: &str = "ResourceGroupsTaggingAPI_20170126.GetResources";

const DESCRIBE_ORGANIZATION: &str = "AWSOrganizationsV20161128.DescribeOrganization";
const DESCRIBE_UNIT: &str = "AWSOrganizationsV20161128.DescribeOrganizationalUnit";
const LIST_TAGS: &str = "AWSOrganizationsV20161128.ListTagsForResource";

/// Asks as this account, in us-east-1.
pub(crate) async fn ask(sandbox: &Sandbox, account: &str, operation: &str, input: Value) -> Answer {
    ask_in(sandbox, account, "us-east-1", operation, input).await
}

async fn ask_in(sandbox: &Sandbox, account: &str, region: &str, operation: &str, input: Value) -> Answer {
    let signature = format!(
        "AWS4-HMAC-SHA256 Credential=AKIA{account}ROLL/20261121/{region}/organizations/aws4_request, \
         SignedHeaders=host, Signature=00"
    );
    let headers = [
        ("x-amz-target", operation),
        ("content-type", "application/x-amz-json-1.1"),
        ("authorization", &signature),
    ];
    let answer = send(sandbox, "POST /", &headers, input.to_string()).await.unwrap();
    assert_eq!(answer.header("content-type"), "application/x-amz-json-1.1");
    answer
}

/// Asks as the management account, and gives what it answers with HTTP 200.
async fn told(sandbox: &Sandbox, operation: &str, input: Value) -> Value {
    let answer = ask(sandbox, ACCOUNT, operation, input).await;
    assert_eq!(answer.status, 200, "{}", answer.json());
    answer.json()
}

/// The code of a refusal, which is HTTP 400.
async fn refused(sandbox: &Sandbox, account: &str, operation: &str, input: Value) -> String {
    let answer = ask(sandbox, account, operation, input).await;
    assert_eq!(answer.status, 400, "{}", answer.json());
    assert!(answer.json()["Message"].is_string(), "{}", answer.json());
    answer.json()["__type"].as_str().unwrap().to_owned()
}

/// All pages of ListAccounts.
async fn listing(sandbox: &Sandbox) -> Vec<Vec<Value>> {
    let mut pages = Vec::new();
    let mut input = json!({});
    loop {
        let mut answer = told(sandbox, LIST_ACCOUNTS, input).await;
        pages.push(serde_json::from_value(answer["Accounts"].take()).unwrap());
        if answer["NextToken"].is_null() {
            return pages;
        }
        input = json!({"NextToken": answer["NextToken"]});
    }
}

fn change(id: &str) -> OrganizationAccount {
    OrganizationAccount::new(id.parse().unwrap())
}

#[tokio::test]
async fn the_management_account_lists_all_accounts_over_an_empty_page() {
    let sandbox = organization(45).await;
    let pages = listing(&sandbox).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [20, 2, 0, 20, 3]);
    let listed = pages.iter().flatten().map(|account| account["Id"].as_str().unwrap().to_owned());
    let known = sandbox.accounts().into_iter().map(|account| account.id.to_string());
    assert_eq!(listed.collect::<Vec<_>>(), known.collect::<Vec<_>>());
}

#[tokio::test]
async fn an_account_is_listed_with_its_state_and_place_and_without_the_retired_status() {
    let sandbox = sandbox().await;
    let joined = "2025-03-01T00:00:00Z".parse().unwrap();
    let unit = "/prod/data".parse().unwrap();
    let data = change("444455556666").name("data-lake").organizational_unit(unit).joined(joined);
    sandbox.set_account(data.state(AccountState::PendingClosure));
    let account = listing(&sandbox).await.into_iter().flatten().find(|one| one["Id"] == "444455556666");
    let account = account.unwrap();
    let organization = told(&sandbox, DESCRIBE_ORGANIZATION, json!({})).await["Organization"].take();
    let id = organization["Id"].as_str().unwrap();
    assert_eq!(organization["MasterAccountId"], ACCOUNT);
    assert_eq!(organization["Arn"], format!("arn:aws:organizations::{ACCOUNT}:organization/{id}"));
    assert_eq!(
        organization["MasterAccountArn"],
        format!("arn:aws:organizations::{ACCOUNT}:account/{id}/{ACCOUNT}")
    );

    let path = account["Paths"][0].as_str().unwrap();
    let [organization, root, prod, data, last, ""] = path.split('/').collect::<Vec<_>>()[..] else {
        panic!("{path}");
    };
    assert_eq!((organization, &root[..2], last), (id, "r-", "444455556666"));
    for (unit, name) in [(prod, "prod"), (data, "data")] {
        let described = told(&sandbox, DESCRIBE_UNIT, json!({"OrganizationalUnitId": unit})).await;
        let described = &described["OrganizationalUnit"];
        assert_eq!((&described["Id"], &described["Name"]), (&json!(unit), &json!(name)));
        assert_eq!(described["Arn"], format!("arn:aws:organizations::{ACCOUNT}:ou/{id}/{unit}"));
    }
    let expected = json!({
        "Id": "444455556666",
        "Arn": format!("arn:aws:organizations::{ACCOUNT}:account/{id}/444455556666"),
        "Email": "aws+444455556666@example.com",
        "Name": "data-lake",
        "State": "PENDING_CLOSURE",
        "JoinedMethod": "CREATED",
        "JoinedTimestamp": 1_740_787_200,
        "Paths": [path],
    });
    assert_eq!(account, expected);
}

#[tokio::test]
async fn an_account_that_left_or_is_unlisted_is_in_no_page() {
    let sandbox = sandbox().await;
    sandbox.set_account(change("444455556666"));
    sandbox.set_account(change("555566667777"));
    let ids = async || -> BTreeSet<String> {
        let listed = listing(&sandbox).await.into_iter().flatten();
        listed.map(|account| account["Id"].as_str().unwrap().to_owned()).collect()
    };
    let expect = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(ids().await, expect(&[ACCOUNT, "444455556666", "555566667777"]));
    sandbox.set_account(change("444455556666").listed(false));
    assert!(sandbox.remove_account(&"555566667777".parse().unwrap()));
    assert_eq!(ids().await, expect(&[ACCOUNT]));
    sandbox.set_account(change("444455556666").listed(true));
    assert_eq!(ids().await, expect(&[ACCOUNT, "444455556666"]));
}

#[tokio::test]
async fn only_the_management_account_of_an_organization_may_ask() {
    let nobody = sandbox().await;
    let organization = organization(3).await;
    for operation in [LIST_ACCOUNTS, DESCRIBE_ORGANIZATION] {
        let code = refused(&nobody, ACCOUNT, operation, json!({})).await;
        assert_eq!(code, "AWSOrganizationsNotInUseException");
        let code = refused(&organization, "444455556666", operation, json!({})).await;
        assert_eq!(code, "AccessDeniedException");
    }
}

#[tokio::test]
async fn bad_input_is_refused() {
    let sandbox = organization(3).await;
    let cases = [
        (LIST_ACCOUNTS, json!({"MaxResults": 0}), "InvalidInputException"),
        (LIST_ACCOUNTS, json!({"MaxResults": 21}), "InvalidInputException"),
        (LIST_ACCOUNTS, json!({"MaxResults": "many"}), "InvalidInputException"),
        (LIST_ACCOUNTS, json!({"NextToken": "x"}), "InvalidInputException"),
        (
            DESCRIBE_UNIT,
            json!({"OrganizationalUnitId": "ou-ab12-00000000"}),
            "OrganizationalUnitNotFoundException",
        ),
        (DESCRIBE_UNIT, json!({}), "InvalidInputException"),
        (LIST_TAGS, json!({"ResourceId": "999988887777"}), "TargetNotFoundException"),
        (LIST_TAGS, json!({}), "InvalidInputException"),
        ("AWSOrganizationsV20161128.CloseAccount", json!({}), "UnknownOperationException"),
        (GET_RESOURCES, json!({"ResourcesPerPage": 101}), "InvalidParameterException"),
        (GET_RESOURCES, json!({"PaginationToken": "x"}), "InvalidParameterException"),
        (GET_RESOURCES, json!({"TagFilters": []}), "InvalidParameterException"),
        ("ResourceGroupsTaggingAPI_20170126.GetTagKeys", json!({}), "UnknownOperationException"),
    ];
    for (operation, input, expected) in cases {
        assert_eq!(
            refused(&sandbox, ACCOUNT, operation, input.clone()).await,
            expected,
            "{operation} {input}"
        );
    }
}

#[tokio::test]
async fn tags_are_read_one_by_one_or_in_pages() {
    let sandbox = organization(200).await;
    let owned =
        sandbox.accounts().into_iter().filter_map(|account| Some((account.id.to_string(), account.owner?)));
    let owned: BTreeSet<(String, String)> = owned.collect();
    let mut found = BTreeSet::new();
    let (mut token, mut pages) = (String::new(), 0);
    loop {
        let filters = ["organizations:account"];
        let input =
            json!({"ResourceTypeFilters": filters, "ResourcesPerPage": 100, "PaginationToken": token});
        let answer = told(&sandbox, GET_RESOURCES, input).await;
        for mapping in answer["ResourceTagMappingList"].as_array().unwrap() {
            let arn = mapping["ResourceARN"].as_str().unwrap();
            assert!(arn.starts_with(&format!("arn:aws:organizations::{ACCOUNT}:account/o-")), "{arn}");
            let owner = mapping["Tags"][0]["Value"].as_str().unwrap();
            assert_eq!(mapping["Tags"], json!([{"Key": "owner", "Value": owner}]));
            found.insert((arn.rsplit('/').next().unwrap().to_owned(), owner.to_owned()));
        }
        token = answer["PaginationToken"].as_str().unwrap().to_owned();
        pages += 1;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!((found, pages), (owned.clone(), 2));
    for account in sandbox.accounts().iter().take(12) {
        let answer = told(&sandbox, LIST_TAGS, json!({"ResourceId": account.id})).await;
        let expected: Vec<Value> =
            account.owner.iter().map(|owner| json!({"Key": "owner", "Value": owner})).collect();
        assert_eq!(answer, json!({"Tags": expected}));
    }
}

#[tokio::test]
async fn tags_are_in_one_region_of_the_management_account_only() {
    let sandbox = organization(10).await;
    let none = json!({"PaginationToken": "", "ResourceTagMappingList": []});
    let other = json!({"ResourceTypeFilters": ["ec2:instance"]});
    for (account, region, input) in [
        (ACCOUNT, "eu-west-1", json!({})),
        ("444455556666", "us-east-1", json!({})),
        (ACCOUNT, "us-east-1", other),
    ] {
        let answer = ask_in(&sandbox, account, region, GET_RESOURCES, input).await;
        assert_eq!(answer.json(), none, "{account} {region}");
    }
    let answer = ask_in(&sandbox, ACCOUNT, "us-east-1", GET_RESOURCES, json!({})).await;
    assert_ne!(answer.json(), none);
}
