//! The control endpoint and the scenario file: the same fields, and errors that help.

use rollcall_sandbox::{
    AccountRole, AccountState, Check, ComponentAnswer, ControlClient, ControlError, Effect, Fault,
    OrganizationAccount, Scenario, Service, Setting, TopicMessages,
};
use serde_json::json;

use crate::clients::{TOPIC, config, sandbox, send};

#[tokio::test]
async fn another_process_sets_a_status() {
    let sandbox = sandbox().await;
    let client = ControlClient::new(sandbox.port());
    let setting = Setting::new(Check::Odb).status("SUSPENDED").reason("unpaid");
    let set = client.set(&setting).await.unwrap();
    let component = |name: &str, status: &str, reason: Option<&str>| ComponentAnswer {
        component: name.to_owned(),
        status: Some(status.to_owned()),
        reason: reason.map(str::to_owned),
    };
    let components = [
        component("onboarding", "SUSPENDED", Some("unpaid")),
        component("identity-domain", "AVAILABLE", None),
        component("iam-role/KmsTde", "AVAILABLE", None),
        component("iam-role/SecretsManager", "AVAILABLE", None),
    ];
    assert_eq!(set.components, components);
    let odb = aws_sdk_odb::Client::new(&config(&sandbox).await);
    let answer = odb.get_oci_onboarding_status().send().await.unwrap();
    assert_eq!(answer.status().unwrap().as_str(), "SUSPENDED");
}

#[tokio::test]
async fn another_process_injects_and_clears_faults() {
    let sandbox = sandbox().await;
    let client = ControlClient::new(sandbox.port());
    let odb = aws_sdk_odb::Client::new(&config(&sandbox).await);
    let fault = Fault::new(Service::Odb, Effect::Throttling);
    let id = client.inject(&fault).await.unwrap();
    odb.get_oci_onboarding_status().send().await.unwrap_err();
    sandbox.reached(id).await.unwrap();
    assert_eq!(client.clear_faults().await.unwrap(), 1);
    odb.get_oci_onboarding_status().send().await.unwrap();

    let id = client.inject(&fault).await.unwrap();
    let path = format!("DELETE /_rollcall/faults/{id}");
    let answer = send(&sandbox, &path, &[], "").await.unwrap();
    assert_eq!(answer.json(), json!({"cleared": 1}));
    assert_eq!(send(&sandbox, &path, &[], "").await.unwrap().status, 404);
}

#[tokio::test]
async fn another_process_reads_what_is_answered() {
    let sandbox = sandbox().await;
    let account = || "444455556666".parse().unwrap();
    sandbox.set(Setting::new(Check::Odb).account(account()).status("NOT_STARTED")).unwrap();
    sandbox.set(Setting::new(Check::IotFleetwise).status("NOT_REGISTERED")).unwrap();
    sandbox.inject(Fault::new(Service::Sts, Effect::Throttling).times(1));
    sandbox
        .inject(Fault::new(Service::Sns, Effect::Cut).operation("CreateTopic").account(account()).times(2));
    let config = config(&sandbox).await;
    aws_sdk_sts::Client::new(&config).get_caller_identity().send().await.unwrap_err();
    aws_sdk_sns::Client::new(&config).publish().topic_arn(TOPIC).message("m").send().await.unwrap();

    let overview = ControlClient::new(sandbox.port()).overview().await.unwrap();
    let said = overview.status.iter().map(|one| {
        let there = one.components.iter().filter(|component| component.status.is_some());
        (one.check, one.account.as_ref().map(ToString::to_string), there.count())
    });
    let expected = [
        (Check::ComputeOptimizer, None, 1),
        (Check::IotFleetwise, None, 1),
        (Check::Odb, None, 4),
        (Check::Odb, Some("444455556666".to_owned()), 1),
    ];
    assert_eq!(said.collect::<Vec<_>>(), expected);
    let [fault] = &overview.faults[..] else { panic!("one has no strikes left: {:?}", overview.faults) };
    assert_eq!((fault.fault.service, fault.left), (Service::Sns, Some(2)));
    assert_eq!(overview.topics, [TopicMessages { topic: TOPIC.to_owned(), messages: 1 }]);
    assert_eq!(overview.table, "rollcall");
}

#[tokio::test]
async fn another_process_changes_the_organization() {
    let sandbox = sandbox().await;
    let client = ControlClient::new(sandbox.port());
    assert_eq!(client.overview().await.unwrap().accounts, []);
    let id = || "444455556666".parse().unwrap();
    let change = OrganizationAccount::new(id()).name("data-lake").role(AccountRole::Missing);
    let changed = client.set_account(&change.clone().owner("team-data")).await.unwrap();
    assert_eq!((changed.name.as_deref(), changed.owner.as_deref()), (Some("data-lake"), Some("team-data")));
    assert_eq!((changed.state, changed.role), (Some(AccountState::Active), Some(AccountRole::Missing)));
    assert_eq!(client.overview().await.unwrap().accounts, sandbox.accounts());
    assert_eq!(sandbox.accounts()[1], changed);

    let body = json!({"accounts": [{"id": "444455556666", "owner": ""}, {"id": "555566667777"}]});
    let answer = send(&sandbox, "PUT /_rollcall/accounts", &[], body.to_string()).await.unwrap();
    assert_eq!(answer.json()["accounts"].as_array().unwrap().len(), 2);
    let all = sandbox.accounts();
    assert_eq!((all.len(), &all[1].owner, all[1].role), (3, &None, Some(AccountRole::Missing)));

    client.remove_account(&id()).await.unwrap();
    assert_eq!(sandbox.accounts().len(), 2);
    let gone = client.remove_account(&id()).await.unwrap_err();
    assert!(gone.to_string().contains("no account of the organization"), "{gone}");
    let home = client.remove_account(&sandbox.accounts()[0].id).await.unwrap_err();
    assert!(home.to_string().contains("cannot leave"), "{home}");
}

#[tokio::test]
async fn what_arrived_can_be_read() {
    let sandbox = sandbox().await;
    let sns = aws_sdk_sns::Client::new(&config(&sandbox).await);
    sns.publish().topic_arn(TOPIC).message("hello").send().await.unwrap();

    let messages = send(&sandbox, "GET /_rollcall/messages", &[], "").await.unwrap().json();
    assert_eq!(messages["messages"][0]["message"], "hello");
    let requests = send(&sandbox, "GET /_rollcall/requests", &[], "").await.unwrap().json();
    let request = &requests["requests"][0];
    assert_eq!(request["sequence"], 1);
    assert_eq!(request["service"], "sns");
    assert_eq!(request["operation"], "Publish");
    assert_eq!(request["account"], "111122223333");
    assert_eq!(request["outcome"], "answered");
    assert_eq!(request["status"], 200);
    assert_eq!(sandbox.counts()[&(Service::Sns, "Publish".to_owned())], 1);
}

#[tokio::test]
async fn bad_input_is_refused_with_what_is_wrong() {
    let sandbox = sandbox().await;
    let cases = [
        ("PUT /_rollcall/status", "{", 400, "EOF"),
        ("PUT /_rollcall/status", "{\"check\":\"odb\",\"stat\":\"X\"}", 400, "unknown field `stat`"),
        ("PUT /_rollcall/status", "{\"check\":\"ec2\"}", 400, "compute-optimizer"),
        ("PUT /_rollcall/status", "{\"check\":\"odb\",\"account\":\"1\"}", 400, "12 digits"),
        ("PUT /_rollcall/status", "{\"check\":\"odb\",\"components\":{\"iam\":{}}}", 400, "identity-domain"),
        ("POST /_rollcall/faults", "{\"service\":\"odb\"}", 400, "effect"),
        ("POST /_rollcall/faults", "{\"service\":\"odb\",\"effect\":\"boom\"}", 400, "access-denied"),
        ("DELETE /_rollcall/faults/x", "", 400, "number"),
        ("PUT /_rollcall/accounts", "{\"name\":\"x\"}", 400, "missing field `id`"),
        ("PUT /_rollcall/accounts", "{\"id\":\"1\"}", 400, "12 digits"),
        ("PUT /_rollcall/accounts", "{\"id\":\"444455556666\",\"status\":\"CLOSED\"}", 400, "unknown field"),
        (
            "PUT /_rollcall/accounts",
            "{\"accounts\":[{\"id\":\"444455556666\",\"state\":\"x\"}]}",
            400,
            "PENDING_CLOSURE",
        ),
        ("PUT /_rollcall/accounts", "{\"id\":\"444455556666\",\"role\":\"x\"}", 400, "closed-by-scp"),
        (
            "PUT /_rollcall/accounts",
            "{\"id\":\"444455556666\",\"organizational-unit\":\"prod\"}",
            400,
            "/prod/data",
        ),
        ("DELETE /_rollcall/accounts/1", "", 400, "12 digits"),
        ("DELETE /_rollcall/accounts/444455556666", "", 404, "no account of the organization"),
        ("GET /_rollcall/nothing", "", 404, "PUT status"),
    ];
    for (line, body, status, expected) in cases {
        let answer = send(&sandbox, line, &[], body).await.unwrap();
        assert_eq!(answer.status, status, "{line}");
        let error = answer.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains("/_rollcall/"), "{error}");
        assert!(error.contains(expected), "{error:?} lacks {expected:?}");
    }
    assert_eq!(sandbox.accounts(), [], "what is refused changes nothing");
}

#[tokio::test]
async fn without_a_sandbox_there_the_client_says_how_to_start_one() {
    let sandbox = sandbox().await;
    let client = ControlClient::new(sandbox.port());
    sandbox.stop().await;
    let error = client.clear_faults().await.unwrap_err();
    assert!(matches!(error, ControlError::Absent { .. }));
    assert!(error.to_string().contains("rollcall sandbox --port"));
}

const SCENARIO: &str = r#"
[[account]]
id = "444455556666"
name = "data-lake"
organizational-unit = "/prod/data"
state = "SUSPENDED"
owner = "team-data"
joined = "2025-03-01T00:00:00Z"
role = "closed-by-scp"
listed = false
answered = false

[[status]]
check = "odb"
region = "us-east-1"
status = "ACTIVE_LIMITED"
reason = "no payment"
components = { identity-domain = { status = "FAILED", reason = "no capacity" } }
answer = { linkedOciTenancyId = "ocid1.tenancy.example" }

[[status]]
check = "iot-fleetwise"
components = { timestream = { removed = true } }

[[fault]]
service = "sns"
operation = "Publish"
times = 1
when = "after"
effect = "cut"

[[fault]]
service = "compute-optimizer"
effect = { error = { code = "ServiceUnavailableException", status = 503, message = "later" } }
"#;

#[tokio::test]
async fn a_scenario_is_played() {
    let sandbox = sandbox().await;
    assert_eq!(sandbox.play(Scenario::parse(SCENARIO).unwrap()).unwrap().len(), 2);
    let config = config(&sandbox).await;

    let [_, account] = &sandbox.accounts()[..] else { panic!("the management account and this one") };
    let expected = OrganizationAccount::new("444455556666".parse().unwrap())
        .name("data-lake")
        .organizational_unit("/prod/data".parse().unwrap())
        .state(AccountState::Suspended)
        .owner("team-data")
        .joined("2025-03-01T00:00:00Z".parse().unwrap())
        .role(AccountRole::ClosedByScp);
    assert_eq!(*account, expected.listed(false).answered(false));

    let odb = aws_sdk_odb::Client::new(&config);
    let answer = odb.get_oci_onboarding_status().send().await.unwrap();
    assert_eq!(answer.status().unwrap().as_str(), "ACTIVE_LIMITED");
    assert_eq!(answer.linked_oci_tenancy_id(), Some("ocid1.tenancy.example"));
    assert_eq!(answer.oci_identity_domain().unwrap().status_reason(), Some("no capacity"));

    let sns = aws_sdk_sns::Client::new(&config);
    sns.publish().topic_arn(TOPIC).message("m").send().await.unwrap_err();
    assert_eq!(sandbox.messages().len(), 1);

    let optimizer = aws_sdk_computeoptimizer::Client::new(&config);
    let error = optimizer.get_enrollment_status().send().await.unwrap_err().into_service_error();
    assert!(error.is_service_unavailable_exception());
}

#[test]
fn a_bad_scenario_names_its_place() {
    let cases = [
        ("[[status]]\ncheck = \"odb\"\nstate = \"X\"\n", "line 3"),
        ("[[state]]\n", "unknown field `state`"),
        ("[[account]]\nid = \"444455556666\"\nstate = \"GONE\"\n", "line 3"),
        ("[[account]]\nname = \"x\"\n", "missing field `id`"),
        ("[[fault]]\nservice = \"odb\"\neffect = \"late\"\n", "line 3"),
        ("[[status]]\ncheck = \"odb\"\n[[status]]\ncheck = \"odb\"\ncomponents = { x = {} }\n", "number 2"),
    ];
    for (text, expected) in cases {
        let error = Scenario::parse(text).unwrap_err();
        let source = std::error::Error::source(&error);
        let whole = format!("{error}: {}", source.map(ToString::to_string).unwrap_or_default());
        assert!(whole.contains(expected), "{whole:?} lacks {expected:?}");
    }
}
