//! Who is subscribed: the courier counts once an hour, and says what is missing.

use std::sync::Arc;
use std::time::Duration;

use rollcall_aws::DynamoOutbox;
use rollcall_channels::sns::Sns;
use rollcall_core::deliver::{Backoff, DEFAULT_ROUTE, KnownSubscriptions, Lease, Route, Subscriptions};
use rollcall_core::ports::{CallErrorClass, Clock as _, Routes as _};
use rollcall_core::time::Time;
use rollcall_engine::clock::SystemClock;
use rollcall_engine::fault::chain;
use rollcall_sandbox::{Effect, Fault, Options, Sandbox, Service};
use rollcall_tests::function::Function;
use rollcall_tests::place::{Place, answer};
use serde_json::{Value, json};

const COUNT: &str = "GetTopicAttributes";

async fn place() -> Place {
    Place::new(&Arc::new(Sandbox::start(Options::default()).await.unwrap()), 0)
}

fn hours_ago(hours: i64) -> Time {
    Time::from_epoch_millis(SystemClock.now().epoch_millis() - hours * 3_600_000)
}

fn counts(place: &Place) -> u64 {
    place.sandbox.counts().get(&(Service::Sns, COUNT.to_owned())).copied().unwrap_or_default()
}

/// The lines that a process of the courier prints in two runs.
async fn two_runs(place: &Place) -> Vec<Value> {
    let mut function = Function::start("courier", &place.variables()).await;
    let arn = place.function_arn("courier");
    for _ in 0..2 {
        answer(function.invoke(&json!({}), &arn, Duration::from_secs(60)).await);
    }
    let printed = function.printed().await;
    printed.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

fn values<'a>(lines: &'a [Value], metric: &str) -> Vec<&'a Value> {
    lines.iter().filter_map(|line| line.get(metric)).collect()
}

fn warnings(lines: &[Value]) -> Vec<&Value> {
    lines.iter().filter(|line| line["level"] == "WARN").collect()
}

#[tokio::test]
async fn the_first_run_counts_and_the_next_does_not() {
    let place = place().await;
    let lines = two_runs(&place).await;
    assert_eq!((values(&lines, "SubscriptionsMissing"), counts(&place)), (vec![&json!(0)], 1));
    assert_eq!(values(&lines, "CourierCompleted"), [1, 1]);
    assert_eq!(warnings(&lines), Vec::<&Value>::new());
}

#[tokio::test]
async fn who_has_not_confirmed_or_has_gone_is_counted_and_named() {
    let place = place().await;
    let topic = place.topic();
    place.sandbox.set_subscriptions(&topic, 3, 0);
    place.deliver_at(hours_ago(1)).await;
    place.sandbox.set_subscriptions(&topic, 2, 1);
    let lines = two_runs(&place).await;
    let metric = lines.iter().find(|line| line.get("SubscriptionsMissing").is_some()).unwrap();
    assert_eq!(
        (&metric["SubscriptionsMissing"], &metric["function"]),
        (&json!(2), &json!("rollcall-courier"))
    );
    let warnings = warnings(&lines);
    assert_eq!(warnings.len(), 1, "{lines:#?}");
    let message = format!(
        "1 subscription of {topic} is gone (expected 3, found 2); 1 subscription of {topic} is not confirmed"
    );
    let fields = [
        ("message", json!(message)),
        ("route", json!("default")),
        ("of", json!(topic)),
        ("missing", json!(2)),
        ("expected", json!(3)),
        ("confirmed", json!(2)),
        ("pending", json!(1)),
    ];
    for (name, value) in fields {
        assert_eq!(warnings[0][name], value, "{name} in {}", warnings[0]);
    }
}

#[tokio::test]
async fn a_count_that_is_denied_is_a_warning_and_delays_no_alert() {
    let place = place().await;
    place.sandbox.inject(Fault::new(Service::Sns, Effect::AccessDenied).operation(COUNT));
    place.odb("SUSPENDED");
    place.observe().await;
    let lines = two_runs(&place).await;
    assert_eq!(place.alert_ids().len(), 1);
    assert_eq!(values(&lines, "NotificationsSent"), [1, 0]);
    assert_eq!(values(&lines, "ChannelFailing"), [0, 0]);
    assert_eq!(values(&lines, "CourierCompleted"), [1, 1]);
    assert_eq!(values(&lines, "SubscriptionsMissing"), Vec::<&Value>::new());
    let warnings = warnings(&lines);
    assert_eq!((warnings.len(), counts(&place)), (1, 1), "{lines:#?}");
    let error = warnings[0]["error"].as_str().unwrap();
    assert_eq!(warnings[0]["code"], "AuthorizationError");
    assert!(error.ends_with("; allow sns:GetTopicAttributes"), "{error}");
}

/// A courier that has the lease, and one that has not, write the same item.
#[tokio::test]
async fn what_is_known_of_subscriptions_and_a_lease_do_not_disturb_each_other() {
    let place = place().await;
    let outbox = DynamoOutbox::new(&place.sdk(), &place.table());
    let stored = async || outbox.routes().await.unwrap().remove(DEFAULT_ROUTE).unwrap();
    let now = SystemClock.now();
    let (first, _) = KnownSubscriptions::default()
        .count(Subscriptions { of: place.topic(), confirmed: 2, pending: 0 }, now);
    let second = first.not_counted(now.next());
    let lease = Lease { holder: "one".to_owned(), ends_at: now.plus(Duration::from_secs(60)) };

    outbox.remember(DEFAULT_ROUTE, &first).await.unwrap();
    assert_eq!(stored().await, Route { subscriptions: Some(first), ..Route::default() }, "there was no item");
    assert!(outbox.take(DEFAULT_ROUTE, &lease, now).await.unwrap());
    outbox.remember(DEFAULT_ROUTE, &second).await.unwrap();
    let leased = Route { lease: Some(lease.clone()), subscriptions: Some(second), ..Route::default() };
    assert_eq!(stored().await, leased);
    let other = Lease { holder: "other".to_owned(), ..lease.clone() };
    assert!(!outbox.take(DEFAULT_ROUTE, &other, now).await.unwrap());
    let backoff = Backoff::default().failed("down", None, now);
    outbox.give_back(DEFAULT_ROUTE, "other", &backoff).await.unwrap();
    assert_eq!(stored().await, leased, "it was not the other's to give");
    outbox.give_back(DEFAULT_ROUTE, "one", &backoff).await.unwrap();
    assert_eq!(stored().await, Route { lease: None, backoff, subscriptions: Some(second) });
    assert!(outbox.take(DEFAULT_ROUTE, &other, now).await.unwrap());
    outbox.give_back(DEFAULT_ROUTE, "other", &Backoff::default()).await.unwrap();
    assert_eq!(stored().await, Route { subscriptions: Some(second), ..Route::default() });
}

#[tokio::test]
async fn sns_is_asked_in_the_topics_own_region_and_its_errors_say_what_to_do() {
    let place = place().await;
    let topic = format!("arn:aws:sns:eu-central-1:{}:elsewhere", place.account);
    place.sandbox.set_subscriptions(&topic, 3, 2);
    let sns = Sns::new(&place.sdk(), &topic.parse().unwrap());
    assert_eq!(sns.count().await.unwrap(), Subscriptions { of: topic.clone(), confirmed: 3, pending: 2 });
    let asked = place.sandbox.requests().pop().unwrap();
    assert_eq!((asked.operation.as_str(), asked.target.region.as_str()), (COUNT, "eu-central-1"));

    let not_found = Effect::Error { code: "NotFound".into(), status: 404, message: "no such topic".into() };
    let cases = [
        (
            Effect::AccessDenied,
            CallErrorClass::Configuration,
            "the sns:GetTopicAttributes action; allow sns:Get",
        ),
        (not_found, CallErrorClass::Configuration, "(NotFound)"),
        (Effect::InternalError, CallErrorClass::Unavailable, "(InternalError)"),
        (Effect::Throttling, CallErrorClass::Unavailable, "(Throttled)"),
        (Effect::Cut, CallErrorClass::Unavailable, ": "),
    ];
    for (effect, class, expected) in cases {
        let fault = place.sandbox.inject(Fault::new(Service::Sns, effect));
        let error = sns.count().await.unwrap_err();
        place.sandbox.clear(fault);
        let text = chain(&error);
        assert!(text.starts_with(&format!("could not count the subscriptions of {topic}")), "{text}");
        assert!(error.class == class && text.contains(expected), "{:?}: {text}", error.class);
    }
}
