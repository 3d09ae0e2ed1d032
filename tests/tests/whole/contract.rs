//! What the functions need from a deployment: `infra/contract.json` is read from the built functions here,
//! and `infra/check` compares the template with it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rollcall_checks::registry;
use rollcall_core::table;
use rollcall_lambda::{CourierConfig, ObserverConfig, PlannerConfig};
use rollcall_tests::binaries::workspace;
use rollcall_tests::function::Function;
use rollcall_tests::organization::Hub;
use rollcall_tests::place::{Place, answer};
use serde_json::{Value, json};

/// The lines of metrics that a function prints in all that it can do.
async fn metrics_lines(name: &str, place: &Place) -> Vec<Value> {
    let mut function = Function::start(name, &place.variables()).await;
    let arn = place.function_arn(name);
    let mut invoke =
        async |event: Value| answer(function.invoke(&event, &arn, Duration::from_secs(60)).await);
    if name == "planner" {
        let planned = invoke(json!({"step": "plan"})).await;
        invoke(json!({"step": "reconcile", "run": planned["run"]})).await;
    } else {
        invoke(json!({})).await;
    }
    let printed = function.printed().await;
    let lines = printed.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line.get("_aws").is_some()).collect()
}

/// What CloudWatch makes of a line in its embedded metric format.
fn metrics(line: &Value) -> Value {
    let declared = &line["_aws"]["CloudWatchMetrics"];
    assert_eq!(declared.as_array().unwrap().len(), 1);
    assert_eq!(declared[0]["Namespace"], "Rollcall");
    let metrics = declared[0]["Metrics"].as_array().unwrap();
    let named = metrics.iter().map(|metric| {
        let name = metric["Name"].as_str().unwrap();
        assert!(line[name].is_number(), "{name} has a value");
        (name, metric["Unit"].as_str().unwrap())
    });
    let dimensions = declared[0]["Dimensions"].as_array().unwrap();
    assert_eq!(dimensions.len(), 1);
    json!({"dimensions": dimensions[0], "units": named.collect::<BTreeMap<_, _>>()})
}

/// The variables that a function looks up.
fn variables<T, E>(read: impl FnOnce(&dyn Fn(&str) -> Option<String>) -> Result<T, E>) -> BTreeSet<String> {
    let asked = RefCell::new(BTreeSet::new());
    let look_up = |name: &str| {
        asked.borrow_mut().insert(name.to_owned());
        None
    };
    assert!(read(&look_up).is_err(), "some are required");
    asked.into_inner()
}

/// What a function asks for, and the metrics that it writes: each set of dimensions once.
async fn contract(name: &str, variables: BTreeSet<String>, place: &Place) -> Value {
    let lines = metrics_lines(name, place).await;
    assert!(lines.iter().all(|line| line["function"] == format!("rollcall-{name}")), "{lines:?}");
    let checks: BTreeSet<&str> = lines.iter().filter_map(|line| line["check"].as_str()).collect();
    let expected = if name == "observer" {
        registry::ALL.iter().map(|check| check.id).collect()
    } else {
        BTreeSet::new()
    };
    assert_eq!(checks, expected);
    let mut written: Vec<Value> = Vec::new();
    for line in lines.iter().map(metrics) {
        let same = written.iter_mut().find(|other| other["dimensions"] == line["dimensions"]);
        match same.and_then(|same| same["units"].as_object_mut()) {
            Some(units) => units.extend(line["units"].as_object().unwrap().clone()),
            None => written.push(line),
        }
    }
    json!({"metrics": written, "variables": variables})
}

/// The file must hold what was found; with `ROLLCALL_UPDATE=1` it is written.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a person asks for the file to be written")]
async fn the_contract_of_the_functions_is_as_infra_has_it() {
    let place = Hub::new(2, "").await.place;
    let (observer, courier, planner) = (
        variables(|look_up| ObserverConfig::read(look_up)),
        variables(|look_up| CourierConfig::read(look_up)),
        variables(|look_up| PlannerConfig::read(look_up)),
    );
    let actions: BTreeMap<&str, &str> = registry::ALL.iter().map(|rules| (rules.id, rules.action)).collect();
    let organization: BTreeMap<&str, &str> =
        registry::ALL.iter().filter_map(|rules| Some((rules.id, rules.organization_action?))).collect();
    let contract = json!({
        "functions": {
            "observer": contract("observer", observer, &place).await,
            "courier": contract("courier", courier, &place).await,
            "planner": contract("planner", planner, &place).await,
        },
        "namespace": "Rollcall",
        "organization_actions": organization,
        "status_actions": actions,
        "table": {"partition_key": table::PK, "sort_key": table::SK, "ttl_attribute": table::TTL_ATTRIBUTE},
    });
    let path = workspace().join("infra/contract.json");
    if std::env::var("ROLLCALL_UPDATE").is_ok() {
        std::fs::write(&path, format!("{contract:#}\n")).unwrap();
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(kept, contract, "run this test with ROLLCALL_UPDATE=1 to write infra/contract.json");
}
