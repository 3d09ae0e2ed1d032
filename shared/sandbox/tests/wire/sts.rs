//! STS through its SDK client.

use aws_sdk_sts::Client;
use rollcall_sandbox::{AccountRole, AccountState, Options, OrganizationAccount, Sandbox};

use crate::clients::{ACCOUNT, REGION, config, config_of, sandbox};

#[tokio::test]
async fn a_caller_learns_its_account() {
    let sandbox = sandbox().await;
    let client = Client::new(&config(&sandbox).await);
    let answer = client.get_caller_identity().send().await.unwrap();
    assert_eq!(answer.account(), Some(ACCOUNT));
}

#[tokio::test]
async fn an_assumed_role_calls_as_its_account() {
    let sandbox = sandbox().await;
    let client = Client::new(&config(&sandbox).await);
    let answer = client
        .assume_role()
        .role_arn("arn:aws:iam::444455556666:role/watch/rollcall-read")
        .role_session_name("rollcall")
        .send()
        .await
        .unwrap();
    let user = answer.assumed_role_user().unwrap();
    assert_eq!(user.arn(), "arn:aws:sts::444455556666:assumed-role/rollcall-read/rollcall");
    let credentials = answer.credentials().unwrap();

    let key = credentials.access_key_id();
    let client = Client::new(&config_of(&sandbox, key, REGION).await);
    let answer = client.get_caller_identity().send().await.unwrap();
    assert_eq!(answer.account(), Some("444455556666"));
    assert!(answer.arn().unwrap().contains(":assumed-role/"));
}

#[tokio::test]
async fn a_bad_role_is_refused() {
    let sandbox = sandbox().await;
    let client = Client::new(&config(&sandbox).await);
    let request = client.assume_role().role_arn("rollcall-read").role_session_name("rollcall");
    let error = request.send().await.unwrap_err().into_service_error();
    assert_eq!(error.meta().code(), Some("ValidationError"));
}

const MEMBER: &str = "444455556666";

/// An organization with one member, whose member role asks for an external id.
async fn organization() -> Sandbox {
    let member_role = Some("rollcall-member".to_owned());
    let external_id = Some("rollcall-sandbox".to_owned());
    let options = Options { accounts: 1, member_role, external_id, ..Options::default() };
    let sandbox = Sandbox::start(options).await.unwrap();
    sandbox.set_account(member());
    sandbox
}

fn member() -> OrganizationAccount {
    OrganizationAccount::new(MEMBER.parse().unwrap())
}

/// Asks for a role, and gives the HTTP status and the error: code and message.
async fn refusal(
    sandbox: &Sandbox,
    account: &str,
    role: &str,
    external_id: &str,
) -> Option<(u16, String, String)> {
    let asked = Client::new(&config(sandbox).await).assume_role();
    let asked = asked.role_arn(format!("arn:aws:iam::{account}:role/{role}")).role_session_name("rollcall");
    let asked = asked.set_external_id(Some(external_id.to_owned()).filter(|id| !id.is_empty()));
    let error = asked.send().await.err()?;
    let status = error.raw_response().unwrap().status().as_u16();
    let error = error.into_service_error();
    let text = |text: Option<&str>| text.unwrap().to_owned();
    Some((status, text(error.meta().code()), text(error.meta().message())))
}

fn denied(account: &str, role: &str) -> (u16, String, String) {
    let message = format!(
        "User: arn:aws:iam::{ACCOUNT}:user/sandbox is not authorized to perform: sts:AssumeRole on resource: \
         arn:aws:iam::{account}:role/{role}"
    );
    (403, "AccessDenied".to_owned(), message)
}

#[tokio::test]
async fn a_member_role_is_given_to_who_has_its_name_and_the_external_id() {
    let sandbox = organization().await;
    let (role, id) = ("rollcall-member", "rollcall-sandbox");
    let cases = [
        (MEMBER, role, id, false),
        (MEMBER, "watch/rollcall-member", id, false),
        (ACCOUNT, role, id, false),
        (ACCOUNT, "rollcall-management", "", false),
        (MEMBER, "admin", id, true),
        (MEMBER, role, "rollcall-other", true),
        (MEMBER, role, "", true),
        (ACCOUNT, role, "", true),
        ("999988887777", role, id, true),
    ];
    for (account, role, id, is_denied) in cases {
        let expected = is_denied.then(|| denied(account, role));
        assert_eq!(refusal(&sandbox, account, role, id).await, expected, "{account} {role} {id}");
    }
}

#[tokio::test]
async fn an_account_gives_its_role_as_it_was_set() {
    let sandbox = organization().await;
    let ask = async || refusal(&sandbox, MEMBER, "rollcall-member", "rollcall-sandbox").await;
    let plain = denied(MEMBER, "rollcall-member");
    let (status, code, message) = plain.clone();
    let by_policy = (status, code, message + " with an explicit deny in a service control policy");
    let throttled = (400, "Throttling".to_owned(), "Rate exceeded".to_owned());
    let roles = [
        (AccountRole::Missing, Some(plain.clone())),
        (AccountRole::ClosedByScp, Some(by_policy)),
        (AccountRole::Throttled, Some(throttled)),
        (AccountRole::Trusted, None),
    ];
    for (role, expected) in roles {
        sandbox.set_account(member().role(role));
        assert_eq!(ask().await, expected, "{role}");
    }
    for state in AccountState::ALL {
        sandbox.set_account(member().state(state));
        let is_open = matches!(state, AccountState::Active | AccountState::PendingActivation);
        assert_eq!(ask().await, (!is_open).then(|| plain.clone()), "{state}");
    }
}

#[tokio::test]
async fn a_trust_holds_without_an_organization_too() {
    let member_role = Some("rollcall-member".to_owned());
    let sandbox = Sandbox::start(Options { member_role, ..Options::default() }).await.unwrap();
    assert_eq!(refusal(&sandbox, MEMBER, "rollcall-member", "").await, None);
    assert_eq!(refusal(&sandbox, MEMBER, "admin", "").await, Some(denied(MEMBER, "admin")));
    assert_eq!(refusal(&sandbox, ACCOUNT, "admin", "").await, None);
}

#[tokio::test]
async fn a_session_that_sts_does_not_give_is_refused() {
    let sandbox = organization().await;
    let client = Client::new(&config(&sandbox).await);
    let ask = || {
        let asked = client.assume_role().role_arn(format!("arn:aws:iam::{MEMBER}:role/rollcall-member"));
        asked.role_session_name("rollcall").external_id("rollcall-sandbox").duration_seconds(900)
    };
    ask().policy("p".repeat(2_048)).send().await.unwrap();
    let cases = [
        ask().duration_seconds(899),
        ask().duration_seconds(43_201),
        ask().policy("p".repeat(2_049)),
        ask().role_session_name("two words"),
    ];
    for asked in cases {
        let error = asked.send().await.unwrap_err().into_service_error();
        assert_eq!(error.meta().code(), Some("ValidationError"));
    }
}
