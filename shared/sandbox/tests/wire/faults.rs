//! Faults, before and after the effect, as SDK clients classify them.

use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_sandbox::{Effect, Fault, FaultGone, Outcome, Request, Sandbox, Service};
use serde_json::json;

use crate::clients::{ACCOUNT, TOPIC, config, config_of, sandbox, send};
use crate::organization::{GET_RESOURCES, LIST_ACCOUNTS, ask};

async fn dynamodb(sandbox: &Sandbox) -> aws_sdk_dynamodb::Client {
    aws_sdk_dynamodb::Client::new(&config(sandbox).await)
}

async fn put(sandbox: &Sandbox, sk: &str) -> Result<(), aws_sdk_dynamodb::Error> {
    let put = dynamodb(sandbox).await.put_item().table_name("rollcall");
    let put = put.item("pk", AttributeValue::S("pk".into()));
    put.item("sk", AttributeValue::S(sk.into())).send().await?;
    Ok(())
}

async fn is_there(sandbox: &Sandbox, sk: &str) -> bool {
    let get = dynamodb(sandbox).await.get_item().table_name("rollcall");
    let get = get.key("pk", AttributeValue::S("pk".into()));
    let answer = get.key("sk", AttributeValue::S(sk.into())).send().await.unwrap();
    answer.item().is_some()
}

fn writes(effect: Effect) -> Fault {
    Fault::new(Service::Dynamodb, effect).operation("PutItem")
}

fn is_put(request: &Request) -> bool {
    request.operation == "PutItem"
}

/// The same of the services that have no SDK client here.
async fn raw_error(sandbox: &Sandbox, operation: &str) -> String {
    let answer = ask(sandbox, ACCOUNT, operation, json!({})).await;
    assert!(answer.headers.contains_key("x-amzn-requestid"));
    assert!(answer.json()["Message"].is_string(), "{:?}", answer.json());
    format!("{} {}", answer.json()["__type"].as_str().unwrap(), answer.status.as_u16())
}

/// The code and status that each SDK client reads, for each shorthand.
#[tokio::test]
async fn shorthands_are_the_services_own_errors() {
    let sandbox = sandbox().await;
    let config = config(&sandbox).await;
    let effects = [Effect::AccessDenied, Effect::Throttling, Effect::InternalError];
    let expected: [_; Service::ALL.len()] = [
        ["AccessDeniedException 400", "ThrottlingException 400", "InternalServerError 500"],
        ["AuthorizationError 403", "Throttled 429", "InternalError 500"],
        ["AccessDenied 403", "Throttling 400", "InternalFailure 500"],
        ["AccessDeniedException 400", "TooManyRequestsException 400", "ServiceException 500"],
        ["AccessDeniedException 400", "ThrottledException 400", "InternalServiceException 500"],
        ["AccessDeniedException 403", "ThrottlingException 429", "InternalServerException 500"],
        ["AccessDeniedException 400", "ThrottlingException 400", "InternalServerException 500"],
        ["AccessDeniedException 400", "ThrottlingException 400", "InternalServerException 500"],
    ];
    macro_rules! seen {
        ($call:expr) => {{
            let error = $call.send().await.unwrap_err();
            let status = error.raw_response().unwrap().status().as_u16();
            assert!(error.raw_response().unwrap().headers().contains_key("x-amzn-requestid"));
            let error = error.into_service_error();
            format!("{} {status}", error.meta().code().unwrap())
        }};
    }
    for (service, expected) in Service::ALL.into_iter().zip(expected) {
        for (effect, expected) in effects.clone().into_iter().zip(expected) {
            sandbox.inject(Fault::new(service, effect).times(1));
            let seen = match service {
                Service::Dynamodb => seen!(aws_sdk_dynamodb::Client::new(&config).list_tables()),
                Service::Sns => {
                    let client = aws_sdk_sns::Client::new(&config);
                    seen!(client.publish().topic_arn(TOPIC).message("m"))
                }
                Service::Sts => seen!(aws_sdk_sts::Client::new(&config).get_caller_identity()),
                Service::Organizations => raw_error(&sandbox, LIST_ACCOUNTS).await,
                Service::Tagging => raw_error(&sandbox, GET_RESOURCES).await,
                Service::ComputeOptimizer => {
                    seen!(aws_sdk_computeoptimizer::Client::new(&config).get_enrollment_status())
                }
                Service::IotFleetwise => {
                    seen!(aws_sdk_iotfleetwise::Client::new(&config).get_register_account_status())
                }
                Service::Odb => {
                    seen!(aws_sdk_odb::Client::new(&config).get_oci_onboarding_status())
                }
            };
            assert_eq!(seen, expected, "{service}");
        }
    }
}

#[tokio::test]
async fn a_denial_says_who_may_not_do_what() {
    let sandbox = sandbox().await;
    let client = aws_sdk_odb::Client::new(&config(&sandbox).await);
    sandbox.inject(Fault::new(Service::Odb, Effect::AccessDenied));
    let error = client.get_oci_onboarding_status().send().await.unwrap_err().into_service_error();
    assert!(error.is_access_denied_exception());
    let message = error.meta().message().unwrap();
    assert!(message.contains("odb:GetOciOnboardingStatus"), "{message}");
    assert!(message.contains("111122223333"), "{message}");
}

#[tokio::test]
async fn any_error_can_be_answered_in_dynamodbs_form() {
    let sandbox = sandbox().await;
    let effect = |code: &str| Effect::Error { code: code.to_owned(), status: 400, message: "no".to_owned() };
    let kinds = [
        (
            "ProvisionedThroughputExceededException",
            "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
        ),
        ("UnrecognizedClientException", "com.amazon.coral.service#UnrecognizedClientException"),
    ];
    for (code, kind) in kinds {
        sandbox.inject(Fault::new(Service::Dynamodb, effect(code)).times(1));
        let headers = [("x-amz-target", "DynamoDB_20120810.ListTables")];
        let answer = send(&sandbox, "POST /", &headers, "{}").await.unwrap();
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json(), json!({"__type": kind, "message": "no"}));
    }
}

#[tokio::test]
async fn an_error_before_prevents_the_effect_and_one_after_does_not() {
    let sandbox = sandbox().await;
    sandbox.inject(writes(Effect::InternalError).times(1));
    put(&sandbox, "before").await.unwrap_err();
    assert!(!is_there(&sandbox, "before").await);

    sandbox.inject(writes(Effect::InternalError).times(1).after());
    put(&sandbox, "after").await.unwrap_err();
    assert!(is_there(&sandbox, "after").await);

    let executed: Vec<_> = sandbox.requests().into_iter().filter(is_put).collect();
    assert_eq!(executed.iter().map(|request| request.executed).collect::<Vec<_>>(), [false, true]);
    let answered = Outcome::Answered { status: 500 };
    assert!(executed.iter().all(|request| request.outcome == answered));
}

#[tokio::test]
async fn a_cut_loses_the_answer() {
    let sandbox = sandbox().await;
    sandbox.inject(writes(Effect::Cut).times(1));
    put(&sandbox, "before").await.unwrap_err();
    assert!(!is_there(&sandbox, "before").await);
    sandbox.inject(writes(Effect::Cut).times(1).after());
    put(&sandbox, "after").await.unwrap_err();
    assert!(is_there(&sandbox, "after").await);
    assert!(sandbox.requests().iter().filter(|one| is_put(one)).all(|one| one.outcome == Outcome::Cut));
    put(&sandbox, "again").await.unwrap();
}

#[tokio::test]
async fn a_call_that_hung_before_its_effect_never_takes_it() {
    let sandbox = sandbox().await;
    let fault = sandbox.inject(writes(Effect::Hang));
    let client_gives_up = async {
        sandbox.reached(fault).await.unwrap();
        assert!(!is_there(&sandbox, "sk").await);
        assert!(sandbox.clear(fault));
    };
    let (result, ()) = tokio::join!(put(&sandbox, "sk"), client_gives_up);
    result.unwrap_err();
    assert!(!is_there(&sandbox, "sk").await);
}

#[tokio::test]
async fn a_call_that_hangs_after_its_effect_has_taken_it_when_it_is_reached() {
    let sandbox = sandbox().await;
    let fault = sandbox.inject(writes(Effect::Hang).after());
    let look = async {
        sandbox.reached(fault).await.unwrap();
        assert!(is_there(&sandbox, "sk").await);
        sandbox.clear_faults();
    };
    let (result, ()) = tokio::join!(put(&sandbox, "sk"), look);
    result.unwrap_err();
}

#[tokio::test]
async fn a_client_that_leaves_abandons_its_request() {
    let sandbox = sandbox().await;
    let fault = sandbox.inject(writes(Effect::Hang));
    tokio::select! {
        _ = put(&sandbox, "sk") => panic!("it hangs"),
        reached = sandbox.reached(fault) => reached.unwrap(),
    }
    let request = sandbox.request(|one| is_put(one) && one.outcome == Outcome::Abandoned).await;
    assert_eq!((request.executed, request.fault), (false, Some(fault)));
    sandbox.clear(fault);
    assert!(!is_there(&sandbox, "sk").await);
}

#[tokio::test]
async fn latency_only_delays() {
    let sandbox = sandbox().await;
    let fault = sandbox.inject(writes(Effect::Latency { milliseconds: 1 }));
    put(&sandbox, "sk").await.unwrap();
    sandbox.reached(fault).await.unwrap();
    assert!(is_there(&sandbox, "sk").await);
}

#[tokio::test]
async fn a_fault_strikes_only_what_it_names() {
    let sandbox = sandbox().await;
    let fault = writes(Effect::InternalError).contains("\"wanted\"").contains("rollcall");
    let fault = sandbox.inject(fault.times(2));
    put(&sandbox, "other").await.unwrap();
    put(&sandbox, "wanted").await.unwrap_err();
    assert!(!is_there(&sandbox, "wanted").await);
    put(&sandbox, "wanted").await.unwrap_err();
    put(&sandbox, "wanted").await.unwrap();
    sandbox.reached_times(fault, 2).await.unwrap();

    let elsewhere = Fault::new(Service::Odb, Effect::Throttling);
    let elsewhere = elsewhere.account("444455556666".parse().unwrap());
    sandbox.inject(elsewhere.region("eu-west-1".parse().unwrap()));
    let cases = [
        ("444455556666", "eu-west-1", false),
        ("444455556666", "us-east-1", true),
        ("111122223333", "eu-west-1", true),
    ];
    for (key, region, succeeds) in cases {
        let client = aws_sdk_odb::Client::new(&config_of(&sandbox, key, region).await);
        let answer = client.get_oci_onboarding_status().send().await;
        assert_eq!(answer.is_ok(), succeeds, "{key} {region}");
    }
}

#[tokio::test]
async fn a_cleared_fault_is_never_reached() {
    let sandbox = sandbox().await;
    let fault = sandbox.inject(writes(Effect::Cut));
    let clear = async { sandbox.clear_faults() };
    let (reached, cleared) = tokio::join!(sandbox.reached(fault), clear);
    assert_eq!((reached, cleared), (Err(FaultGone(fault)), 1));
    assert_eq!(sandbox.reached(fault).await, Err(FaultGone(fault)));
    assert!(!sandbox.clear(fault));
}
