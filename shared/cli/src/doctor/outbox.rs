//! The queue of a route: what waits, for how long, and why.

use std::collections::BTreeSet;
use std::time::Duration;

use rollcall_core::alert::Alert;
use rollcall_core::deliver::PendingAlert;
use rollcall_core::identity::Enrollment;
use rollcall_core::text::{one_line, span};
use rollcall_core::time::Time;
use rollcall_report::finding::Finding;
use rollcall_report::terminal::count;

use super::place::Place;
use super::stored::{StoredRoute, UnreadableAlert};

/// A courier that runs has sent what waits, or noted why not.
const LATE: Duration = Duration::from_secs(15 * 60);
/// How many different errors are named.
const ERRORS_MAX: usize = 3;

pub(super) fn findings(name: &str, stored: &StoredRoute, place: &Place, now: Time) -> Vec<Finding> {
    let what = format!("outbox of {name}");
    let StoredRoute { pending, unreadable, route } = stored;
    let (refused, waiting): (Vec<&PendingAlert>, Vec<&PendingAlert>) =
        pending.iter().partition(|pending| pending.last_error.is_some());
    let mut findings: Vec<Finding> = not_readable(&what, unreadable, place).into_iter().collect();
    findings.extend(not_taken(&what, &refused, place, now));
    // Of one enrollment, the first alert that stays holds back the others.
    let held_back: BTreeSet<Enrollment> = refused
        .iter()
        .map(|pending| pending.alert.enrollment.clone())
        .chain(unreadable.iter().filter_map(|item| Some(item.id.as_ref()?.parts().0)))
        .collect();
    let fails = route.backoff.failures > 0;
    findings.extend(not_sent(
        &what,
        &waiting,
        |alert| fails || held_back.contains(&alert.enrollment),
        place,
        now,
    ));
    if findings.is_empty() {
        findings.push(Finding::well(what, "no alert waits"));
    }
    findings
}

/// What no courier has tried, or could not. `is_explained` if something else keeps an alert.
fn not_sent(
    what: &str,
    waiting: &[&PendingAlert],
    is_explained: impl Fn(&Alert) -> bool,
    place: &Place,
    now: Time,
) -> Option<Finding> {
    let since = |pending: &&PendingAlert| now.since(pending.alert.observed_at);
    let oldest = waiting.iter().map(since).max()?;
    let is_late = |pending: &&&PendingAlert| since(pending) > LATE && !is_explained(&pending.alert);
    let late: Vec<Duration> = waiting.iter().filter(is_late).map(since).collect();
    Some(match late.iter().max() {
        None => Finding::well(what, format!("{}, the oldest for {}", waits(waiting.len()), span(oldest))),
        Some(longest) => {
            let age = span(*longest);
            let detail = format!(
                "{} for up to {age}, and no courier has tried to send: none is running",
                waits(late.len())
            );
            Finding::wrong(what, detail, place.deliver())
        }
    })
}

fn not_readable(what: &str, unreadable: &[UnreadableAlert], place: &Place) -> Option<Finding> {
    let errors = distinct(unreadable.iter().map(|item| item.error.as_str()))?;
    let detail = format!("{} cannot be read: {errors}", count(unreadable.len(), "item"));
    let fix = match unreadable.iter().find_map(|item| item.id.as_ref()) {
        Some(id) => {
            format!("update Rollcall, or rollcall outbox drop {id} --reason unreadable {}", place.option())
        }
        None => "update Rollcall: another version has written what this one cannot read".to_owned(),
    };
    Some(Finding::wrong(what, detail, fix))
}

/// What the channel refused.
fn not_taken(what: &str, refused: &[&PendingAlert], place: &Place, now: Time) -> Option<Finding> {
    let errors = distinct(refused.iter().filter_map(|pending| pending.last_error.as_deref()))?;
    let oldest = refused.iter().min_by_key(|pending| pending.alert.observed_at)?;
    let age = span(now.since(oldest.alert.observed_at));
    let detail = format!("{} refused, the oldest for {age}: {errors}", count(refused.len(), "alert"));
    let fix = format!("rollcall outbox drop {} --reason TEXT {}", oldest.alert.id, place.option());
    Some(Finding::wrong(what, detail, fix))
}

/// Each error once, at most three. None if there are no errors.
fn distinct<'a>(errors: impl Iterator<Item = &'a str>) -> Option<String> {
    let errors: BTreeSet<String> = errors.map(one_line).collect();
    let more = errors.len().saturating_sub(ERRORS_MAX);
    let named: Vec<String> = errors.into_iter().take(ERRORS_MAX).collect();
    let more = if more == 0 { String::new() } else { format!("; and {}", count(more, "other error")) };
    (!named.is_empty()).then(|| format!("{}{more}", named.join("; ")))
}

fn waits(number: usize) -> String {
    format!("{} {}", count(number, "alert"), if number == 1 { "waits" } else { "wait" })
}

#[cfg(test)]
mod tests {
    use rollcall_core::alert::AlertId;
    use rollcall_core::deliver::{Backoff, Route};

    use super::*;

    fn minute(minutes: i64) -> Time {
        Time::from_epoch_millis(1_795_230_000_000 + minutes * 60_000)
    }

    fn id(region: &str, minutes: i64) -> AlertId {
        AlertId::new(&format!("odb/111122223333/{region}").parse().unwrap(), 1, minute(minutes))
    }

    /// An alert of that minute, and why the channel refused it.
    fn pending(region: &str, minutes: i64, error: Option<&str>) -> PendingAlert {
        let (id, at) = (id(region, minutes), minute(minutes));
        let alert: Alert = serde_json::from_value(serde_json::json!({
            "schema": "rollcall.alert/1", "id": id, "version": 1, "head": "", "kind": "failure",
            "severity": "critical", "check": "odb", "service": "Oracle Database@AWS", "account": "111122223333",
            "region": region, "enrollment": id.parts().0, "title": "", "summary": "",
            "compliance": {"from": "COMPLIANT", "to": "NON_COMPLIANT"}, "components": [], "transitions": [],
            "observed_at": at, "first_seen": at, "next": {}, "links": {"console": "", "docs": ""}, "remedy": "",
        }))
        .unwrap();
        PendingAlert { last_error: error.map(str::to_owned), ..PendingAlert::new(alert) }
    }

    fn queue(pending: Vec<PendingAlert>) -> StoredRoute {
        StoredRoute { pending, ..StoredRoute::default() }
    }

    /// Each finding at minute 0, with its fix.
    fn told(stored: &StoredRoute) -> Vec<String> {
        let place = Place { table: Some("t".to_owned()), ..Place::default() };
        let text = |finding: Finding| {
            assert_eq!(finding.what, "outbox of default");
            finding
                .fault
                .map_or(finding.detail.clone(), |fault| format!("{} -> {}", finding.detail, fault.fix))
        };
        findings("default", stored, &place, minute(0)).into_iter().map(text).collect()
    }

    #[test]
    fn what_waits_for_15_minutes_at_most_is_well() {
        assert_eq!(told(&queue(vec![])), ["no alert waits"]);
        assert_eq!(
            told(&queue(vec![pending("us-east-1", -15, None)])),
            ["1 alert waits, the oldest for 15 min"]
        );
    }

    #[test]
    fn what_waits_for_longer_without_an_error_needs_a_courier() {
        let late = vec![
            pending("us-east-1", -180, None),
            pending("us-west-2", -16, None),
            pending("sa-east-1", 0, None),
        ];
        let expected = "2 alerts wait for up to 3 h, and no courier has tried to send: none is running \
                        -> aws scheduler list-schedules";
        assert_eq!(told(&queue(late)), [expected]);
    }

    #[test]
    fn a_failing_channel_is_the_routes_fault_and_not_the_couriers() {
        let backoff = Backoff { failures: 1, ..Backoff::default() };
        let route = Route { backoff, ..Route::default() };
        let stored = StoredRoute { route, ..queue(vec![pending("us-east-1", -180, None)]) };
        assert_eq!(told(&stored), ["1 alert waits, the oldest for 3 h"]);
    }

    #[test]
    fn a_refused_alert_is_named_with_its_error_and_holds_back_its_own_enrollment() {
        let refused = vec![
            pending("us-east-1", -180, Some("InvalidParameter:\ntoo long")),
            pending("us-east-1", -170, None),
            pending("us-west-2", -60, Some("InvalidParameter: too long")),
        ];
        let drop = format!("rollcall outbox drop {} --reason TEXT --table t", id("us-east-1", -180));
        let expected = format!("2 alerts refused, the oldest for 3 h: InvalidParameter: too long -> {drop}");
        assert_eq!(told(&queue(refused)), [expected.as_str(), "1 alert waits, the oldest for 2 h 50 min"]);
    }

    #[test]
    fn at_most_three_errors_are_named() {
        let refused = ["a", "b", "c", "d", "e"].map(|error| pending("us-east-1", -1, Some(error)));
        let told = told(&queue(refused.to_vec()));
        assert!(told[0].contains(": a; b; c; and 2 other errors -> "), "{told:?}");
    }

    #[test]
    fn an_item_that_cannot_be_read_can_be_dropped_if_it_has_an_id() {
        let nameless = UnreadableAlert { id: None, error: "no id".to_owned() };
        let update = "1 item cannot be read: no id -> update Rollcall: another version has written what this one cannot read";
        assert_eq!(told(&StoredRoute { unreadable: vec![nameless], ..StoredRoute::default() }), [update]);
        let named = UnreadableAlert { id: Some(id("us-east-1", -1)), error: "of schema 9".to_owned() };
        let told = told(&StoredRoute { unreadable: vec![named], ..StoredRoute::default() });
        let drop = format!("rollcall outbox drop {} --reason unreadable --table t", id("us-east-1", -1));
        assert_eq!(told, [format!("1 item cannot be read: of schema 9 -> update Rollcall, or {drop}")]);
    }
}
