//! What the functions ask of whoever deploys them: `infra/contract.json` is read off the built
//! functions here, and `infra/check` holds the template to it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use rollcall_checks::registry;
use rollcall_core::table;
use rollcall_lambda::Config;
use rollcall_sandbox::{Options, Sandbox};
use rollcall_tests::binaries::workspace;
use rollcall_tests::function::{Ended, Function};
use rollcall_tests::place::Place;
use serde_json::{Value, json};

/// The one line of metrics that a run of a check's function prints.
async fn metrics_line(check: &str, place: &Place) -> Value {
    let mut function = Function::start(check, &place.variables()).await;
    let ended = function.invoke(&json!({}), &place.function_arn(), Duration::from_secs(60)).await;
    assert!(matches!(ended, Ended::Answered(_)), "{ended:?}");
    let printed = function.printed().await;
    let lines = printed.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut found: Vec<Value> = lines.filter(|line| line.get("_aws").is_some()).collect();
    assert_eq!(found.len(), 1, "one line of metrics a run: {printed}");
    found.remove(0)
}

/// What CloudWatch makes of a line in its embedded metric format.
fn metrics(line: &Value) -> Value {
    let declared = &line["_aws"]["CloudWatchMetrics"];
    assert_eq!(declared.as_array().unwrap().len(), 1);
    let metrics = declared[0]["Metrics"].as_array().unwrap();
    let named = metrics.iter().map(|metric| {
        let name = metric["Name"].as_str().unwrap();
        assert!(line[name].is_number(), "{name} has a value");
        (name, metric["Unit"].as_str().unwrap())
    });
    let dimensions = declared[0]["Dimensions"].as_array().unwrap();
    json!({
        "namespace": declared[0]["Namespace"],
        "dimensions": dimensions,
        "units": named.collect::<BTreeMap<_, _>>(),
    })
}

/// The variables that a function looks up.
fn variables() -> BTreeSet<String> {
    let asked = RefCell::new(BTreeSet::new());
    let faults = Config::read(
        |name| {
            asked.borrow_mut().insert(name.to_owned());
            None
        },
        &registry::ALL,
    );
    assert!(faults.is_err(), "some are required");
    asked.into_inner()
}

/// The file must hold what was found; with `ROLLCALL_UPDATE=1` it is written.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a person asks for the file to be written")]
async fn the_contract_of_the_functions_is_as_infra_has_it() {
    let place = Place::new(&Arc::new(Sandbox::start(Options::default()).await.unwrap()), 0);
    let mut written = BTreeSet::new();
    for rules in registry::ALL {
        let line = metrics_line(rules.id, &place).await;
        assert_eq!(line["check"], rules.id);
        written.insert(metrics(&line).to_string());
    }
    assert_eq!(written.len(), 1, "all functions write the same metrics");
    let metrics: Value = serde_json::from_str(written.first().unwrap()).unwrap();
    let actions: BTreeMap<&str, &str> = registry::ALL.iter().map(|rules| (rules.id, rules.action)).collect();
    let contract = json!({
        "status_actions": actions,
        "variables": variables(),
        "table": {"partition_key": table::PK, "sort_key": table::SK, "ttl_attribute": table::TTL_ATTRIBUTE},
        "metrics": metrics,
    });
    let path = workspace().join("infra/contract.json");
    if std::env::var("ROLLCALL_UPDATE").is_ok() {
        std::fs::write(&path, format!("{contract:#}\n")).unwrap();
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(kept, contract, "run this test with ROLLCALL_UPDATE=1 to write infra/contract.json");
}
