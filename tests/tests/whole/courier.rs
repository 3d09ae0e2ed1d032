//! The courier: one sender per route, and no alert held back by what does not concern it.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_aws::DynamoOutbox;
use rollcall_core::deliver::{Notification, Receipt, Subscriptions};
use rollcall_core::ports::{CallError, Channel, Clock as _, Retry, SendError};
use rollcall_core::time::Time;
use rollcall_engine::clock::SystemClock;
use rollcall_engine::courier::{Courier, CourierRequest, Delivered};
use rollcall_engine::deadline::Deadline;
use rollcall_sandbox::{Check, Effect, Fault, Options, Sandbox, Service, Setting};
use rollcall_tests::function::{Function, signal};
use rollcall_tests::page::answer_on_page;
use rollcall_tests::place::{Place, REGION, StandingClock, answer};
use serde_json::json;

const REGIONS: [&str; 2] = [REGION, "eu-central-1"];

async fn place() -> Place {
    Place::new(&Arc::new(Sandbox::start(Options::default()).await.unwrap()), 0)
}

/// A failure is pending in each Region.
async fn two_failures(place: &Place, now: Time) {
    place.odb("ACTIVE");
    place.observe_at(now, &REGIONS).await;
    place.odb("SUSPENDED");
    place.observe_at(now.plus(Duration::from_secs(1)), &REGIONS).await;
}

#[tokio::test]
async fn the_answer_is_the_contract_and_stands_on_the_page() {
    let place = place().await;
    let empty = json!({"sent": 0, "notifications": 0, "superseded": 0, "waiting": 0, "failed": 0});
    let courier = async || answer(place.invoke("courier", &json!({})).await);
    assert_eq!(courier().await, json!({"routes": {"default": empty}}));
    place.odb("SUSPENDED");
    place.observe().await;
    let sent = json!({"sent": 1, "notifications": 1, "superseded": 0, "waiting": 0, "failed": 0});
    let answer = courier().await;
    assert_eq!(answer, json!({"routes": {"default": sent}}));
    assert_eq!(answer, answer_on_page("courier"));
}

#[tokio::test]
async fn a_channel_that_fails_fails_no_invocation_and_rests() {
    let place = place().await;
    place.odb("SUSPENDED");
    place.observe().await;
    let down = place.sandbox.inject(Fault::new(Service::Sns, Effect::InternalError));
    let answer = place.deliver().await;
    assert_eq!((&answer["failed"], &answer["waiting"]), (&json!(1), &json!(1)));
    place.sandbox.clear(down);
    let rests = place.deliver().await;
    assert_eq!((&rests["sent"], &rests["waiting"]), (&json!(0), &json!(1)), "it rests for 15 s");
    let mut function = Function::start("courier", &place.variables()).await;
    let arn = place.function_arn("courier");
    let flushed = function.invoke(&json!({"flush": true}), &arn, Duration::from_secs(60)).await;
    assert_eq!(rollcall_tests::place::answer(flushed)["routes"]["default"]["sent"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_couriers_at_once_one_sends() {
    let place = place().await;
    two_failures(&place, SystemClock.now()).await;
    // Both have read the queue before one of them is done.
    place.sandbox.inject(Fault::new(Service::Sns, Effect::Latency { milliseconds: 500 }));
    let (one, other) = tokio::join!(place.deliver(), place.deliver());
    let sent = [&one["sent"], &other["sent"]];
    assert!(sent == [&json!(2), &json!(0)] || sent == [&json!(0), &json!(2)], "{one} {other}");
    assert_eq!(place.alert_ids().len(), 2);
}

/// The process hangs while it sends; its lease ends, and another sends. What it does when it resumes is
/// harmless.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_ends_while_its_process_hangs() {
    let place = place().await;
    place.odb("SUSPENDED");
    place.observe().await;
    let hangs = place.sandbox.inject(Fault::new(Service::Sns, Effect::Hang).after().times(1));
    let mut function = Function::start("courier", &place.variables()).await;
    let (arn, event, id) = (place.function_arn("courier"), json!({}), function.id());
    let hanging = function.invoke(&event, &arn, Duration::from_secs(4));
    let other = async {
        place.sandbox.reached(hangs).await.unwrap();
        signal(id, "-STOP");
        let now = SystemClock.now();
        let early = place.deliver_at(now).await;
        assert_eq!((early.sent, early.waiting), (0, 1), "the lease holds");
        // Its deadline is four seconds after its start, and its lease ends a second later.
        let delivered = place.deliver_at(now.plus(Duration::from_secs(6))).await;
        signal(id, "-CONT");
        delivered
    };
    let (ended, delivered) = tokio::join!(hanging, other);
    assert_eq!(delivered.sent, 1, "{delivered:?}");
    answer(ended);
    let mut ids = place.alert_ids();
    ids.dedup();
    assert_eq!(ids.len(), 1, "under one id");
    assert_eq!(place.outbox().await, []);
    assert!(place.history().await[0].receipts["default"].receipt().is_some());
}

/// Refuses alerts about a Region, and accepts the rest.
#[derive(Debug)]
struct Picky(&'static str);

impl Channel for Picky {
    async fn send(&self, notification: &Notification<'_>) -> Result<Receipt, SendError> {
        if notification.alert.region.as_str() == self.0 {
            let reason = "too long".to_owned();
            return Err(SendError { channel: "picky", reason, retry: Retry::Notification });
        }
        Ok(Receipt { channel: "picky".to_owned(), message_id: notification.alert.id.to_string() })
    }

    async fn subscriptions(&self) -> Result<Option<Subscriptions>, CallError> {
        Ok(None)
    }
}

async fn deliver_picky(place: &Place, now: Time) -> Delivered {
    let outbox = DynamoOutbox::new(&place.sdk(), &place.table());
    let courier = Courier { outbox, channel: Picky(REGION), clock: StandingClock(now) };
    let request = CourierRequest { holder: "picky".to_owned(), flush: false, deadline: Deadline::NONE };
    courier.deliver(&request).await.remove("default").unwrap()
}

#[tokio::test]
async fn an_alert_that_is_refused_holds_back_its_own_enrollment_alone() {
    let place = place().await;
    let now = SystemClock.now();
    two_failures(&place, now).await;
    place.odb("ACTIVE");
    place.observe_at(now.plus(Duration::from_secs(2)), &REGIONS).await;
    let at = |seconds| now.plus(Duration::from_secs(seconds));
    let first = deliver_picky(&place, at(3)).await;
    assert_eq!((first.sent, first.failures.len(), first.waiting), (2, 1, 2), "{first:?}");
    let waiting = place.outbox().await;
    assert_eq!((waiting[0].attempts, waiting[1].attempts), (1, 0), "what is behind it was not tried");
    assert!(waiting[0].last_error.as_ref().unwrap().contains("too long"));
    let soon = deliver_picky(&place, at(10)).await;
    assert_eq!((soon.failures.len(), soon.waiting), (0, 2), "it waits for 15 s");
    assert_eq!(deliver_picky(&place, at(19)).await.failures.len(), 1);
    assert_eq!(place.deliver_at(at(99)).await.sent, 2, "another channel takes both");
}

#[tokio::test]
async fn an_alert_that_cannot_be_read_stays_and_holds_back_its_own_enrollment_alone() {
    let place = place().await;
    let now = SystemClock.now();
    two_failures(&place, now).await;
    let waiting = place.outbox().await.into_iter().map(|pending| pending.alert);
    let id = waiting.filter(|alert| alert.region.as_str() == REGION).map(|alert| alert.id).next().unwrap();
    let update = Client::new(&place.sdk()).update_item().table_name(place.table());
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let update = update.key("pk", text("OUTBOX#default#0")).key("sk", text(id.as_str()));
    let update =
        update.update_expression("SET #schema = :schema").expression_attribute_names("#schema", "schema");
    update.expression_attribute_values(":schema", text("rollcall.outbox/9")).send().await.unwrap();
    let delivered = place.deliver_at(now.plus(Duration::from_secs(2))).await;
    assert_eq!((delivered.sent, delivered.waiting, delivered.faults.len()), (1, 1, 0), "{delivered:?}");
    assert!(delivered.failures[0].contains("rollcall.outbox version 9"), "{}", delivered.failures[0]);
    assert_eq!(place.alert_ids().len(), 1);
}

/// More than a page of the queue, in many enrollments.
#[tokio::test]
async fn a_long_queue_is_sent_to_the_end() {
    let place = place().await;
    let regions: Vec<String> = (1..=60).map(|number| format!("xa-north-{number}")).collect();
    let regions: Vec<&str> = regions.iter().map(String::as_str).collect();
    let now = SystemClock.now();
    place.set(Setting::new(Check::Odb).status("SUSPENDED").reason("x".repeat(4000)));
    place.observe_at(now, &regions).await;
    place.odb("ACTIVE");
    place.observe_at(now.plus(Duration::from_secs(1)), &regions).await;
    let delivered = place.deliver_at(now.plus(Duration::from_secs(2))).await;
    assert_eq!((delivered.sent, delivered.waiting), (120, 0), "{delivered:?}");
    assert_eq!(place.alert_ids().len(), 120);
}
