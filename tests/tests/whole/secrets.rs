//! Activation links never leave the process, whatever it is asked to log and whatever fails.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use rollcall_sandbox::{ACTIVATION_SECRET, Check, Effect, Fault, Options, Sandbox, Service, Setting};
use rollcall_tests::function::Function;
use rollcall_tests::place::Place;
use serde_json::json;

/// All items of the place's table, as text.
async fn items(place: &Place) -> String {
    let scan = Client::new(&place.sdk()).scan().table_name(place.table()).send().await.unwrap();
    format!("{:?}", scan.items())
}

#[tokio::test]
async fn an_activation_link_is_found_in_nothing_that_a_run_emits() {
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
    let place = Place::new(&sandbox, 0);
    let link = format!("https://cloud.oracle.com/activate?token={ACTIVATION_SECRET}");
    let waiting = || {
        Setting::new(Check::Odb)
            .status("PENDING_CUSTOMER_ACTION")
            .answer("newTenancyActivationLink", json!(link))
    };
    let answers = [
        waiting().reason("no reason"),
        // The service quotes the link, or another, in whatever spelling.
        waiting().reason(format!("open {} to go on", link.replace('/', "\\/").replace('=', "&equals;"))),
        waiting().reason(format!("last week's link was {link}-old&amp;step=2")),
        waiting().reason(format!("https%3A%2F%2Fcloud.oracle.com%2Factivate%3Ftoken%3D{ACTIVATION_SECRET}")),
        waiting().reason(format!("append ?token={ACTIVATION_SECRET}&step=2")),
        // It quotes the link in a reason, in the status, and leaves out what is needed.
        waiting().reason(format!("open {link} to go on")),
        waiting()
            .component("identity-domain", "FAILED")
            .component_reason("identity-domain", format!("see {link}")),
        waiting().answer("status", json!(null)),
        waiting().answer("status", json!({"unexpected": link})),
    ];
    let mut variables = place.variables();
    variables.push(("AWS_LAMBDA_LOG_LEVEL", "TRACE".to_owned()));
    variables.push(("RUST_LOG", "trace".to_owned()));
    variables.push(("RUST_BACKTRACE", "1".to_owned()));
    let mut emitted = String::new();
    for answer in answers {
        place.set(answer);
        for failing in [None, Some(Service::Dynamodb), Some(Service::Sns)] {
            sandbox.clear_faults();
            if let Some(service) = failing {
                sandbox.inject(Fault::new(service, Effect::AccessDenied));
            }
            for (name, event) in [("observer", json!({})), ("courier", json!({"flush": true}))] {
                let mut function = Function::start(name, &variables).await;
                let arn = place.function_arn(name);
                let ended = function.invoke(&event, &arn, Duration::from_secs(60)).await;
                emitted.push_str(&format!("{ended:?}\n"));
                emitted.push_str(&function.printed().await);
            }
        }
    }
    let messages = place.messages();
    emitted.push_str(&format!("{messages:?}\n"));
    emitted.push_str(&items(&place).await);
    assert!(emitted.contains("PENDING_CUSTOMER_ACTION") && emitted.contains("activation-link"), "{emitted}");
    assert!(!messages.is_empty());
    let at = emitted.find(ACTIVATION_SECRET).map(|at| &emitted[at.saturating_sub(300)..]);
    assert_eq!(at, None);
}
