//! Every event in `events/`, and those that are refused before anything is called.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_aws::DynamoStore;
use rollcall_checks::registry;
use rollcall_core::check::CheckRules;
use rollcall_core::ports::{Clock as _, StoredPolicy, Written};
use rollcall_engine::clock::SystemClock;
use rollcall_sandbox::runtime_api::{Invocation, Outcome};
use rollcall_sandbox::{Check, Effect, Fault, Options, Sandbox, Service, Setting};
use rollcall_tests::binaries::workspace;
use rollcall_tests::function::{Ended, Function, deadline};
use rollcall_tests::organization::Hub;
use rollcall_tests::page::answer_on_page;
use rollcall_tests::place::{Place, answer};
use serde_json::{Value, json};

fn event(name: &str) -> Value {
    let path = workspace().join("events").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A place of the account that the event files name, which watches all checks.
async fn place() -> Place {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let mut place = Place::new(&Arc::new(sandbox), 0);
    (place.account, place.policy) = ("111122223333".parse().unwrap(), String::new());
    place.sandbox.create_table(&place.table()).unwrap();
    place
}

fn refusal(ended: Ended) -> (String, String) {
    let Ended::Answered(Outcome::Error(error)) = &ended else { panic!("a refusal is wanted: {ended:?}") };
    (error.error_type.clone(), error.error_message.clone())
}

/// What the observer answers to an event, in a place of its own.
async fn observed(event: &Value, regions: &str) -> Value {
    let place = place().await;
    let mut variables = place.variables();
    variables.push(("ROLLCALL_REGIONS", regions.to_owned()));
    let mut function = Function::start("observer", &variables).await;
    answer(function.invoke(event, &place.function_arn("observer"), Duration::from_secs(60)).await)
}

fn keys(answer: &Value) -> Vec<&str> {
    let enrollments = answer["enrollments"].as_array().unwrap();
    enrollments.iter().map(|one| one["enrollment"].as_str().unwrap()).collect()
}

/// The enrollments of all checks but one, in us-east-1.
fn all_but(left_out: &str) -> Vec<String> {
    let checks = registry::ALL.iter().filter(|check| check.id != left_out);
    checks.map(|check| format!("{}/111122223333/us-east-1", check.id)).collect()
}

#[tokio::test]
async fn every_event_file_is_taken() {
    let all = all_but("");
    let mut files: BTreeSet<String> = std::fs::read_dir(workspace().join("events"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(files.remove("courier.json"));
    // A run that is not in the ledger is refused, and so the events of an organization are read.
    for (function, file) in [("observer", "unit.json"), ("planner", "reconcile.json")] {
        assert!(files.remove(file));
        let (_, message) = refusal(place().await.invoke(function, &event(file)).await);
        assert!(message.contains("the run 20261130T224736123Z is not in the ledger"), "{message}");
    }
    assert!(files.remove("plan.json"));
    let hub = Hub::new(2, "").await;
    assert_eq!(answer(hub.invoke("planner", &event("plan.json")).await)["expected"], 7);
    for CheckRules { id, .. } in registry::ALL {
        let file = format!("{id}.json");
        assert!(files.remove(&file), "each check has its event");
        let expected = format!("{id}/111122223333/us-east-1");
        assert_eq!(keys(&observed(&event(&file), "us-east-1").await), [expected]);
    }
    assert!(files.remove("targets.json"));
    let targets = [&all[..], &["odb/111122223333/eu-central-1".to_owned()]].concat();
    assert_eq!(keys(&observed(&event("targets.json"), "us-east-1").await), targets);
    for file in files {
        assert_eq!(keys(&observed(&event(&file), "us-east-1").await), all, "{file}");
    }
    let place = place().await;
    place.odb("SUSPENDED");
    place.observe().await;
    let sent = answer(place.invoke("courier", &event("courier.json")).await);
    assert_eq!(sent["routes"]["default"]["sent"], 1);
}

#[tokio::test]
async fn the_answer_is_the_contract_and_stands_on_the_page() {
    let place = place().await;
    place.odb("SUSPENDED");
    let answer = answer(place.invoke("observer", &event("odb.json")).await);
    let expected = json!({
        "observed": 1, "unchanged": 0, "changed": 1, "blind": 0, "not_applicable": 0, "retired": 0, "alerts": 1,
        "enrollments": [{
            "enrollment": "odb/111122223333/us-east-1", "compliance": "NON_COMPLIANT", "outcome": "changed",
            "components": {
                "onboarding": "SUSPENDED", "identity-domain": "AVAILABLE",
                "iam-role/KmsTde": "AVAILABLE", "iam-role/SecretsManager": "AVAILABLE",
            },
        }],
    });
    assert_eq!(answer, expected);
    assert_eq!(answer, answer_on_page("observer"));
    assert_eq!(place.messages(), [], "the observer never sends");
}

#[tokio::test]
async fn regions_are_those_configured_and_one_for_the_whole_account() {
    let checks = json!({"checks": ["compute-optimizer", "iot-fleetwise", "odb"]});
    let answer = observed(&checks, "eu-central-1,us-east-1, ap-northeast-1").await;
    let expected = [
        "compute-optimizer/111122223333/us-east-1",
        "iot-fleetwise/111122223333/eu-central-1",
        "iot-fleetwise/111122223333/us-east-1",
        "iot-fleetwise/111122223333/ap-northeast-1",
        "odb/111122223333/eu-central-1",
        "odb/111122223333/us-east-1",
        "odb/111122223333/ap-northeast-1",
    ];
    assert_eq!(keys(&answer), expected);
}

#[tokio::test]
async fn a_run_that_names_nothing_retires_what_is_no_longer_planned() {
    let mut place = place().await;
    place.odb("SUSPENDED");
    place.observe().await;
    place.policy = "[checks.odb]\nenabled = false".to_owned();
    for event in [json!({"checks": ["iot-fleetwise"]}), json!({"targets": [{"region": "us-east-1"}]})] {
        assert_eq!(answer(place.invoke("observer", &event).await)["retired"], 0, "{event}");
    }
    let answer = place.observe().await;
    assert_eq!((&answer["retired"], &answer["alerts"]), (&json!(1), &json!(1)));
    let retired = keys(&answer).iter().position(|&key| key == "odb/111122223333/us-east-1").unwrap();
    assert_eq!(answer["enrollments"][retired]["outcome"], "retired");
    assert_eq!(place.observe().await["retired"], 0, "once");
    place.deliver().await;
    let kinds: Vec<String> =
        place.messages().iter().map(|message| message.attributes["kind"].value.clone()).collect();
    assert_eq!(kinds, ["failure", "retired"]);
    place.policy = String::new();
    assert_eq!(place.observe().await["alerts"], 1, "planned again, it is reported again");
    assert_eq!(place.history().await.len(), 3);
}

#[tokio::test]
async fn a_stored_policy_stands_above_the_variable_and_one_that_cannot_be_read_fails_the_run() {
    let mut place = place().await;
    place.policy = "[checks.odb]\nenabled = false".to_owned();
    let store = DynamoStore::new(&place.sdk(), &place.table());
    let stored = |version, toml: &str| StoredPolicy {
        version,
        toml: toml.to_owned(),
        author: "arn:aws:iam::111122223333:user/ann".to_owned(),
        applied_at: SystemClock.now(),
    };
    assert_eq!(
        store.apply(&stored(1, "[checks.iot-fleetwise]\nenabled = false")).await.unwrap(),
        Written::Done
    );
    assert_eq!(keys(&place.observe().await), all_but("iot-fleetwise"));
    assert_eq!(store.apply(&stored(1, "")).await.unwrap(), Written::Conflict);
    assert_eq!(store.apply(&stored(2, "omens = true")).await.unwrap(), Written::Done);
    let (error_type, message) = refusal(place.invoke("observer", &json!({})).await);
    assert_eq!(error_type, "Rollcall.InvalidPolicy");
    assert!(
        message.contains("the stored policy, version 2: line 1, column 1: unknown field `omens`"),
        "{message}"
    );
    assert_eq!(store.policies().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_state_that_cannot_be_read_fails_its_own_enrollment_alone() {
    let place = place().await;
    place.observe().await;
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let update = Client::new(&place.sdk()).update_item().table_name(place.table());
    let update = update.key("pk", text("STATE#3")).key("sk", text("111122223333#odb#us-east-1"));
    let update =
        update.update_expression("SET #schema = :schema").expression_attribute_names("#schema", "schema");
    update.expression_attribute_values(":schema", text("rollcall.state/9")).send().await.unwrap();
    place.set(Setting::new(Check::IotFleetwise).status("REGISTRATION_FAILURE"));
    let (error_type, message) = refusal(place.invoke("observer", &json!({})).await);
    assert_eq!(error_type, "Rollcall.StoreFailed");
    assert!(
        message.contains("1 fault(s): odb/111122223333/us-east-1: could not read the state"),
        "{message}"
    );
    assert_eq!(place.deliver().await["sent"], 1, "the other check's failure");
}

#[tokio::test]
async fn one_bad_target_does_not_stop_the_others() {
    let place = place().await;
    place.odb("SUSPENDED");
    let bad = Fault::new(Service::Dynamodb, Effect::AccessDenied).operation("TransactWriteItems");
    place.sandbox.inject(bad.contains("111122223333#odb#eu-central-1"));
    let event = json!({"targets": [{"region": "eu-central-1", "check": "odb"}, {"region": "us-east-1"}]});
    let (error_type, message) = refusal(place.invoke("observer", &event).await);
    assert_eq!(error_type, "Rollcall.StoreFailed");
    assert!(message.contains("odb/111122223333/eu-central-1: could not store version 1"), "{message}");
    assert!(message.contains("AccessDenied"), "{message}");
    assert!(place.state().await.is_some());
    assert_eq!(place.deliver().await["sent"], 1, "the other target's alert is there");
}

#[tokio::test]
async fn a_failure_is_logged_once() {
    let place = place().await;
    let bad = Fault::new(Service::Dynamodb, Effect::AccessDenied).operation("TransactWriteItems");
    place.sandbox.inject(bad);
    let mut function = Function::start("observer", &place.variables()).await;
    let arn = place.function_arn("observer");
    refusal(function.invoke(&json!({"checks": ["odb"]}), &arn, Duration::from_secs(60)).await);
    let printed = function.printed().await;
    let errors: Vec<&str> = printed.lines().filter(|line| line.contains(r#""level":"ERROR""#)).collect();
    assert_eq!(errors.len(), 1, "{printed}");
    assert!(errors[0].contains("could not store version 1"), "{printed}");
}

#[tokio::test]
async fn what_is_malformed_is_refused_before_anything_is_called() {
    let place = place().await;
    let mut function = Function::start("observer", &place.variables()).await;
    let cases = [
        (json!({"detail": 1}), "it has the fields detail"),
        (json!({"Records": []}), "it has the fields Records"),
        (json!({"checks": ["odbb"]}), "checks[0]: there is no check \"odbb\""),
        (json!({"targets": [{"account": "12345", "region": "us-east-1"}]}), "targets[0].account: \"12345\""),
        (
            json!({"targets": [{"region": "mars-north-1"}]}),
            "targets[0].region: the Region mars-north-1 is not known",
        ),
        (
            json!({"targets": [{"region": "us-east-1", "role": "x"}]}),
            "targets[0]: there is no field \"role\"",
        ),
        (
            json!({"targets": [{"account": "999999999999"}]}),
            "targets[0].account: 999999999999 is not the own account",
        ),
        (json!("{}"), "a scheduled event"),
    ];
    for (event, expected) in cases {
        let arn = place.function_arn("observer");
        let (error_type, message) = refusal(function.invoke(&event, &arn, Duration::from_secs(60)).await);
        assert_eq!(error_type, "Rollcall.InvalidEvent");
        assert!(message.contains(expected), "{message}");
    }
    let called: BTreeSet<String> = place.sandbox.requests().into_iter().map(|one| one.operation).collect();
    assert_eq!(
        called,
        BTreeSet::from(["Query".to_owned()]),
        "another account is refused once the policy is known"
    );
    let printed = function.printed().await;
    assert_eq!(printed.matches("Rollcall.InvalidEvent").count(), 8, "each is logged once: {printed}");
}

/// `cargo lambda watch` gives no account in the ARN and a deadline in 1970.
#[tokio::test]
async fn an_emulators_context_is_lived_with() {
    let place = place().await;
    place.odb("FAILED");
    let mut function = Function::start("observer", &place.variables()).await;
    for expected in ["changed", "unchanged"] {
        let invocation = Invocation::new(&json!({"checks": ["odb"]}), 0, "function-arn", "1");
        let answer = answer(function.invoke_with(invocation).await);
        assert_eq!(answer["enrollments"][0]["outcome"], expected);
        assert_eq!(answer["enrollments"][0]["enrollment"], "odb/111122223333/us-east-1");
    }
    let asked = place.sandbox.counts()[&(Service::Sts, "GetCallerIdentity".to_owned())];
    assert_eq!(asked, 1, "the account is asked for once a process");
    assert_eq!(place.outbox().await.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_seen_is_blind_and_no_error() {
    let place = place().await;
    place.set(Setting::new(Check::Odb).status("ACTIVE"));
    place.sandbox.inject(Fault::new(Service::Odb, Effect::AccessDenied));
    place.run_ago(Duration::from_secs(2 * 3600)).await;
    for run in 1..=3 {
        let answer = place.observe().await;
        assert_eq!((&answer["blind"], &answer["observed"]), (&json!(1), &json!(registry::ALL.len() - 1)));
        assert_eq!(answer["alerts"], json!(u8::from(run == 1)), "run {run}");
    }
    assert_eq!(place.history().await.len(), 2, "the first blind look, and the one that was reported");
}

#[tokio::test]
async fn an_invocation_that_runs_out_of_time_says_so() {
    let place = place().await;
    let mut function = Function::start("observer", &place.variables()).await;
    place.sandbox.inject(Fault::new(Service::Dynamodb, Effect::Hang).operation("TransactWriteItems"));
    let invocation = Invocation::new(
        &json!({}),
        deadline(Duration::from_millis(900)),
        &place.function_arn("observer"),
        "1",
    );
    let (error_type, message) = refusal(function.invoke_with(invocation).await);
    assert_eq!(error_type, "Rollcall.OutOfTime", "{message}");
    assert!(message.contains("odb/111122223333/us-east-1"), "{message}");
}

#[tokio::test]
async fn throttling_is_tried_again_within_the_invocation() {
    let place = place().await;
    place.odb("SUSPENDED");
    for service in [Service::Odb, Service::Dynamodb, Service::Sns] {
        place.sandbox.inject(Fault::new(service, Effect::Throttling).times(2));
    }
    assert_eq!(place.observe().await["alerts"], 1);
    assert_eq!(place.deliver().await["sent"], 1);
}

#[tokio::test]
async fn a_slow_target_holds_up_none_of_the_others() {
    let place = place().await;
    place.odb("SUSPENDED");
    let slow = Fault::new(Service::Odb, Effect::Hang).region("us-east-1".parse().unwrap());
    place.sandbox.inject(slow);
    let event = json!({"targets": [{"region": "us-east-1", "check": "odb"}, {"region": "eu-central-1", "check": "odb"}]});
    let mut function = Function::start("observer", &place.variables()).await;
    let ended = function.invoke(&event, &place.function_arn("observer"), Duration::from_secs(3)).await;
    let answer = answer(ended);
    let outcomes = [&answer["enrollments"][0]["outcome"], &answer["enrollments"][1]["outcome"]];
    assert_eq!(outcomes, ["blind", "changed"], "in the order of the targets");
    assert_eq!(place.outbox().await.len(), 1);
}

#[tokio::test]
async fn a_services_own_endpoint_wins() {
    let place = place().await;
    place.odb("SUSPENDED");
    let mut variables = place.variables();
    variables.retain(|(name, _)| *name != "AWS_ENDPOINT_URL");
    variables.push(("AWS_ENDPOINT_URL", "http://127.0.0.1:1".to_owned()));
    let own = ["AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_ODB"];
    variables.extend(own.map(|name| (name, place.sandbox.url())));
    let mut function = Function::start("observer", &variables).await;
    let event = json!({"checks": ["odb"]});
    let ended = function.invoke(&event, &place.function_arn("observer"), Duration::from_secs(60)).await;
    assert_eq!(answer(ended)["alerts"], 1);
}
