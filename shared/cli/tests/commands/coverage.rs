//! `rollcall coverage`: who should have answered a run of the organization, and who did not.

use std::collections::BTreeMap;

use rollcall_core::identity::Enrollment;
use rollcall_core::organization::ledger::{Coverage, Run};
use rollcall_core::organization::unit::{RunId, Unit, tile};
use rollcall_core::ports::Ledger as _;
use rollcall_core::time::Time;
use rollcall_sandbox::{AccountRole, AccountState, Effect, Fault, Service};

use crate::answers::held;
use crate::hub::Hub;

const RUN: [&str; 2] = ["check", "--organization"];
/// After every run of this test.
const LATER: &str = "2099-01-01T00:00:00Z";

/// A planned run that has not ended.
fn begun(at: &str) -> Run {
    let id = RunId(at.parse::<Time>().unwrap());
    Run { id, planned: 40, ranges: tile(&BTreeMap::new()), answered: BTreeMap::new(), coverage: None }
}

#[tokio::test]
async fn without_a_run_it_says_what_to_do() {
    let hub = Hub::new("no-run", 0).await;
    for arguments in [&["coverage"][..], &["coverage", "--runs"]] {
        let ended = hub.run(arguments).await;
        assert_eq!(ended.code, Some(3), "{ended:?}");
        assert!(ended.out.starts_with("no run of the organization is known: deploy with"), "{ended:?}");
    }
    let ended = hub.run(&["coverage", "--run", "20261121T032913412Z"]).await;
    assert_eq!(ended.code, Some(1));
    assert!(ended.error.starts_with("error: there is no run 20261121T032913412Z: "), "{ended:?}");
}

#[tokio::test]
async fn a_run_in_which_all_answered_ends_well() {
    let hub = Hub::new("all", 30).await;
    hub.run(&RUN).await;
    let ended = hub.run(&["coverage"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let numbers =
        "\n  planned   119\n  expected  119\n  seen      119  100 %\n  blind     0\n  missing   0\n";
    assert!(ended.out.starts_with("run 2") && ended.out.ends_with(numbers), "{}", ended.out);
}

#[tokio::test]
async fn what_is_blind_is_named_by_cause_and_by_account_where_none_could_be_entered() {
    let hub = Hub::new("blind", 5).await;
    let [refused, denied, ..] = &hub.members()[..] else { panic!("5 accounts") };
    hub.set(refused, |account| account.role(AccountRole::Missing).name("data\u{1b}[31m\nlake"));
    hub.sandbox.inject(Fault::new(Service::Odb, Effect::AccessDenied).account(denied.clone()));
    hub.run(&RUN).await;
    let ended = hub.run(&["coverage"]).await;
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.out.contains("\n  blind     4  1 denied, 3 no-access\n"), "{}", ended.out);
    assert!(ended.out.contains("\n  seen      15  78.9 %\n"), "{}", ended.out);
    let denied = format!("\nblind now: denied\n  odb/{denied}/us-east-1\n");
    assert!(ended.out.contains(&denied), "{}", ended.out);
    let refused = format!("\nblind now: no-access\n  {refused} data [31m lake: 3 enrollments\n");
    assert!(ended.out.ends_with(&refused), "{}", ended.out);
}

#[tokio::test]
async fn what_is_in_suspended_accounts_is_no_fault() {
    let hub = Hub::new("suspended", 5).await;
    hub.set(&hub.members()[0], |account| account.state(AccountState::Suspended));
    hub.run(&RUN).await;
    let ended = hub.run(&["coverage"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.ends_with(": 3 enrollments, suspended\n"), "{}", ended.out);
}

#[tokio::test]
async fn what_nobody_looked_at_is_named() {
    let hub = Hub::new("missing", 30).await;
    let policy = hub.file("empty.toml", "");
    hub.run(&["policy", "apply", &policy]).await;
    let shard: Vec<_> = hub.members().into_iter().filter(|id| id.as_str().ends_with('7')).collect();
    let unit = Fault::new(Service::Dynamodb, Effect::AccessDenied).contains("BETWEEN").contains("STATE#7");
    hub.sandbox.inject(unit);
    assert_eq!(hub.run(&RUN).await.code, Some(4));
    let ended = hub.run(&["coverage"]).await;
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let missing = 4 * shard.len();
    assert!(
        ended.out.contains(&format!("\n  missing   {missing}\n\nmissing\n  access/{}", shard[0])),
        "{ended:?}"
    );
    assert_eq!(ended.out.lines().filter(|line| line.contains('/')).count(), missing);
    let table = hub.run(&["coverage", "--runs"]).await;
    assert_eq!((table.code, table.out.lines().count()), (Some(3), 2), "{table:?}");
}

#[tokio::test]
async fn twenty_names_are_enough() {
    let hub = Hub::new("twenty", 0).await;
    let mut coverage = Coverage::default();
    for account in 0..23 {
        let enrollment = format!("odb/{account:012}/us-east-1").parse::<Enrollment>().unwrap();
        coverage.miss(enrollment);
    }
    let run = Run { coverage: Some(coverage), ..begun(LATER) };
    hub.store().put_run(&run).await.unwrap();
    let ended = hub.run(&["coverage"]).await;
    assert!(ended.out.ends_with("/us-east-1\n  and 3 more\n"), "{}", ended.out);
    assert_eq!(ended.out.lines().filter(|line| line.contains("  odb/")).count(), 20);
}

#[tokio::test]
async fn a_run_that_has_not_ended_is_said_beside_the_last_that_has() {
    let hub = Hub::new("unfinished", 3).await;
    let unfinished = begun(LATER);
    hub.store().put_run(&unfinished).await.unwrap();
    let range = unfinished.ranges[3].clone();
    let unit = Unit { run: unfinished.id, range };
    hub.store().put_unit(&unit, &Coverage { expected: 4, seen: 4, ..Coverage::default() }).await.unwrap();
    let alone = hub.run(&["coverage"]).await;
    assert_eq!(alone.code, Some(3), "nothing is known yet: {alone:?}");
    let progress =
        "run 20990101T000000000Z has not ended: it began 0s ago, and 1 of 10 units have reported\n";
    assert!(alone.out.starts_with(progress), "{}", alone.out);
    assert!(alone.out.contains("\n  planned   40\n  expected  4\n  seen      4"), "{}", alone.out);

    hub.run(&RUN).await;
    let both = hub.run(&["coverage"]).await;
    assert_eq!(both.code, Some(0), "{both:?}");
    assert!(both.out.starts_with(&format!("{progress}\nrun 2")), "{}", both.out);
    assert!(both.out.contains("\n  seen      11  100 %\n"), "{}", both.out);
    let table = hub.run(&["coverage", "--runs", "5"]).await.out;
    assert!(table.lines().nth(1).unwrap().ends_with("not ended: 1 of 10 units"), "{table}");
    assert_eq!(table.lines().count(), 3, "{table}");
    let named = hub.run(&["coverage", "--run", "20990101T000000000Z"]).await;
    assert_eq!((named.code, named.out), (Some(3), alone.out));
}

#[tokio::test]
async fn as_json_and_csv_it_is_for_machines() {
    let hub = Hub::new("machines", 3).await;
    hub.set(&hub.members()[0], |account| account.role(AccountRole::Missing));
    hub.run(&RUN).await;
    let json = hub.run(&["coverage", "--output", "json"]).await;
    assert_eq!(json.code, Some(3), "the account is not suspended: someone must act");
    let report = held("coverage", json.out.as_bytes());
    assert_eq!(report["runs"][0]["blind"], serde_json::json!({"no-access": 3}));
    assert_eq!(report["blind_now"][0]["accounts"][0]["enrollments"].as_array().unwrap().len(), 3);
    hub.store().put_run(&begun(LATER)).await.unwrap();
    let several = hub.run(&["coverage", "--runs", "--output", "json"]).await;
    let report = held("coverage", several.out.as_bytes());
    assert_eq!((&report["runs"][0]["ended"], &report["runs"][1]["ended"]), (&false.into(), &true.into()));
    let csv = hub.run(&["coverage", "--runs", "--output", "csv"]).await.out;
    assert_eq!(csv.lines().count(), 3, "{csv}");
    assert!(csv.ends_with(",11,11,8,3,0,no-access=3\r\n"), "{csv}");
}
