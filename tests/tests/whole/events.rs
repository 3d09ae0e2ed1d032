//! Every event in `events/`, and those that are refused before anything is called.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use rollcall_sandbox::runtime_api::{Invocation, Outcome};
use rollcall_sandbox::{Check, Effect, Fault, Options, Sandbox, Service, Setting};
use rollcall_tests::binaries::workspace;
use rollcall_tests::function::{Ended, Function, deadline};
use rollcall_tests::place::Place;
use serde_json::{Value, json};

fn event(name: &str) -> Value {
    let path = workspace().join("events").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

async fn place() -> Place {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let mut place = Place::new(&Arc::new(sandbox), 0);
    place.account = "111122223333".parse().unwrap();
    place.sandbox.create_table(&place.table()).unwrap();
    place
}

fn answer(ended: Ended) -> Value {
    let Ended::Answered(Outcome::Response(answer)) = &ended else { panic!("an answer is wanted: {ended:?}") };
    answer.clone()
}

fn refusal(ended: Ended) -> (String, String) {
    let Ended::Answered(Outcome::Error(error)) = &ended else { panic!("a refusal is wanted: {ended:?}") };
    (error.error_type.clone(), error.error_message.clone())
}

/// What one function answers to an event, on a place of its own.
async fn answered(check: &str, event: &Value, region: &str) -> Value {
    let place = place().await;
    let mut variables = place.variables();
    variables.push(("ROLLCALL_REGIONS", region.to_owned()));
    let mut function = Function::start(check, &variables).await;
    answer(function.invoke(event, &place.function_arn(), Duration::from_secs(60)).await)
}

#[tokio::test]
async fn every_event_file_is_taken_by_every_function() {
    let mut files: BTreeSet<String> = std::fs::read_dir(workspace().join("events"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(files.remove("sqs.json"));
    for check in ["compute-optimizer", "iot-fleetwise", "odb"] {
        assert!(files.contains(&format!("{check}.json")), "each check has its event");
        for file in &files {
            let answer = answered(check, &event(file), "us-east-1").await;
            assert_eq!(answer["check"], check);
            let observed = if file == "targets.json" { 2 } else { 1 };
            assert_eq!(
                (&answer["observed"], &answer["changed"]),
                (&json!(observed), &json!(observed)),
                "{file}"
            );
        }
        let answer = answered(check, &event("sqs.json"), "eu-central-1").await;
        assert_eq!(answer, json!({"batchItemFailures": []}));
    }
}

#[tokio::test]
async fn the_answer_is_the_contract() {
    let place = place().await;
    place.odb("SUSPENDED");
    let answer = answer(place.invoke(&event("odb.json")).await);
    let expected = json!({
        "check": "odb", "observed": 1, "unchanged": 0, "changed": 1, "blind": 0, "not_applicable": 0,
        "alerts_published": 1, "alerts_pending": 0,
        "enrollments": [{
            "enrollment": "odb/111122223333/us-east-1", "compliance": "NON_COMPLIANT", "outcome": "changed",
            "components": {"onboarding": "SUSPENDED"},
        }],
    });
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn own_regions_are_those_configured() {
    let answer = answered("odb", &json!({}), "us-east-1,eu-central-1, ap-northeast-1").await;
    let enrollments = answer["enrollments"].as_array().unwrap();
    let regions: Vec<&str> = enrollments
        .iter()
        .map(|one| one["enrollment"].as_str().unwrap().split('/').next_back().unwrap())
        .collect();
    assert_eq!(regions, ["us-east-1", "eu-central-1", "ap-northeast-1"]);
}

#[tokio::test]
async fn one_bad_target_does_not_stop_the_others() {
    let place = place().await;
    place.odb("SUSPENDED");
    let bad = Fault::new(Service::Dynamodb, Effect::AccessDenied).operation("TransactWriteItems");
    place.sandbox.inject(bad.contains("111122223333#eu-central-1"));
    let event = json!({"targets": [{"region": "eu-central-1"}, {"region": "us-east-1"}]});
    let (error_type, message) = refusal(place.invoke(&event).await);
    assert_eq!(error_type, "Rollcall.StoreFailed");
    assert!(message.contains("odb/111122223333/eu-central-1: could not store version 1"), "{message}");
    assert!(message.contains("AccessDenied"), "{message}");
    assert_eq!(place.alert_ids().len(), 1, "the other target's alert went out");
    assert!(place.state().await.is_some());
}

#[tokio::test]
async fn a_failure_is_logged_once() {
    let place = place().await;
    let bad = Fault::new(Service::Dynamodb, Effect::AccessDenied).operation("TransactWriteItems");
    place.sandbox.inject(bad);
    let mut function = Function::start("odb", &place.variables()).await;
    refusal(function.invoke(&json!({}), &place.function_arn(), Duration::from_secs(60)).await);
    let printed = function.printed().await;
    let errors: Vec<&str> = printed.lines().filter(|line| line.contains(r#""level":"ERROR""#)).collect();
    assert_eq!(errors.len(), 1, "{printed}");
    assert!(errors[0].contains("could not store version 1"), "{printed}");
}

#[tokio::test]
async fn a_failed_record_of_a_queue_is_named_alone() {
    let place = place().await;
    let bad = Fault::new(Service::Dynamodb, Effect::AccessDenied).operation("TransactWriteItems");
    place.sandbox.inject(bad.contains("111122223333#eu-central-1"));
    let record = |id: &str, body: &str| json!({"eventSource": "aws:sqs", "messageId": id, "body": body});
    let event = json!({"Records": [
        record("good", r#"{"targets":[{"region":"us-east-1"}]}"#),
        record("fails", r#"{"targets":[{"region":"us-east-1"},{"region":"eu-central-1"}]}"#),
        record("malformed", r#"{"targets":[{"region":"us-esat-1"}]}"#),
        record("foreign", r#"{"targets":[{"account":"999999999999"}]}"#),
    ]});
    let answer = answer(place.invoke(&event).await);
    let failed = ["fails", "malformed", "foreign"].map(|id| json!({"itemIdentifier": id}));
    assert_eq!(answer, json!({"batchItemFailures": failed}));
}

#[tokio::test]
async fn what_is_malformed_is_refused_before_anything_is_called() {
    let place = place().await;
    let mut function = Function::start("odb", &place.variables()).await;
    let cases = [
        (json!({"detail": 1}), "it has the fields detail"),
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
            "targets[0].account: 999999999999 is not this function's",
        ),
        (json!("{}"), "a scheduled event"),
    ];
    for (event, expected) in cases {
        let arn = place.function_arn();
        let (error_type, message) = refusal(function.invoke(&event, &arn, Duration::from_secs(60)).await);
        assert_eq!(error_type, "Rollcall.InvalidEvent");
        assert!(message.contains(expected), "{message}");
    }
    assert_eq!(place.sandbox.requests(), []);
    let printed = function.printed().await;
    assert_eq!(printed.matches("Rollcall.InvalidEvent").count(), 6, "each is logged once: {printed}");
}

/// `cargo lambda watch` gives no account in the ARN and a deadline in 1970.
#[tokio::test]
async fn an_emulators_context_is_lived_with() {
    let place = place().await;
    place.odb("FAILED");
    let mut function = Function::start("odb", &place.variables()).await;
    for expected in ["changed", "unchanged"] {
        let invocation = Invocation::new(&json!({}), 0, "function-arn", "1");
        let answer = answer(function.invoke_with(invocation).await);
        assert_eq!(answer["enrollments"][0]["outcome"], expected);
        assert_eq!(answer["enrollments"][0]["enrollment"], "odb/111122223333/us-east-1");
    }
    let asked = place.sandbox.counts()[&(Service::Sts, "GetCallerIdentity".to_owned())];
    assert_eq!(asked, 1, "the account is asked for once a process");
    assert_eq!(place.alert_ids().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_seen_is_blind_and_no_error() {
    let place = place().await;
    place.set(Setting::new(Check::Odb).status("ACTIVE"));
    place.sandbox.inject(Fault::new(Service::Odb, Effect::AccessDenied));
    place.run_ago(Duration::from_secs(2 * 3600)).await;
    for run in 1..=3 {
        let answer = answer(place.invoke(&json!({})).await);
        assert_eq!((&answer["blind"], &answer["observed"]), (&json!(1), &json!(0)));
        assert_eq!(answer["alerts_published"], json!(u8::from(run == 1)), "run {run}");
    }
    assert_eq!(place.history().await.len(), 2, "the first blind look, and the one that was reported");
}

#[tokio::test]
async fn an_invocation_that_runs_out_of_time_says_so() {
    let place = place().await;
    let mut function = Function::start("odb", &place.variables()).await;
    place.sandbox.inject(Fault::new(Service::Dynamodb, Effect::Hang).operation("GetItem"));
    let invocation =
        Invocation::new(&json!({}), deadline(Duration::from_millis(900)), &place.function_arn(), "1");
    let (error_type, message) = refusal(function.invoke_with(invocation).await);
    assert!(
        ["Rollcall.StoreFailed", "Rollcall.OutOfTime"].contains(&error_type.as_str()),
        "{error_type}: {message}"
    );
    assert!(message.contains("odb/111122223333/us-east-1"), "{message}");
}

#[tokio::test]
async fn throttling_is_tried_again_within_the_invocation() {
    let place = place().await;
    place.odb("SUSPENDED");
    for service in [Service::Odb, Service::Dynamodb, Service::Sns] {
        place.sandbox.inject(Fault::new(service, Effect::Throttling).times(2));
    }
    let answer = answer(place.invoke(&json!({})).await);
    assert_eq!((&answer["changed"], &answer["alerts_published"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn a_slow_target_holds_up_none_of_the_others() {
    let place = place().await;
    place.odb("SUSPENDED");
    let slow = Fault::new(Service::Odb, Effect::Hang).region("us-east-1".parse().unwrap());
    place.sandbox.inject(slow);
    let event = json!({"targets": [{"region": "us-east-1"}, {"region": "eu-central-1"}]});
    let mut function = Function::start("odb", &place.variables()).await;
    let ended = function.invoke(&event, &place.function_arn(), Duration::from_secs(3)).await;
    let answer = answer(ended);
    let outcomes = [&answer["enrollments"][0]["outcome"], &answer["enrollments"][1]["outcome"]];
    assert_eq!(outcomes, ["changed", "blind"], "in the order of the targets");
    assert_eq!(place.alert_ids().len(), 1);
}

#[tokio::test]
async fn a_services_own_endpoint_stands_before_that_of_all() {
    let place = place().await;
    place.odb("SUSPENDED");
    let mut variables = place.variables();
    variables.retain(|(name, _)| *name != "AWS_ENDPOINT_URL");
    variables.push(("AWS_ENDPOINT_URL", "http://127.0.0.1:1".to_owned()));
    let own = ["AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_SNS", "AWS_ENDPOINT_URL_ODB"];
    variables.extend(own.map(|name| (name, place.sandbox.url())));
    let mut function = Function::start("odb", &variables).await;
    let answer = answer(function.invoke(&json!({}), &place.function_arn(), Duration::from_secs(60)).await);
    assert_eq!(answer["alerts_published"], 1);
}
