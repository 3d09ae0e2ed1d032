//! Reads what invoked the function: a schedule, a list of targets, or a batch of an SQS queue.
//!
//! Refuses whatever is not one of them, with the place and the fault, before anything is called.

use std::collections::BTreeSet;
use std::str::FromStr;

use rollcall_core::identity::{AccountId, Target};
use rollcall_core::region::Region;
use serde_json::{Map, Value};

/// The most targets of one list.
const TARGETS_MAX: usize = 1000;
/// The most faults that one error lists.
const FAULTS_MAX: usize = 10;

/// What an invocation is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The own account in the configured Regions.
    Own,
    /// These targets.
    Targets(Vec<WantedTarget>),
    /// These records of an SQS queue.
    Queue(Vec<QueueRecord>),
}

/// A target as an event names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedTarget {
    /// The own account if none.
    pub account: Option<AccountId>,
    /// All configured Regions if none.
    pub region: Option<Region>,
}

/// One message of an SQS queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueRecord {
    /// What SQS wants to hear if the record failed.
    pub message_id: String,
    /// What its body asks for, or why it cannot be read.
    pub targets: Result<Vec<WantedTarget>, EventError>,
}

/// Why an event is refused: what is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event is refused, and nothing was done: {}", .faults.join("; "))]
pub struct EventError {
    /// The faults, each beginning with its place.
    pub faults: Vec<String>,
}

impl EventError {
    fn new(place: &str, fault: impl std::fmt::Display) -> Self {
        Self { faults: vec![format!("{place}: {fault}")] }
    }
}

const SHAPES: &str = "a scheduled event of EventBridge or EventBridge Scheduler, {}, \
    {\"targets\": [{\"account\": \"111122223333\", \"region\": \"us-east-1\"}]} or an SQS event is wanted";

impl Event {
    /// Reads an event. A Region must be one that this build knows or one of those `configured`.
    ///
    /// # Errors
    /// When the event has none of the shapes, or a target is malformed.
    pub fn read(event: &Value, configured: &[Region]) -> Result<Self, EventError> {
        let Value::Object(fields) = event else { return Err(EventError::new("event", SHAPES)) };
        if fields.is_empty() {
            Ok(Self::Own)
        } else if fields.contains_key("targets") {
            targets(fields, configured).map(Self::Targets)
        } else if let Some(records) = fields.get("Records") {
            queue(records, configured).map(Self::Queue)
        } else if is_scheduled(fields) {
            Ok(Self::Own)
        } else {
            let names: Vec<&str> = fields.keys().take(5).map(String::as_str).collect();
            Err(EventError::new("event", format!("it has the fields {}, but {SHAPES}", names.join(", "))))
        }
    }
}

fn is_scheduled(fields: &Map<String, Value>) -> bool {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    matches!(text("source"), Some("aws.events" | "aws.scheduler"))
        && text("detail-type") == Some("Scheduled Event")
}

fn targets(fields: &Map<String, Value>, configured: &[Region]) -> Result<Vec<WantedTarget>, EventError> {
    if let Some(name) = fields.keys().find(|name| *name != "targets") {
        return Err(EventError::new(name, "there is no such field beside targets"));
    }
    let Some(list) = fields.get("targets").and_then(Value::as_array) else {
        return Err(EventError::new("targets", "a list is wanted"));
    };
    if list.is_empty() || list.len() > TARGETS_MAX {
        return Err(EventError::new(
            "targets",
            format!("1 to {TARGETS_MAX} are wanted, and there are {}", list.len()),
        ));
    }
    let mut faults = Vec::new();
    let wanted = list.iter().enumerate().filter_map(|(index, value)| {
        target(value, &format!("targets[{index}]"), configured)
            .map_err(|error| faults.extend(error.faults))
            .ok()
    });
    let wanted: Vec<WantedTarget> = wanted.collect();
    if faults.is_empty() {
        return Ok(wanted);
    }
    let more = faults.len().saturating_sub(FAULTS_MAX);
    faults.truncate(FAULTS_MAX);
    faults.extend((more > 0).then(|| format!("and {more} more")));
    Err(EventError { faults })
}

fn target(value: &Value, place: &str, configured: &[Region]) -> Result<WantedTarget, EventError> {
    let Value::Object(fields) = value else {
        return Err(EventError::new(place, "an object with account, region or both is wanted"));
    };
    if let Some(name) = fields.keys().find(|name| !matches!(name.as_str(), "account" | "region")) {
        return Err(EventError::new(place, format!("there is no field {name:?}, only account and region")));
    }
    let account = field::<AccountId>(fields, "account", place)?;
    let region = field::<Region>(fields, "region", place)?;
    match &region {
        Some(region) if !region.is_known() && !configured.contains(region) => {
            let fault = format!(
                "the Region {region} is not known to exist; if it is new, add it to ROLLCALL_REGIONS"
            );
            Err(EventError::new(&format!("{place}.region"), fault))
        }
        None if account.is_none() => Err(EventError::new(place, "account, region or both are wanted")),
        Some(_) | None => Ok(WantedTarget { account, region }),
    }
}

fn field<T>(fields: &Map<String, Value>, name: &str, place: &str) -> Result<Option<T>, EventError>
where
    T: FromStr<Err: std::fmt::Display>,
{
    let place = || format!("{place}.{name}");
    match fields.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => text.parse().map(Some).map_err(|error| EventError::new(&place(), error)),
        Some(other) => Err(EventError::new(&place(), format!("{other} is not a text in quotes"))),
    }
}

fn queue(records: &Value, configured: &[Region]) -> Result<Vec<QueueRecord>, EventError> {
    let Some(records) = records.as_array() else {
        return Err(EventError::new("Records", "a list is wanted"));
    };
    let record = |(index, record): (usize, &Value)| {
        let text = |name: &str| record.get(name).and_then(Value::as_str);
        match (text("eventSource"), text("messageId"), text("body")) {
            (Some("aws:sqs"), Some(message_id), Some(body)) => {
                Ok(QueueRecord { message_id: message_id.to_owned(), targets: body_targets(body, configured) })
            }
            (..) => {
                let fault = "a record of SQS with eventSource, messageId and body is wanted";
                Err(EventError::new(&format!("Records[{index}]"), fault))
            }
        }
    };
    records.iter().enumerate().map(record).collect()
}

fn body_targets(body: &str, configured: &[Region]) -> Result<Vec<WantedTarget>, EventError> {
    let body: Value =
        serde_json::from_str(body).map_err(|error| EventError::new("body", format!("not JSON: {error}")))?;
    match body.as_object() {
        Some(fields) if fields.contains_key("targets") => targets(fields, configured),
        Some(_) | None => Err(EventError::new("body", "an object with targets is wanted")),
    }
}

/// The targets that are meant, each once: the own account and the configured Regions stand in
/// for what is left out.
///
/// # Errors
/// When another account than the own one is wanted: there is no role to assume for it.
pub(crate) fn resolve(
    wanted: &[WantedTarget],
    own: &AccountId,
    configured: &[Region],
) -> Result<Vec<Target>, EventError> {
    let mut targets = BTreeSet::new();
    for (index, WantedTarget { account, region }) in wanted.iter().enumerate() {
        let account = account.as_ref().unwrap_or(own);
        if account != own {
            let fault = format!(
                "{account} is not this function's account {own}, and there is no role to assume for it"
            );
            return Err(EventError::new(&format!("targets[{index}].account"), fault));
        }
        let regions = region.as_ref().map_or(configured, std::slice::from_ref);
        targets
            .extend(regions.iter().map(|region| Target { account: account.clone(), region: region.clone() }));
    }
    Ok(targets.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(event: Value) -> Result<Event, EventError> {
        Event::read(&event, &["af-north-2".parse().unwrap()])
    }

    fn refused(event: Value) -> String {
        read(event).unwrap_err().faults.join("; ")
    }

    #[test]
    fn targets_may_leave_out_one_half() {
        let Ok(Event::Targets(wanted)) =
            read(json!({"targets": [{"account": "111122223333"}, {"region": "af-north-2"}]}))
        else {
            panic!("targets are wanted");
        };
        let own = "111122223333".parse().unwrap();
        let configured = ["us-east-1".parse().unwrap(), "af-north-2".parse().unwrap()];
        let targets = resolve(&wanted, &own, &configured).unwrap();
        assert_eq!(targets.len(), 2, "the one of both is meant once: {targets:?}");
    }

    #[test]
    fn another_account_is_refused() {
        let Ok(Event::Targets(wanted)) = read(json!({"targets": [{"account": "444455556666"}]})) else {
            panic!("targets are wanted");
        };
        let error = resolve(&wanted, &"111122223333".parse().unwrap(), &[]).unwrap_err();
        assert!(
            error.to_string().contains("targets[0].account: 444455556666 is not this function's account"),
            "{error}"
        );
    }

    #[test]
    fn what_is_malformed_is_refused_with_its_place() {
        let cases = [
            (json!(null), "event: a scheduled event"),
            (json!([]), "event: "),
            (json!({"foo": 1}), "event: it has the fields foo, but"),
            (json!({"source": "aws.ec2", "detail-type": "Scheduled Event"}), "event: it has the fields"),
            (json!({"source": "aws.events", "detail-type": "Other"}), "event: "),
            (json!({"targets": {}}), "targets: a list is wanted"),
            (json!({"targets": []}), "targets: 1 to 1000 are wanted, and there are 0"),
            (
                json!({"targets": vec![json!({"region": "us-east-1"}); 1001]}),
                "targets: 1 to 1000 are wanted, and there are 1001",
            ),
            (json!({"targets": [{"region": "us-east-1"}], "dry": true}), "dry: there is no such field"),
            (json!({"targets": [{}]}), "targets[0]: account, region or both"),
            (json!({"targets": ["us-east-1"]}), "targets[0]: an object"),
            (
                json!({"targets": [{"region": "us-east-1"}, {"acount": "1"}]}),
                "targets[1]: there is no field \"acount\"",
            ),
            (
                json!({"targets": [{"account": "1234"}]}),
                "targets[0].account: \"1234\" is not an AWS account id",
            ),
            (
                json!({"targets": [{"account": 111122223333_u64}]}),
                "targets[0].account: 111122223333 is not a text in quotes",
            ),
            (json!({"targets": [{"region": null}]}), "targets[0].region: null is not a text"),
            (json!({"targets": [{"region": "mars"}]}), "targets[0].region: \"mars\" is not an AWS Region"),
            (
                json!({"targets": [{"region": "mars-north-1"}]}),
                "targets[0].region: the Region mars-north-1 is not known",
            ),
            (json!({"Records": {}}), "Records: a list is wanted"),
            (json!({"Records": [{"eventSource": "aws:s3"}]}), "Records[0]: a record of SQS"),
        ];
        for (event, expected) in cases {
            let refused = refused(event.clone());
            assert!(refused.starts_with(expected), "{event}: {refused}");
        }
    }

    #[test]
    fn many_faults_are_listed_up_to_ten() {
        let event = json!({"targets": vec![json!({"account": "1"}); 12]});
        let faults = read(event).unwrap_err().faults;
        assert_eq!((faults.len(), faults.last().unwrap().as_str()), (11, "and 2 more"));
    }

    #[test]
    fn one_bad_record_does_not_refuse_the_others() {
        let record = |id: &str, body: &str| json!({"eventSource": "aws:sqs", "messageId": id, "body": body});
        let good = r#"{"targets":[{"region":"us-east-1"}]}"#;
        let Ok(Event::Queue(records)) =
            read(json!({"Records": [record("a", good), record("b", "{"), record("c", "{}")]}))
        else {
            panic!("a queue is wanted");
        };
        let readable: Vec<bool> = records.iter().map(|record| record.targets.is_ok()).collect();
        assert_eq!(readable, [true, false, false]);
    }
}
