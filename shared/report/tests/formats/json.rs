//! Every JSON text holds to its schema, and the schemas leave nothing open.

use std::collections::{BTreeMap, BTreeSet};

use rollcall_core::change::Change;
use rollcall_core::condition::Condition;
use rollcall_core::standing::{Standing, Totals};
use rollcall_core::text::one_line;
use rollcall_report::coverage::CoverageReport;
use rollcall_report::finding::{Finding, Subject};
use rollcall_report::groups::{GroupBy, groups};
use rollcall_report::json;
use serde_json::Value;
use strum::VariantArray as _;

use crate::fleet::{coverage, listed};
use crate::samples::{
    HOSTILE, Story, accounts, document, explained, from, hours, now, observed, seen, standings, stories,
    story,
};
use crate::texts::{diff_json, histories_json, history_json, report_json, status_json};

const SCHEMAS: [(&str, &str); 11] = [
    ("accounts", include_str!("../../schemas/accounts.json")),
    ("coverage", include_str!("../../schemas/coverage.json")),
    ("doctor", include_str!("../../schemas/doctor.json")),
    ("explain", include_str!("../../schemas/explain.json")),
    ("status", include_str!("../../schemas/status.json")),
    ("groups", include_str!("../../schemas/groups.json")),
    ("history", include_str!("../../schemas/history.json")),
    ("histories", include_str!("../../schemas/histories.json")),
    ("diff", include_str!("../../schemas/diff.json")),
    ("outbox", include_str!("../../schemas/outbox.json")),
    ("report", include_str!("../../schemas/report.json")),
];

fn schema(name: &str) -> Value {
    let (_, text) = SCHEMAS.into_iter().find(|(known, _)| *known == name).unwrap();
    serde_json::from_str(text).unwrap()
}

fn faults(name: &str, value: &Value) -> Vec<String> {
    let validator = jsonschema::draft202012::new(&schema(name)).unwrap();
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[track_caller]
fn check(name: &str, text: &str) -> Value {
    let value: Value = serde_json::from_str(text).unwrap();
    assert_eq!(faults(name, &value), Vec::<String>::new(), "{text}");
    assert_eq!(value["schema"], format!("rollcall.{name}/1"));
    value
}

fn changes(story: &Story) -> Vec<Change> {
    story.changes(from())
}

#[test]
fn every_text_holds_to_its_schema() {
    let stories = stories();
    check("status", &status_json(&standings(&stories)));
    check("report", &report_json(&document(&stories)));
    check("histories", &histories_json(&stories));
    for story in &stories {
        check("history", &history_json(story, hours(-400), now()));
        check("diff", &diff_json(&changes(story)));
        check("outbox", &json::outbox(&story.pending, now()));
        check("explain", &json::explain(&explained(story, ""), &accounts()));
    }
}

#[test]
fn what_the_inventory_knows_is_on_one_line_and_what_it_does_not_know_is_left_out() {
    let story = |account: &str| story(&format!("odb/{account}/us-east-1"), &[(5, seen("SUSPENDED"))]);
    let known = story("111122223333");
    let status = check("status", &status_json(std::slice::from_ref(&known.standing)));
    let report = check("report", &report_json(&document(&[story("111122223333")])));
    let explain = check("explain", &json::explain(&explained(&known, ""), &accounts()));
    for said in [&status["enrollments"][0], &report["enrollments"][0], &explain["standing"]] {
        for field in OPTIONAL {
            assert_eq!(said[field], one_line(HOSTILE), "{said}");
        }
    }
    let unknown = check("status", &status_json(&[story("444455556666").standing]));
    let fields = unknown["enrollments"][0].as_object().unwrap();
    assert!(!OPTIONAL.iter().any(|field| fields.contains_key(*field)), "{unknown}");
}

#[test]
fn groups_hold_to_their_schema_and_add_up() {
    let standings = standings(&stories());
    for by in [
        GroupBy::OrganizationalUnit { depth: None },
        GroupBy::OrganizationalUnit { depth: Some(1) },
        GroupBy::Owner,
        GroupBy::Account,
        GroupBy::Check,
        GroupBy::Region,
    ] {
        let grouped = groups(&standings, by, &accounts());
        let text = json::groups(&grouped, by, &accounts(), Totals::of(&standings), now());
        let value = check("groups", &text);
        assert!(!text.contains(['\u{202e}', '\u{1b}']), "{text}");
        let each = value["groups"].as_array().unwrap();
        for count in ["enrollments", "compliant", "non_compliant", "insufficient_data", "blind"] {
            let sum: u64 = each.iter().map(|group| group[count].as_u64().unwrap()).sum();
            assert_eq!(sum, value["summary"][count], "{count} by {by:?}");
        }
        let bad: Vec<u64> = each.iter().map(|group| group["non_compliant"].as_u64().unwrap()).collect();
        assert!(bad.is_sorted_by(|one, next| one >= next), "the worst first: {bad:?}");
    }
}

#[test]
fn a_group_tells_its_worst_condition_and_its_oldest_problem() {
    let standings = standings(&stories());
    let grouped = groups(&standings, GroupBy::Owner, &accounts());
    let value =
        check("groups", &json::groups(&grouped, GroupBy::Owner, &accounts(), Totals::default(), now()));
    let of = |owner: Value| value["groups"].as_array().unwrap().iter().find(|group| group["value"] == owner);
    let (known, unknown) = (of(one_line(HOSTILE).into()).unwrap(), of(Value::Null).unwrap());
    assert_eq!(unknown["accounts"], 1);
    assert_eq!((&known["accounts"], &known["worst_condition"]), (&1.into(), &"failed".into()));
    assert_eq!(known["open_since"], hours(-200).to_string());
}

#[test]
fn accounts_and_runs_hold_to_their_schemas() {
    let accounts = listed();
    let value = check("accounts", &json::accounts(&accounts.iter().collect::<Vec<_>>(), now()));
    assert_eq!(value["accounts"][0]["name"], HOSTILE);
    assert_eq!(value["summary"]["by_state"], serde_json::json!({"ACTIVE": 1, "CLOSED": 1}));
    assert_eq!((&value["summary"]["leaving"], &value["summary"]["retired"]), (&1.into(), &1.into()));
    let value = check("coverage", &json::coverage(&coverage(), now()));
    assert_eq!(value["blind_now"][0]["accounts"][0]["name"], HOSTILE);
    assert_eq!((&value["running"]["ended"], &value["runs"][0]["ended"]), (&false.into(), &true.into()));
}

fn findings() -> [(Subject, Vec<Finding>); 3] {
    let table = Finding::wrong("table rollcall", "TTL is off", "aws dynamodb update-time-to-live");
    [
        (Subject::Machine, vec![Finding::well("Region", "us-east-1")]),
        (Subject::Stored, vec![table, Finding::well("policy", "the defaults")]),
        (Subject::Sent, vec![]),
    ]
}

#[test]
fn a_finding_has_a_fix_if_and_only_if_something_is_wrong() {
    let value = check("doctor", &json::doctor(&findings(), now()));
    let each = value["findings"].as_array().unwrap().iter();
    let told: Vec<_> =
        each.map(|one| (one["subject"].as_str(), one["ok"].as_bool(), one["fix"].as_str())).collect();
    let (machine, stored) = (Some("machine"), Some("stored"));
    let fix = Some("aws dynamodb update-time-to-live");
    assert_eq!(told, [(machine, Some(true), None), (stored, Some(false), fix), (stored, Some(true), None)]);
}

#[test]
fn an_explanation_names_the_line_of_the_policy() {
    let story = story("odb/111122223333/us-east-1", &[(5, seen("SUSPENDED"))]);
    let explain = |policy: &str| check("explain", &json::explain(&explained(&story, policy), &accounts()));
    let by_the_tables = &explain("")["components"][0];
    assert_eq!(by_the_tables["rule"], "SUSPENDED is suspended");
    assert_eq!(by_the_tables["policy_line"], Value::Null);
    let by_the_policy = &explain("[checks.odb]\naccept = [\"SUSPENDED\"]")["components"][0];
    assert_eq!(by_the_policy["rule"], "the policy accepts SUSPENDED");
    assert_eq!(by_the_policy["policy_line"], "[checks.odb] accept");
}

#[test]
fn an_empty_list_holds_to_its_schema() {
    let status = check("status", &status_json(&[]));
    assert_eq!(status["summary"]["percent_compliant"], Value::Null);
    check("report", &report_json(&document(&[])));
    let nothing =
        Story { entries: Vec::new(), ..story("odb/000000000001/us-east-1", &[(5, seen("ACTIVE"))]) };
    check("history", &history_json(&nothing, from(), now()));
    check("diff", &diff_json(&[]));
    check("outbox", &json::outbox(&[], now()));
    check("accounts", &json::accounts(&[], now()));
    let nothing = CoverageReport { running: None, runs: Vec::new(), blind_now: None };
    check("coverage", &json::coverage(&nothing, now()));
}

#[test]
fn the_samples_leave_no_case_out() {
    let stories = stories();
    let standings = standings(&stories);
    let conditions: BTreeSet<_> = standings.iter().filter_map(|one| Some(one.condition?.rank())).collect();
    assert_eq!(conditions.len(), Condition::VARIANTS.len());
    let shown = |test: fn(&Standing) -> bool| assert!(standings.iter().any(test));
    shown(|one| one.blind.is_some() && one.components.is_empty());
    shown(|one| one.blind.is_some() && one.condition == Some(Condition::Suspended));
    shown(|one| one.stale && one.blind.is_none());
    shown(|one| one.problem.is_some());
    shown(|one| one.components.iter().any(|component| component.status == "(gone)"));
    shown(|one| one.first_observed.is_some() && one.components.is_empty());
    assert!(stories.iter().flat_map(|story| &story.entries).any(|entry| !entry.receipts.is_empty()));
}

#[test]
fn what_a_schema_does_not_name_is_refused() {
    let stories = stories();
    let mut status = check("status", &status_json(&standings(&stories)));
    status["enrollments"][0]["colour"] = "red".into();
    assert_eq!(faults("status", &status).len(), 1);
    let mut report = check("report", &report_json(&document(&stories)));
    report["enrollments"][0].as_object_mut().unwrap().remove("timeline");
    assert_eq!(faults("report", &report).len(), 1);
}

/// What the inventory does not know of an account is left out.
const OPTIONAL: [&str; 3] = ["account_name", "organizational_unit", "owner"];

#[test]
fn every_object_of_a_schema_is_closed_and_leaves_no_field_out() {
    fn walk(name: &str, value: &Value) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            let required = value["required"].as_array().unwrap();
            assert_eq!(value["additionalProperties"], false, "{name}: {value}");
            let is_said = |field: &&String| {
                required.contains(&Value::from(field.as_str())) || OPTIONAL.contains(&field.as_str())
            };
            assert_eq!(properties.keys().filter(is_said).count(), properties.len(), "{name}: {value}");
        }
        let inner: Vec<&Value> = match value {
            Value::Object(object) => object.values().collect(),
            Value::Array(array) => array.iter().collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        };
        inner.into_iter().for_each(|value| walk(name, value));
    }
    for (name, _) in SCHEMAS {
        walk(name, &schema(name));
    }
}

#[test]
fn what_two_schemas_define_is_the_same_in_both() {
    let mut known = BTreeMap::new();
    for (name, _) in SCHEMAS {
        for (definition, value) in schema(name)["$defs"].as_object().unwrap() {
            let first = known.entry(definition.clone()).or_insert_with(|| value.clone());
            assert_eq!(first, value, "{definition} of {name}");
        }
    }
}

#[test]
fn an_enrollment_of_a_report_is_one_of_a_status_and_more() {
    let mut enrollment = schema("report")["$defs"]["enrollment"]["properties"].clone();
    for more in ["explanation", "record", "timeline"] {
        enrollment.as_object_mut().unwrap().remove(more).unwrap();
    }
    assert_eq!(enrollment, schema("status")["$defs"]["standing"]["properties"]);
}

#[test]
fn a_history_among_several_is_as_it_is_alone() {
    let stories = stories();
    let several = check("histories", &histories_json(&stories));
    let alone = |story: &Story| check("history", &history_json(story, from(), now()));
    assert_eq!(several["histories"], Value::from(stories.iter().map(alone).collect::<Vec<_>>()));
    let mut item = schema("histories")["$defs"]["history"].clone();
    item["description"] = schema("history")["description"].clone();
    for key in ["description", "type", "properties", "required", "additionalProperties"] {
        assert_eq!(item[key], schema("history")[key]);
    }
}

#[test]
fn service_text_stands_verbatim() {
    let value = check("status", &status_json(&standings(&stories())));
    let last = value["enrollments"].as_array().unwrap().last().unwrap();
    assert_eq!(last["components"][0]["reason"], HOSTILE);
    assert_eq!(last["components"][0]["status"], "=HYPERLINK(\"http://x\")");
}

#[test]
fn a_deadline_is_said_as_a_point_in_time() {
    let story = story("odb/000000000001/us-east-1", &[(5, seen("ACTIVATING"))]);
    let value = check("status", &status_json(&[story.standing]));
    let component = &value["enrollments"][0]["components"][0];
    assert_eq!(component["deadline_at"], hours(24 - 5).to_string());
}

#[test]
fn no_character_that_a_terminal_obeys_or_that_hides_others_stands_bare() {
    let reason = "\u{9b}31m\u{7f}\u{202e}\u{200b}\u{e0041}é…";
    let runs = [(5, observed(&[("onboarding", "FAILED", Some(reason))]))];
    let text = status_json(&[story("odb/000000000001/us-east-1", &runs).standing]);
    assert!(text.contains(r"\u009b31m\u007f\u202e\u200b\udb40\udc41é…"), "{text}");
    assert_eq!(check("status", &text)["enrollments"][0]["components"][0]["reason"], reason);
}

#[test]
fn an_entry_stands_until_the_next_one_even_when_that_is_not_shown() {
    let runs = [(300, "ACTIVE"), (290, "ACTIVE"), (200, "SUSPENDED"), (90, "ACTIVE"), (1, "ACTIVE")];
    let story = story("odb/000000000001/us-east-1", &runs.map(|(hour, status)| (hour, seen(status))));
    let entries = |from: i64, to: i64| {
        let text = history_json(&story, hours(from), hours(to));
        check("history", &text)["entries"].as_array().unwrap().clone()
    };
    let first = entries(-300, -250);
    assert_eq!(first.len(), 1, "both ends of the time belong to it");
    let known = |time: i64| Value::from(hours(time).to_string());
    assert_eq!((&first[0]["until"], &first[0]["looked_until"]), (&known(-200), &known(-290)));
    assert_eq!(first[0]["stale_from"], known(-290), "nobody looked for 90 hours");
    let last = entries(-100, 0);
    assert_eq!((&last[0]["until"], &last[0]["looked_until"]), (&known(-1), &known(-90)));
    assert_eq!(last[0]["kind"], "recovery");
}

#[test]
fn a_change_tells_the_verdict_before_it() {
    let runs = [(300, "ACTIVE"), (200, "SUSPENDED"), (90, "ACTIVE")];
    let story = story("odb/000000000001/us-east-1", &runs.map(|(hour, status)| (hour, seen(status))));
    let verdicts = |from: i64| -> Vec<(String, String)> {
        let changes = story.changes(hours(from));
        let words =
            |one: &Change| (one.compliance.from.into_str().into(), one.compliance.to.into_str().into());
        changes.iter().map(words).collect()
    };
    let known = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    assert_eq!(verdicts(-100), [known("NON_COMPLIANT", "COMPLIANT")]);
    assert_eq!(verdicts(-400)[0], known("INSUFFICIENT_DATA", "COMPLIANT"));
    assert_eq!(verdicts(-400).len(), 3);
}

#[test]
fn the_contracts_read_so() {
    let runs = [(300, "ACTIVE"), (100, "SUSPENDED"), (1, "SUSPENDED")];
    let story = story("odb/000000000001/us-east-1", &runs.map(|(hour, status)| (hour, seen(status))));
    let history = history_json(&story, hours(-400), now());
    insta::assert_snapshot!("json-status", status_json(std::slice::from_ref(&story.standing)));
    insta::assert_snapshot!("json-history", history);
    insta::assert_snapshot!("json-diff", diff_json(&changes(&story)));
    insta::assert_snapshot!("json-outbox", json::outbox(&story.pending, now()));
    insta::assert_snapshot!("json-doctor", json::doctor(&findings(), now()));
    insta::assert_snapshot!("json-report", report_json(&document(&[story])));
}
