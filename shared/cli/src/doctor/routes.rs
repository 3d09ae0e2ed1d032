//! The routes: how the channel of each does, and who is subscribed.

use rollcall_aws::SdkConfig;
use rollcall_channels::sns::Sns;
use rollcall_channels::topic::TopicArn;
use rollcall_core::deliver::{Backoff, KnownSubscriptions, Lease, Route, Subscriptions};
use rollcall_core::ports::CallError;
use rollcall_core::text::{one_line, span};
use rollcall_core::time::Time;
use rollcall_report::finding::Finding;
use rollcall_report::terminal::count;

use super::finding::{allow, failed, is_denied};
use super::place::Place;
use crate::shell::quoted;

/// What is remembered of a route.
pub(super) fn findings(
    name: &str,
    route: &Route,
    place: &Place,
    now: Time,
    local: fn(Time) -> String,
) -> Vec<Finding> {
    let what = format!("route {name}");
    let lease = route.lease.as_ref().map(|lease| sending(lease, now, local)).unwrap_or_default();
    let channel = match &route.backoff {
        Backoff { failures: 0, .. } => Finding::well(what, format!("its channel does not fail{lease}")),
        Backoff { failures, retry_at, last_error } => {
            let next =
                retry_at.filter(|at| *at > now).map_or("now".to_owned(), |at| format!("at {}", local(at)));
            let error = one_line(last_error.as_deref().unwrap_or("it gave no reason"));
            let times = if *failures == 1 { "once".to_owned() } else { format!("{failures} times in a row") };
            let detail = format!("its channel failed {times}, and is tried again {next}{lease}: {error}");
            Finding::wrong(what, detail, place.retry())
        }
    };
    let subscriptions = route.subscriptions.as_ref().map(|known| remembered(name, known, place, now));
    std::iter::once(channel).chain(subscriptions).collect()
}

/// What a lease means: a courier gives it back when it has sent.
fn sending(lease: &Lease, now: Time, local: fn(Time) -> String) -> String {
    let ends = local(lease.ends_at);
    if lease.ends_at > now {
        format!("; a courier is sending, until {ends} at the latest")
    } else {
        format!("; a courier ended while it was sending, before {ends}: the next one goes on")
    }
}

fn remembered(name: &str, known: &KnownSubscriptions, place: &Place, now: Time) -> Finding {
    let what = format!("subscriptions of {name}");
    let KnownSubscriptions { expected, confirmed, since, asked_at } = *known;
    if confirmed >= expected {
        let counted = span(now.since(asked_at));
        return Finding::well(what, format!("{confirmed} confirmed, counted {counted} ago"));
    }
    let detail = format!(
        "{} expected, and {confirmed} confirmed for {}",
        count(expected, "subscription"),
        span(now.since(since))
    );
    let topic = place.topic.as_deref().map_or("ARN".to_owned(), quoted);
    Finding::wrong(what, detail, format!("aws sns list-subscriptions-by-topic --topic-arn {topic}"))
}

/// Counts the topic's subscriptions now.
pub(super) async fn topic(sdk: &SdkConfig, arn: &str) -> Finding {
    match arn.parse::<TopicArn>() {
        Ok(topic) => subscribed(arn, &Sns::new(sdk, &topic).count().await),
        Err(error) => {
            Finding::wrong("topic", error.to_string(), "name its ARN with --topic, or in ROLLCALL_TOPIC_ARN")
        }
    }
}

fn subscribed(arn: &str, found: &Result<Subscriptions, CallError>) -> Finding {
    let what = format!("topic {arn}");
    let some = |number| count(number, "subscription");
    let arn = quoted(arn);
    match found {
        Err(error) if is_denied(error) => failed(what, error, allow("", &["sns:GetTopicAttributes"], &arn)),
        Err(error) => failed(what, error, "deploy it (infra/README.md), or name another with --topic"),
        Ok(Subscriptions { confirmed: 0, pending, .. }) => {
            let detail = format!("no one is notified: {} to be confirmed", some(*pending));
            let fix = format!(
                "aws sns subscribe --topic-arn {arn} --protocol email --notification-endpoint YOU@EXAMPLE.COM, \
                 then confirm the e-mail"
            );
            Finding::wrong(what, detail, fix)
        }
        Ok(Subscriptions { pending: 0, confirmed, .. }) => {
            Finding::well(what, format!("{} confirmed", some(*confirmed)))
        }
        Ok(Subscriptions { pending, .. }) => {
            let fix = "confirm the e-mail from AWS Notifications, or unsubscribe";
            Finding::wrong(what, format!("{} to be confirmed", some(*pending)), fix)
        }
    }
}

#[cfg(test)]
mod tests {
    use rollcall_core::ports::CallErrorClass;

    use super::*;

    const TOPIC: &str = "arn:aws:sns:us-east-1:111122223333:rollcall";

    fn minute(minutes: i64) -> Time {
        Time::from_epoch_millis(1_795_230_000_000 + minutes * 60_000)
    }

    /// Each finding at minute 0, with its fix.
    fn told(route: &Route) -> Vec<String> {
        let place = Place { table: Some("t".to_owned()), topic: Some(TOPIC.to_owned()), ..Place::default() };
        let text = |finding: Finding| {
            let told = format!("{}: {}", finding.what, finding.detail);
            finding.fault.map_or(told.clone(), |fault| format!("{told} -> {}", fault.fix))
        };
        findings("default", route, &place, minute(0), |time| time.minute()).into_iter().map(text).collect()
    }

    fn failing(failures: u32, retry_at: Option<Time>) -> Route {
        let backoff = Backoff { failures, retry_at, last_error: Some("NotFound:\nno topic".to_owned()) };
        Route { backoff, ..Route::default() }
    }

    #[test]
    fn a_failing_channel_is_named_with_its_error_and_next_attempt() {
        assert_eq!(told(&Route::default()), ["route default: its channel does not fail"]);
        let retry = format!(": NotFound: no topic -> rollcall outbox retry --table t --topic {TOPIC}");
        let expected = |when: &str| format!("route default: its channel failed {when}{retry}");
        let until = "2 times in a row, and is tried again at 2026-11-21 03:05 UTC";
        assert_eq!(told(&failing(2, Some(minute(5)))), [expected(until)]);
        assert_eq!(told(&failing(1, Some(minute(-5)))), [expected("once, and is tried again now")]);
    }

    #[test]
    fn a_lease_says_whether_a_courier_sends_or_has_died() {
        let of = |ends_at| {
            let lease = Some(Lease { holder: "a".to_owned(), ends_at });
            told(&Route { lease, ..Route::default() })[0].clone()
        };
        assert!(of(minute(1)).ends_with("; a courier is sending, until 2026-11-21 03:01 UTC at the latest"));
        assert!(
            of(minute(-1))
                .ends_with("ended while it was sending, before 2026-11-21 02:59 UTC: the next one goes on")
        );
    }

    #[test]
    fn a_subscription_that_is_gone_is_wrong_since_it_was_first_missed() {
        let known = |expected, confirmed| {
            let known = KnownSubscriptions { expected, confirmed, since: minute(-120), asked_at: minute(-5) };
            told(&Route { subscriptions: Some(known), ..Route::default() })[1].clone()
        };
        assert_eq!(known(2, 2), "subscriptions of default: 2 confirmed, counted 5 min ago");
        let list = format!("aws sns list-subscriptions-by-topic --topic-arn {TOPIC}");
        let gone = "subscriptions of default: 2 subscriptions expected, and 1 confirmed for 2 h";
        assert_eq!(known(2, 1), format!("{gone} -> {list}"));
    }

    #[test]
    fn a_topic_that_notifies_no_one_or_cannot_be_read_has_its_line() {
        let found = |confirmed, pending| Ok(Subscriptions { of: TOPIC.to_owned(), confirmed, pending });
        let error = |code: &str| {
            let class = CallErrorClass::Configuration;
            let attempted = "count".to_owned();
            Err(CallError {
                attempted,
                class,
                code: Some(code.to_owned()),
                request_id: None,
                source: "no".into(),
            })
        };
        for (found, expected) in [
            (found(1, 0), None),
            (found(0, 1), Some("aws sns subscribe --topic-arn arn:aws:sns:us-east-1:111122223333:rollcall")),
            (found(1, 1), Some("confirm the e-mail")),
            (
                error("AuthorizationError"),
                Some("\"Action\": \"sns:GetTopicAttributes\", \"Resource\": \"arn:aws:sns:"),
            ),
            (error("NotFound"), Some("name another with --topic")),
        ] {
            let fix = subscribed(TOPIC, &found).fault.map(|fault| fault.fix);
            assert_eq!(fix.is_some(), expected.is_some(), "{fix:?}");
            assert!(fix.unwrap_or_default().contains(expected.unwrap_or_default()), "{expected:?}");
        }
    }
}
