//! `rollcall doctor`: what is wrong, and the line that fixes it.

use std::fs::File;

use serde_json::{Value, json};

use crate::cloudwatch::{CloudWatch, Metrics};
use crate::running::{Running, User, text};

const TOPIC: &str = "arn:aws:sns:us-east-1:111122223333:rollcall";
const TABLE: [&str; 4] = ["--table", "rollcall", "--topic", TOPIC];

/// A table that was checked, and whose courier has run.
fn deployment(sandbox: &Running, name: &str) -> User {
    let user = User::new(sandbox, name);
    let checked = user.run(&[&["check", "--deliver"][..], &TABLE].concat());
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stderr));
    user
}

/// What the doctor says of the deployed table, and its exit code.
fn doctor(user: &User, more: &[&str]) -> (String, Option<i32>) {
    let looked = user.run(&[&["doctor"][..], &TABLE, more].concat());
    (text(&looked.stdout), looked.status.code())
}

#[track_caller]
fn contains(told: &str, expected: &[&str]) {
    for expected in expected {
        assert!(told.contains(expected), "{expected} is not in {told}");
    }
}

/// Changes an item of the table behind Rollcall's back.
fn set(sandbox: &Running, pk: &str, sk: &str, attribute: &str, value: Value) {
    let update = json!({
        "TableName": "rollcall", "Key": {"pk": {"S": pk}, "sk": {"S": sk}},
        "UpdateExpression": "SET #a = :a", "ExpressionAttributeNames": {"#a": attribute},
        "ExpressionAttributeValues": {":a": value},
    });
    let updated = sandbox.call("DynamoDB_20120810.UpdateItem", &update.to_string());
    assert!(updated.starts_with("HTTP/1.1 200"), "{updated}");
}

#[test]
fn nothing_is_wrong_with_a_whole_deployment() {
    let sandbox = Running::start(&[]);
    let user = deployment(&sandbox, "whole");
    let (told, code) = doctor(&user, &[]);
    assert_eq!(code, Some(0), "{told}");
    contains(
        &told,
        &[
            "this machine\n✓ Region: us-east-1\n✓ clock",
            "what is stored\n✓ table rollcall",
            "✓ policy: none is stored",
            "what is watched\n✓ compute-optimizer: answers in us-east-1",
            "✓ 3 enrollments: in 1 account; the last look was ",
            "what is sent\n✓ outbox of default: no alert waits",
            "✓ route default: its channel does not fail",
            "✓ subscriptions of default: 1 confirmed",
            "✓ topic arn:aws:sns:us-east-1:111122223333:rollcall: 1 subscription confirmed",
            "the functions\n✓ metrics: what answers at AWS_ENDPOINT_URL is not CloudWatch",
            "✓ last look: ",
            "✓ last count of default: ",
        ],
    );
    assert!(told.ends_with("nothing is wrong\n"), "{told}");
}

#[test]
fn each_fault_has_the_line_that_fixes_it() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "faults");
    sandbox.tell(&["fault", "odb", "access-denied"]);
    let looked = user.run(&["doctor", "--table", "elsewhere", "--topic", TOPIC]);
    let told = text(&looked.stdout);
    assert_eq!(looked.status.code(), Some(1), "{told}");
    let allow = r#"allow it: {"Effect": "Allow", "Action": "odb:GetOciOnboardingStatus", "Resource": "*"}"#;
    contains(&told, &["✗ table elsewhere", "name another with --table", "✗ odb in us-east-1", allow]);
    assert!(told.ends_with("2 of 9 to fix\n"), "{told}");
}

#[test]
fn as_json_it_holds_to_its_schema() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "doctor-json");
    sandbox.tell(&["fault", "odb", "access-denied"]);
    let looked = user.run(&["doctor", "--output", "json"]);
    assert_eq!(looked.status.code(), Some(1));
    let found: Value = serde_json::from_slice(&looked.stdout).unwrap();
    let schema = include_str!("../../../report/schemas/doctor.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    assert!(jsonschema::draft202012::is_valid(&schema, &found), "{found:#}");
    let faults: Vec<&Value> =
        found["findings"].as_array().unwrap().iter().filter(|one| one["ok"] == false).collect();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!((&faults[0]["subject"], &faults[0]["what"]), (&"watched".into(), &"odb in us-east-1".into()));
    let csv = user.run(&["doctor", "--output", "csv"]);
    assert_eq!(csv.status.code(), Some(1));
    contains(&text(&csv.stderr), &["[possible values: table, json]"]);
}

#[test]
fn without_credentials_it_says_so_and_asks_nothing() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "nobody");
    sandbox.tell(&["fault", "sts", "access-denied"]);
    let looked = user.run(&["doctor"]);
    assert_eq!(looked.status.code(), Some(4));
    let told = text(&looked.stdout);
    contains(
        &told,
        &[
            "✗ credentials",
            "aws sso login",
            "]: User: arn:aws:iam::111122223333:user/sandbox is not authorized",
        ],
    );
    assert!(told.contains("✓ clock"), "a refusal tells the time too: {told}");
    assert!(!told.contains("answers in"), "{told}");
    let mut nobody = user.command(&["doctor"]);
    nobody.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    let looked = nobody.env("AWS_EC2_METADATA_DISABLED", "true").output().unwrap();
    let told = text(&looked.stdout);
    assert!(told.contains("no credentials were found"), "{told}");
    assert_eq!(looked.status.code(), Some(1), "AWS was never asked: {told}");
}

#[test]
fn where_aws_cannot_be_reached_it_does_not_blame_the_credentials() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "unreachable");
    let looked = user.command(&["doctor"]).env("AWS_ENDPOINT_URL", "http://127.0.0.1:1").output().unwrap();
    let told = text(&looked.stdout);
    assert_eq!(looked.status.code(), Some(4), "{told}");
    assert!(told.contains("is AWS reachable from here?") && !told.contains("aws sso login"), "{told}");
}

#[test]
fn a_state_file_is_looked_at_even_while_another_process_writes_it() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "doctor-file");
    let doctor = |arguments: &[&str]| {
        let looked = user.run(&[&["doctor", "--state", "state.db"][..], arguments].concat());
        (text(&looked.stdout), looked.status.code())
    };
    let (told, code) = doctor(&[]);
    contains(
        &told,
        &["✓ file state.db: none yet: `rollcall check` makes it", "✓ topic: none: alerts are printed"],
    );
    assert_eq!(code, Some(0), "{told}");
    assert!(!std::path::Path::new(&user.path("state.db")).exists(), "it only looks");
    user.run(&["check", "--state", "state.db"]);
    contains(&doctor(&[]).0, &["✓ file state.db: 3 enrollments\n"]);
    let lock = File::open(user.path("state.db.lock")).unwrap();
    lock.lock().unwrap();
    let (told, code) = doctor(&[]);
    contains(&told, &["✓ file state.db: 3 enrollments; another rollcall is writing it now\n"]);
    assert_eq!(code, Some(0), "it is a fact, not a fault");
    user.file("state.db", "something else");
    let (told, code) = doctor(&[]);
    contains(
        &told,
        &[
            "✗ file state.db: cannot open the state /",
            ": it is no state of Rollcall",
            "    mv state.db state.db.old",
        ],
    );
    assert_eq!(code, Some(1));
}

#[test]
fn the_policy_in_force_is_named_and_one_beside_it() {
    let sandbox = Running::start(&[]);
    let user = deployment(&sandbox, "doctor-policy");
    let toml = user.file("policy.toml", "[checks.odb]\naccept = [\"SUSPENDED\"]\n");
    assert_eq!(user.run(&["policy", "apply", &toml, "--table", "rollcall"]).status.code(), Some(0));
    let (told, code) = doctor(&user, &[]);
    let author = "by arn:aws:iam::111122223333:user/sandbox\n";
    contains(&told, &["✓ policy: version 1, applied ", author]);
    contains(&told, &["✓ 1 enrollment: judged by another policy, until the next run of the observer\n"]);
    assert_eq!(code, Some(0), "{told}");
    let mut beside = user.command(&[&["doctor"][..], &TABLE].concat());
    let told = text(&beside.env("ROLLCALL_POLICY", "omens = true").output().unwrap().stdout);
    contains(&told, &["✓ ROLLCALL_POLICY: ignored: the stored policy stands above it\n", "nothing is wrong"]);
    let other = user.file("other.toml", "remind_every = \"72h\"\n");
    let (told, code) = doctor(&user, &["--policy", &other]);
    contains(
        &told,
        &[
            "✗ 3 enrollments: judged by another policy than this command's",
            &format!("rollcall policy apply {other} --table rollcall"),
        ],
    );
    assert_eq!(code, Some(1));
    set(&sandbox, "SETTINGS", "policy", "toml", json!({"S": "omens = true\n"}));
    let (told, code) = doctor(&user, &[]);
    contains(
        &told,
        &["✗ policy: the stored policy, version 1, is not a valid policy", "rollcall policy apply FILE"],
    );
    assert_eq!(code, Some(1));
}

/// The policy's Regions of each check, and those that a run takes otherwise.
#[test]
fn it_asks_for_what_the_next_run_asks_for() {
    let sandbox = Running::start(&[]);
    let user = deployment(&sandbox, "doctor-plan");
    let toml = user.file(
        "policy.toml",
        "[checks.odb]\nregions = [\"eu-central-1\"]\n[checks.iot-fleetwise]\nenabled = false\n",
    );
    assert_eq!(user.run(&["policy", "apply", &toml, "--table", "rollcall"]).status.code(), Some(0));
    let (told, code) = doctor(&user, &[]);
    contains(&told, &["✓ odb: answers in eu-central-1\n", "✓ compute-optimizer: answers in us-east-1\n"]);
    assert!(!told.contains("iot-fleetwise:"), "{told}");
    contains(&told, &["✗ 1 enrollment: planned, and no run has looked yet: odb/111122223333/eu-central-1\n"]);
    assert_eq!(code, Some(1));
    let (told, _) = doctor(&user, &["--regions", "us-east-1,us-west-2"]);
    contains(
        &told,
        &[
            "✓ odb: answers in us-east-1, us-west-2\n",
            "sam deploy --parameter-overrides Regions=us-east-1,us-west-2\n",
        ],
    );
    let mut elsewhere = user.command(&[&["doctor"][..], &TABLE, &["--policy", "/dev/null"]].concat());
    let told = text(&elsewhere.env("AWS_REGION", "us-east-1").output().unwrap().stdout);
    contains(&told, &["✓ odb: answers in us-east-1\n"]);
}

#[test]
fn what_is_blind_stale_or_unreadable_is_named() {
    let sandbox = Running::start(&[]);
    let user = deployment(&sandbox, "doctor-watched");
    sandbox.tell(&["fault", "odb", "access-denied"]);
    user.run(&["check", "odb", "--table", "rollcall"]);
    sandbox.tell(&["fault", "--clear"]);
    let long_ago = || json!({"S": "2026-01-01T00:00:00.000Z"});
    set(&sandbox, "STATE#3", "111122223333#compute-optimizer#us-east-1", "looked_at", long_ago());
    set(
        &sandbox,
        "STATE#3",
        "111122223333#iot-fleetwise#us-east-1",
        "schema",
        json!({"S": "rollcall.state/9"}),
    );
    let (told, code) = doctor(&user, &[]);
    assert_eq!(code, Some(1));
    contains(
        &told,
        &[
            "✓ odb: answers in us-east-1\n",
            "✗ 1 enrollment of odb: blind for ",
            "(denied: User: arn:aws:iam::111122223333:user/sandbox is not authorized",
            "\"Action\": \"odb:GetOciOnboardingStatus\"",
            "✗ 1 enrollment: stale, nobody looked for up to ",
            ": compute-optimizer/111122223333/us-east-1\n    aws scheduler list-schedules\n",
            "✗ 1 enrollment unreadable: could not read the state of iot-fleetwise/111122223333/us-east-1: the item is \
             of schema rollcall.state version 9",
            "    update Rollcall",
        ],
    );
}

#[test]
fn what_waits_or_was_refused_and_who_is_missing_is_named() {
    let sandbox = Running::start(&[]);
    let user = deployment(&sandbox, "doctor-outbox");
    sandbox.tell(&["set", "odb", "SUSPENDED"]);
    sandbox.tell(&["fault", "sns", "access-denied", "--operation", "Publish"]);
    user.run(&[&["check", "--deliver", "odb"][..], &TABLE].concat());
    let (told, code) = doctor(&user, &[]);
    contains(
        &told,
        &["✓ outbox of default: 1 alert waits, the oldest for ", "✗ route default: its channel failed once"],
    );
    contains(
        &told,
        &["AuthorizationError", &format!("rollcall outbox retry --table rollcall --topic {TOPIC}\n")],
    );
    assert_eq!(code, Some(1));
    let subscriptions = json!({"M": {
        "expected": {"N": "2"}, "confirmed": {"N": "1"},
        "since": {"S": "2026-01-01T00:00:00.000Z"}, "asked_at": {"S": "2026-01-01T00:00:00.000Z"},
    }});
    set(&sandbox, "ROUTE", "default", "subscriptions", subscriptions);
    let waiting = user.run(&["outbox", "--table", "rollcall", "--output", "json"]);
    let waiting: Value = serde_json::from_slice(&waiting.stdout).unwrap();
    let id = waiting["alerts"][0]["id"].as_str().unwrap();
    set(&sandbox, "OUTBOX#default#3", id, "last_error", json!({"S": "InvalidParameter: too long"}));
    let (told, _) = doctor(&user, &[]);
    let drop = format!("    rollcall outbox drop {id} --reason TEXT --table rollcall\n");
    contains(
        &told,
        &["✗ outbox of default: 1 alert refused, the oldest for ", ": InvalidParameter: too long\n", &drop],
    );
    contains(&told, &["✗ subscriptions of default: 2 subscriptions expected, and 1 confirmed for "]);
    contains(&told, &["✗ last count of default: "]);
    set(&sandbox, "OUTBOX#default#3", id, "schema", json!({"S": "rollcall.outbox/9"}));
    contains(
        &doctor(&user, &[]).0,
        &["1 item cannot be read", &format!("rollcall outbox drop {id} --reason unreadable")],
    );
}

#[test]
fn the_last_runs_of_the_functions_are_read_from_their_metrics() {
    let sandbox = Running::start(&[]);
    let user = deployment(&sandbox, "doctor-metrics");
    let doctor = |metrics: Option<Metrics>| {
        let cloudwatch = CloudWatch::start(metrics);
        let mut doctor = user.command(&[&["doctor"][..], &TABLE].concat());
        let looked = doctor.env("AWS_ENDPOINT_URL_CLOUDWATCH", &cloudwatch.url).output().unwrap();
        (text(&looked.stdout), looked.status.code())
    };
    let runs = |observer, courier| {
        let courier = vec![("rollcall-courier", courier), ("former-courier", 80_000)];
        Some(Metrics::from([
            ("RunCompleted", vec![("rollcall-observer", observer)]),
            ("CourierCompleted", courier),
        ]))
    };
    let (told, code) = doctor(runs(3030, 90));
    assert_eq!(code, Some(0), "{told}");
    contains(
        &told,
        &[
            "the functions\n✓ observer rollcall-observer: last completed a run 50 min ",
            "✓ courier former-courier: last completed a run 22 h 13 min ago: of another stack, or deleted\n",
            "✓ courier rollcall-courier: last completed a run 1 min ",
        ],
    );
    let (told, code) = doctor(runs(100_000, 1830));
    assert_eq!(code, Some(1), "{told}");
    contains(
        &told,
        &[
            "✗ observer rollcall-observer: last completed a run 27 h 46 min ago (infra/README.md: observer-run-missing)",
            "aws logs tail --since 1d \"$(aws lambda get-function-configuration --function-name rollcall-observer",
            "✗ courier rollcall-courier: last completed a run 30 min ",
            "✓ last look: ",
        ],
    );
    let (told, code) = doctor(None);
    assert_eq!(code, Some(4), "{told}");
    let allow =
        r#"{"Effect": "Allow", "Action": ["cloudwatch:ListMetrics", "cloudwatch:GetMetricStatistics"]"#;
    contains(
        &told,
        &["✗ metrics: could not list the metric ", allow, "✓ last look: ", "✓ last count of default: "],
    );
}

#[test]
fn what_is_denied_names_the_permission_and_what_it_is_for() {
    let sandbox = Running::start(&[]);
    let user = deployment(&sandbox, "doctor-denied");
    for operation in ["Query", "GetTopicAttributes", "DescribeTable"] {
        let service = if operation == "GetTopicAttributes" { "sns" } else { "dynamodb" };
        sandbox.tell(&["fault", service, "access-denied", "--operation", operation]);
    }
    let (told, code) = doctor(&user, &[]);
    assert_eq!(code, Some(4), "{told}");
    let table = r#""Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/rollcall"}"#;
    let describe = format!(
        r#"allow it: {{"Effect": "Allow", "Action": ["dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive"], {table}"#
    );
    contains(&told, &["✗ table rollcall: could not describe the table rollcall (AccessDenied", &describe]);
    contains(
        &told,
        &[
            r#""Action": "sns:GetTopicAttributes", "Resource": "arn:aws:sns:us-east-1:111122223333:rollcall"}"#,
        ],
    );
    sandbox.tell(&["fault", "--clear"]);
    sandbox.tell(&["fault", "dynamodb", "access-denied", "--operation", "Query"]);
    let (told, _) = doctor(&user, &[]);
    let read = format!(r#""Action": ["dynamodb:Query", "dynamodb:GetItem"], {table}"#);
    contains(&told, &["✗ items: could not ", &read, "✓ table rollcall", "✓ odb: answers in us-east-1"]);
}

#[test]
fn a_region_that_is_malformed_or_missing_is_one_fault() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "doctor-regions");
    let looked = user.command(&["doctor"]).env("ROLLCALL_REGIONS", "mars").output().unwrap();
    assert_eq!(looked.status.code(), Some(1));
    contains(
        &text(&looked.stdout),
        &["✗ Regions: ROLLCALL_REGIONS: \"mars\" is not an AWS Region", "export ROLLCALL_REGIONS="],
    );
    let mut nowhere = user.command(&["doctor"]);
    let looked = nowhere.env_remove("AWS_REGION").env_remove("AWS_DEFAULT_REGION").output().unwrap();
    let told = text(&looked.stdout);
    contains(&told, &["✗ Region: no Region is configured", "    export AWS_REGION=us-east-1\n", "\n1 of "]);
    assert_eq!(looked.status.code(), Some(1), "{told}");
}
