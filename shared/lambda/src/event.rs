//! Reads the event that invoked a function.
//!
//! Refuses everything it does not know, with the place and the fault, before anything is called.

use std::fmt::Display;
use std::str::FromStr;

use rollcall_core::check::CheckRules;
use rollcall_core::organization::unit::{RunId, Unit};
use rollcall_core::plan::{Request, WantedTarget};
use rollcall_core::region::Region;
use serde::Deserialize as _;
use serde_json::{Map, Value};

/// The most targets of one list.
const TARGETS_MAX: usize = 1000;
/// The most faults that one error lists.
const FAULTS_MAX: usize = 10;

/// Why an event is refused: what is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event is refused, and nothing was done: {}", .faults.join("; "))]
pub(crate) struct EventError {
    /// Each begins with its place.
    pub(crate) faults: Vec<String>,
}

impl EventError {
    fn new(place: &str, fault: impl Display) -> Self {
        Self { faults: vec![format!("{place}: {fault}")] }
    }
}

const OBSERVER: &str = "expected a scheduled event of EventBridge or EventBridge Scheduler, {}, {\"checks\": [\"odb\"]} \
    {\"targets\": [{\"account\": \"111122223333\", \"region\": \"us-east-1\", \"check\": \"odb\"}]} or a unit of \
    the planner";
const PLANNER: &str = "expected a scheduled event of EventBridge or EventBridge Scheduler, {\"step\": \"plan\"} or \
    {\"step\": \"reconcile\", \"run\": \"20261121T032913412Z\"}";
const COURIER: &str =
    "expected a scheduled event of EventBridge or EventBridge Scheduler, {} or {\"flush\": true}";

/// What the observer should do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ObserverEvent {
    Request(Request),
    Unit(Unit),
}

/// A step of a run of the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlannerEvent {
    Plan,
    Reconcile(RunId),
}

/// What the observer should look at. A Region must be one that this build knows, or one of those
/// `configured`.
pub(crate) fn observer(
    event: &Value,
    configured: &[Region],
    checks: &[&'static CheckRules],
) -> Result<ObserverEvent, EventError> {
    let fields = fields(event, OBSERVER)?;
    if fields.len() == 1
        && let Some(value) = fields.get("unit")
    {
        return unit(value).map(ObserverEvent::Unit);
    }
    request(fields, configured, checks).map(ObserverEvent::Request)
}

/// What the planner should do.
pub(crate) fn planner(event: &Value) -> Result<PlannerEvent, EventError> {
    let fields = fields(event, PLANNER)?;
    if scheduled(fields)?.is_some() {
        return Ok(PlannerEvent::Plan);
    }
    match (fields.get("step").and_then(Value::as_str), fields.get("run"), fields.len()) {
        (Some("plan"), None, 1) => Ok(PlannerEvent::Plan),
        (Some("reconcile"), Some(run), 2) => {
            let text =
                run.as_str().ok_or_else(|| EventError::new("run", format!("{run} is not a JSON string")))?;
            text.parse().map(PlannerEvent::Reconcile).map_err(|error| EventError::new("run", error))
        }
        (..) => Err(unknown(fields, PLANNER)),
    }
}

fn unit(value: &Value) -> Result<Unit, EventError> {
    const PARTS: [&str; 4] = ["run", "shard", "from", "to"];
    let Value::Object(fields) = value else {
        return Err(EventError::new("unit", format!("expected an object with {}", PARTS.join(", "))));
    };
    if let Some(name) = fields.keys().find(|name| !PARTS.contains(&name.as_str())) {
        let fault = format!("there is no field {name:?}, only {}", PARTS.join(", "));
        return Err(EventError::new("unit", fault));
    }
    Unit::deserialize(value).map_err(|error| EventError::new("unit", error))
}

fn request(
    fields: &Map<String, Value>,
    configured: &[Region],
    checks: &[&'static CheckRules],
) -> Result<Request, EventError> {
    if let Some(detail) = scheduled(fields)? {
        return if detail.is_empty() { Ok(Request::All) } else { named(&detail, "detail", checks) };
    }
    if fields.is_empty() {
        Ok(Request::All)
    } else if fields.contains_key("checks") {
        named(fields, "", checks)
    } else if fields.contains_key("targets") {
        targets(fields, configured, checks).map(Request::Targets)
    } else {
        Err(unknown(fields, OBSERVER))
    }
}

/// Whether the courier should skip all waiting.
pub(crate) fn courier(event: &Value) -> Result<bool, EventError> {
    let fields = fields(event, COURIER)?;
    if fields.is_empty() || scheduled(fields)?.is_some() {
        return Ok(false);
    }
    match (fields.len(), fields.get("flush")) {
        (1, Some(Value::Bool(flush))) => Ok(*flush),
        (1, Some(other)) => Err(EventError::new("flush", format!("{other} is not true or false"))),
        (..) => Err(unknown(fields, COURIER)),
    }
}

fn fields<'a>(event: &'a Value, wanted: &str) -> Result<&'a Map<String, Value>, EventError> {
    event.as_object().ok_or_else(|| EventError::new("event", wanted))
}

fn unknown(fields: &Map<String, Value>, wanted: &str) -> EventError {
    if fields.is_empty() {
        return EventError::new("event", format!("it has no field; {wanted}"));
    }
    let names: Vec<&str> = fields.keys().take(5).map(String::as_str).collect();
    EventError::new("event", format!("it has the fields {}; {wanted}", names.join(", ")))
}

/// The detail of a scheduled event: an object, or a string of one, as EventBridge Scheduler writes it.
/// None if it is not a scheduled event.
fn scheduled(fields: &Map<String, Value>) -> Result<Option<Map<String, Value>>, EventError> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    if !matches!(text("source"), Some("aws.events" | "aws.scheduler")) {
        return Ok(None);
    }
    let detail = match fields.get("detail") {
        None => Some(Map::new()),
        Some(Value::Object(detail)) => Some(detail.clone()),
        Some(Value::String(detail)) => serde_json::from_str(detail).ok(),
        Some(_) => None,
    };
    detail.map(Some).ok_or_else(|| EventError::new("detail", "expected an object, or a JSON string of one"))
}

fn named(
    fields: &Map<String, Value>,
    place: &str,
    checks: &[&'static CheckRules],
) -> Result<Request, EventError> {
    let within = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
    if let Some(name) = fields.keys().find(|name| *name != "checks") {
        return Err(EventError::new(&within(name), "there is no such field, only checks"));
    }
    let list = fields.get("checks").and_then(Value::as_array).filter(|list| !list.is_empty());
    let list = list.ok_or_else(|| EventError::new(&within("checks"), "expected a list of checks"))?;
    let named = list.iter().enumerate().map(|(index, value)| {
        let place = within(&format!("checks[{index}]"));
        check(value, &place, checks)
    });
    all(named).map(Request::Checks)
}

fn check(
    value: &Value,
    place: &str,
    checks: &[&'static CheckRules],
) -> Result<&'static CheckRules, EventError> {
    let found = value.as_str().and_then(|id| checks.iter().find(|check| check.id == id));
    found.copied().ok_or_else(|| {
        let known: Vec<&str> = checks.iter().map(|check| check.id).collect();
        EventError::new(place, format!("there is no check {value}, only {}", known.join(", ")))
    })
}

fn targets(
    fields: &Map<String, Value>,
    configured: &[Region],
    checks: &[&'static CheckRules],
) -> Result<Vec<WantedTarget>, EventError> {
    if let Some(name) = fields.keys().find(|name| *name != "targets") {
        return Err(EventError::new(name, "there is no such field beside targets"));
    }
    let Some(list) = fields.get("targets").and_then(Value::as_array) else {
        return Err(EventError::new("targets", "expected a list"));
    };
    if list.is_empty() || list.len() > TARGETS_MAX {
        let fault = format!("expected 1 to {TARGETS_MAX}, and there are {}", list.len());
        return Err(EventError::new("targets", fault));
    }
    let each = list.iter().enumerate();
    all(each.map(|(index, value)| target(value, &format!("targets[{index}]"), configured, checks)))
}

/// All of them, or the faults of those that have one, as many as one error lists.
fn all<T>(each: impl Iterator<Item = Result<T, EventError>>) -> Result<Vec<T>, EventError> {
    let mut faults = Vec::new();
    let good: Vec<T> = each.filter_map(|one| one.map_err(|error| faults.extend(error.faults)).ok()).collect();
    if faults.is_empty() {
        return Ok(good);
    }
    let more = faults.len().saturating_sub(FAULTS_MAX);
    faults.truncate(FAULTS_MAX);
    faults.extend((more > 0).then(|| format!("and {more} more")));
    Err(EventError { faults })
}

fn target(
    value: &Value,
    place: &str,
    configured: &[Region],
    checks: &[&'static CheckRules],
) -> Result<WantedTarget, EventError> {
    const PARTS: &str = "account, region and check";
    let Value::Object(fields) = value else {
        return Err(EventError::new(place, format!("expected an object with {PARTS}, or some of them")));
    };
    let is_part = |name: &str| matches!(name, "account" | "region" | "check");
    if let Some(name) = fields.keys().find(|name| !is_part(name)) {
        return Err(EventError::new(place, format!("there is no field {name:?}, only {PARTS}")));
    }
    if fields.is_empty() {
        return Err(EventError::new(place, format!("expected at least one of {PARTS}")));
    }
    let account = part(fields, "account", place)?;
    let region: Option<Region> = part(fields, "region", place)?;
    if let Some(region) = region.as_ref().filter(|region| !region.is_known() && !configured.contains(region))
    {
        let fault =
            format!("the Region {region} is not known to exist; if it is new, add it to ROLLCALL_REGIONS");
        return Err(EventError::new(&format!("{place}.region"), fault));
    }
    let check =
        fields.get("check").map(|value| check(value, &format!("{place}.check"), checks)).transpose()?;
    Ok(WantedTarget { check, account, region })
}

fn part<T>(fields: &Map<String, Value>, name: &str, place: &str) -> Result<Option<T>, EventError>
where
    T: FromStr<Err: Display>,
{
    let place = || format!("{place}.{name}");
    match fields.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => text.parse().map(Some).map_err(|error| EventError::new(&place(), error)),
        Some(other) => Err(EventError::new(&place(), format!("{other} is not a JSON string"))),
    }
}

#[cfg(test)]
mod tests {
    use rollcall_checks::registry;
    use serde_json::json;

    use super::*;

    fn read(event: &Value) -> Result<Request, EventError> {
        match observer(event, &["af-north-2".parse().unwrap()], &registry::ALL)? {
            ObserverEvent::Request(request) => Ok(request),
            ObserverEvent::Unit(unit) => panic!("a unit: {unit:?}"),
        }
    }

    fn refused(event: &Value) -> String {
        read(event).unwrap_err().faults.join("; ")
    }

    #[test]
    fn a_schedule_may_name_checks_in_its_detail() {
        let event = |detail: Value| json!({"source": "aws.scheduler", "detail-type": "x", "detail": detail});
        let all = [event(json!({})), event(json!("{}")), json!({"source": "aws.events"}), json!({})];
        for event in all {
            assert_eq!(read(&event), Ok(Request::All), "{event}");
        }
        let checks = json!({"checks": ["odb", "iot-fleetwise"]});
        for event in [event(checks.clone()), event(json!(checks.to_string())), checks] {
            let Ok(Request::Checks(named)) = read(&event) else { panic!("{event}") };
            assert_eq!(named.iter().map(|check| check.id).collect::<Vec<_>>(), ["odb", "iot-fleetwise"]);
        }
    }

    #[test]
    fn targets_may_leave_out_parts() {
        let event =
            json!({"targets": [{"account": "111122223333", "check": "odb"}, {"region": "af-north-2"}]});
        let Ok(Request::Targets(wanted)) = read(&event) else { panic!("targets are wanted") };
        let parts = |one: &WantedTarget| (one.check.is_some(), one.account.is_some(), one.region.is_some());
        assert_eq!(wanted.iter().map(parts).collect::<Vec<_>>(), [(true, true, false), (false, false, true)]);
    }

    #[test]
    fn what_is_malformed_is_refused_with_its_place() {
        let cases = [
            (json!(null), "event: expected a scheduled event"),
            (json!([]), "event: "),
            (json!({"foo": 1}), "event: it has the fields foo; expected"),
            (json!({"source": "aws.ec2"}), "event: it has the fields"),
            (json!({"Records": []}), "event: it has the fields Records"),
            (json!({"source": "aws.events", "detail": 1}), "detail: expected an object"),
            (json!({"source": "aws.events", "detail": "x"}), "detail: expected an object"),
            (json!({"source": "aws.events", "detail": {"x": 1}}), "detail.x: there is no such field"),
            (
                json!({"source": "aws.events", "detail": {"checks": ["x"]}}),
                "detail.checks[0]: there is no check \"x\", only compute-optimizer, iot-fleetwise, odb",
            ),
            (json!({"checks": []}), "checks: expected a list of checks"),
            (json!({"checks": "odb"}), "checks: expected a list of checks"),
            (json!({"checks": [1, "odb", "odbb"]}), "checks[0]: there is no check 1"),
            (json!({"targets": {}}), "targets: expected a list"),
            (json!({"targets": []}), "targets: expected 1 to 1000, and there are 0"),
            (
                json!({"targets": vec![json!({"region": "us-east-1"}); 1001]}),
                "targets: expected 1 to 1000, and there are 1001",
            ),
            (json!({"targets": [{"region": "us-east-1"}], "dry": true}), "dry: there is no such field"),
            (json!({"targets": [{}]}), "targets[0]: expected at least one of account, region and check"),
            (json!({"targets": ["us-east-1"]}), "targets[0]: expected an object"),
            (
                json!({"targets": [{"region": "us-east-1"}, {"acount": "1"}]}),
                "targets[1]: there is no field \"acount\"",
            ),
            (json!({"targets": [{"check": "odbb"}]}), "targets[0].check: there is no check \"odbb\""),
            (
                json!({"targets": [{"account": "1234"}]}),
                "targets[0].account: \"1234\" is not an AWS account id",
            ),
            (
                json!({"targets": [{"account": 111122223333_u64}]}),
                "targets[0].account: 111122223333 is not a JSON string",
            ),
            (json!({"targets": [{"region": null}]}), "targets[0].region: null is not a JSON string"),
            (json!({"targets": [{"region": "mars"}]}), "targets[0].region: \"mars\" is not an AWS Region"),
            (
                json!({"targets": [{"region": "mars-north-1"}]}),
                "targets[0].region: the Region mars-north-1 is not known",
            ),
        ];
        for (event, expected) in cases {
            let refused = refused(&event);
            assert!(refused.starts_with(expected), "{event}: {refused}");
        }
    }

    #[test]
    fn many_faults_are_listed_up_to_ten() {
        let event = json!({"targets": vec![json!({"account": "1"}); 12]});
        let faults = read(&event).unwrap_err().faults;
        assert_eq!((faults.len(), faults.last().unwrap().as_str()), (11, "and 2 more"));
    }

    #[test]
    fn the_courier_takes_any_schedule_and_may_be_asked_not_to_wait() {
        let schedule = json!({"source": "aws.scheduler", "detail-type": "Scheduled Event", "detail": "{}"});
        for (event, flush) in [(json!({}), false), (schedule, false), (json!({"flush": true}), true)] {
            assert_eq!(courier(&event), Ok(flush));
        }
        let cases = [
            (json!(1), "event: expected a scheduled event"),
            (json!({"flush": 1}), "flush: 1 is not true or false"),
            (json!({"flush": true, "x": 1}), "event: it has the fields flush, x; expected"),
        ];
        for (event, expected) in cases {
            let refused = courier(&event).unwrap_err().faults.join("; ");
            assert!(refused.starts_with(expected), "{refused}");
        }
    }

    #[test]
    fn a_unit_is_a_range_of_accounts_in_a_shard() {
        let unit =
            json!({"run": "20261121T032913412Z", "shard": 7, "from": "000000000000", "to": "499999999999"});
        let read = |unit: Value| observer(&json!({"unit": unit}), &[], &registry::ALL);
        let Ok(ObserverEvent::Unit(found)) = read(unit.clone()) else { panic!("it is a unit") };
        assert_eq!(serde_json::to_value(&found).unwrap(), unit);
        let cases = [
            ("run", json!("yesterday"), "unit: \"yesterday\" is not the id of a run"),
            ("shard", json!(10), "unit: 10 is not a shard"),
            ("from", json!("1"), "unit: \"1\" is not an AWS account id"),
            ("to", json!(null), "unit: "),
            ("size", json!(1), "unit: there is no field \"size\""),
        ];
        for (name, value, expected) in cases {
            let mut unit = unit.clone();
            unit[name] = value;
            let refused = read(unit).unwrap_err().faults.join("; ");
            assert!(refused.starts_with(expected), "{refused}");
        }
        assert!(read(json!([])).unwrap_err().faults[0].starts_with("unit: expected an object with run"));
        assert!(observer(&json!({"unit": unit, "x": 1}), &[], &registry::ALL).is_err());
    }

    #[test]
    fn the_planner_plans_and_reconciles() {
        let schedule = json!({"source": "aws.scheduler", "detail": "{}"});
        for event in [schedule, json!({"step": "plan"})] {
            assert_eq!(planner(&event), Ok(PlannerEvent::Plan));
        }
        let run = "20261121T032913412Z";
        let reconcile = planner(&json!({"step": "reconcile", "run": run}));
        assert_eq!(reconcile, Ok(PlannerEvent::Reconcile(run.parse().unwrap())));
        let cases = [
            (json!({}), "event: it has no field; expected a scheduled event"),
            (json!({"step": "plan", "run": run}), "event: it has the fields run, step; expected"),
            (json!({"step": "reconcile"}), "event: it has the fields step; expected"),
            (json!({"step": "reconcile", "run": 1}), "run: 1 is not a JSON string"),
            (json!({"step": "reconcile", "run": "x"}), "run: \"x\" is not the id of a run"),
        ];
        for (event, expected) in cases {
            let refused = planner(&event).unwrap_err().faults.join("; ");
            assert!(refused.starts_with(expected), "{event}: {refused}");
        }
    }
}
