//! The JSON of commands that answer in a line holds to its schema.

use serde_json::Value;

use crate::running::{Running, User, text};

const ODB: &str = "odb/111122223333/us-east-1";

/// What a command prints as JSON, which must hold to the schema of that name.
fn answer(user: &User, schema: &str, arguments: &[&str]) -> Value {
    let ended = user.command(arguments).args(["--output", "json"]).output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{arguments:?}: {}", text(&ended.stderr));
    held(schema, &ended.stdout)
}

/// The JSON, which must hold to the schema of that name.
pub(crate) fn held(schema: &str, json: &[u8]) -> Value {
    let path = format!("{}/../report/schemas/{schema}.json", env!("CARGO_MANIFEST_DIR"));
    let contract: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let printed: Value = serde_json::from_slice(json).unwrap();
    let validator = jsonschema::draft202012::new(&contract).unwrap();
    let faults: Vec<String> = validator.iter_errors(&printed).map(|error| error.to_string()).collect();
    assert_eq!(faults, Vec::<String>::new(), "{printed:#}");
    assert_eq!(printed["schema"], format!("rollcall.{schema}/1"));
    printed
}

#[test]
fn policies_are_json_too() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "policy-json");
    let file = user.file(
        "policy.toml",
        "[checks.odb]\nregions = [\"us-east-1\"]\naccept = [\"SUSPENDED\"]\n\
         [checks.odb.components.\"iam-role/KmsTde\"]\ndeadlines = { PROVISIONING = \"2h\" }\n",
    );
    let checked = answer(&user, "policy-check", &["policy", "check", &file]);
    let odb = checked["checks"].as_array().unwrap().iter().find(|check| check["check"] == "odb").unwrap();
    assert_eq!(odb["regions"], serde_json::json!(["us-east-1"]));
    assert_eq!(odb["decided"][1]["deadline_seconds"]["PROVISIONING"], 7200);
    let differs = answer(&user, "policy-diff", &["policy", "diff", &file]);
    assert!(differs["diff"].as_str().unwrap().contains("+accept = [\"SUSPENDED\"]"));
    let applied = answer(&user, "policy-apply", &["policy", "apply", &file]);
    assert_eq!((&applied["version"], &applied["applied"]), (&1.into(), &true.into()));
    assert_eq!(answer(&user, "policy-apply", &["policy", "apply", &file])["applied"], false);
    let same = answer(&user, "policy-diff", &["policy", "diff", &file]);
    assert_eq!((&same["same"], &same["diff"]), (&true.into(), &"".into()));
    let shown = answer(&user, "policy-show", &["policy", "show"]);
    assert_eq!(shown["policies"][0]["toml"], std::fs::read_to_string(&file).unwrap());
}

#[test]
fn what_is_done_to_alerts_and_parts_is_json_too() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "done-json");
    let role = "iam-role/KmsTde";
    user.run(&["check", "odb"]);
    sandbox.tell(&["set", "odb", "ACTIVE", "--without", role]);
    sandbox.tell(&["fault", "sns", "internal-error"]);
    user.run(&["check", "odb", "--topic", "arn:aws:sns:us-east-1:111122223333:rollcall"]);
    let waiting = answer(&user, "outbox", &["outbox"]);
    let id = waiting["alerts"][0]["id"].as_str().unwrap();
    assert_eq!(answer(&user, "outbox-drop", &["outbox", "drop", id, "--reason", "known"])["id"], id);
    let forgotten = answer(&user, "forget", &["forget", ODB, role, "--reason", "replaced"]);
    assert_eq!((&forgotten["enrollment"], &forgotten["component"]), (&ODB.into(), &role.into()));
    assert!(forgotten["alert"].as_str().unwrap().starts_with("odb.111122223333.us-east-1."));
    assert_eq!(answer(&user, "outbox-retry", &["outbox", "retry"])["sent"], 1);
}
