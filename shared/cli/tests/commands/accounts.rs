//! `rollcall accounts`: the inventory, and the confirmation that many accounts have left.

use rollcall_core::identity::AccountId;
use rollcall_sandbox::AccountState;

use crate::answers::held;
use crate::hub::{Hub, OWN};

const RUN: [&str; 2] = ["check", "--organization"];

#[tokio::test]
async fn an_empty_inventory_says_what_to_do() {
    let hub = Hub::new("empty", 0).await;
    for arguments in [&["accounts"][..], &["accounts", "list"], &["accounts", "confirm"]] {
        let ended = hub.run(arguments).await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert_eq!(
            ended.out,
            "no account is known: deploy with Scope=organization, or run `rollcall check --organization`\n"
        );
    }
    let json = hub.run(&["accounts", "--output", "json"]).await;
    assert_eq!(held("accounts", json.out.as_bytes())["summary"]["accounts"], 0);
}

#[tokio::test]
async fn every_account_has_a_line_and_the_last_one_counts() {
    let hub = Hub::new("lines", 30).await;
    let members = hub.members();
    hub.set(&members[0], |account| account.state(AccountState::Suspended));
    hub.set(&members[1], |account| account.state(AccountState::PendingActivation));
    hub.run(&RUN).await;
    let ended = hub.run(&["accounts"]).await;
    assert_eq!(ended.out.lines().count(), 1 + 30 + 1);
    assert!(
        ended.out.ends_with("30 accounts: 28 ACTIVE, 1 PENDING_ACTIVATION, 1 SUSPENDED\n"),
        "{}",
        ended.out
    );
    let suspended = hub.run(&["accounts", "--account-state", "suspended"]).await.out;
    assert!(suspended.contains(members[0].as_str()) && suspended.ends_with("1 account: 1 SUSPENDED\n"));
    let none = hub.run(&["accounts", "--owner", "nobody"]).await;
    assert_eq!((none.code, none.out.as_str()), (Some(0), "no account matches\n"));
}

#[tokio::test]
async fn what_others_wrote_disturbs_no_terminal_and_no_spreadsheet() {
    let hub = Hub::new("hostile", 3).await;
    let member = &hub.members()[0];
    let hostile = "=1+1\u{1b}[31m\r\n\u{202e}txt";
    hub.set(member, |account| account.name(hostile).owner(hostile));
    hub.run(&RUN).await;
    let table = hub.run(&["accounts"]).await.out;
    assert_eq!(table.lines().count(), 1 + 3 + 1, "{table:?}");
    let csv = hub.run(&["accounts", "--output", "csv"]).await.out;
    for text in [&table, &csv] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    }
    assert!(csv.contains(",'=1+1 [31m"), "{csv:?}");
    let json = hub.run(&["accounts", "--output", "json"]).await.out;
    assert!(!json.contains(['\u{1b}', '\u{202e}']), "{json:?}");
    let accounts = held("accounts", json.as_bytes())["accounts"].clone();
    let hers = accounts.as_array().unwrap().iter().find(|one| one["account"] == member.as_str()).unwrap();
    assert_eq!((&hers["name"], &hers["owner"]), (&hostile.into(), &hostile.into()), "verbatim");
}

/// An organization of 30 in which twelve are closed, after a run that did not believe it.
async fn twelve_leave(name: &str) -> (Hub, Vec<AccountId>) {
    let hub = Hub::new(name, 30).await;
    let leaving = hub.members()[..12].to_vec();
    for id in &leaving {
        hub.set(id, |account| account.state(AccountState::Closed));
    }
    let ended = hub.run(&RUN).await;
    assert!(ended.out.contains(&format!("inventory/{OWN}/us-east-1")), "{ended:?}");
    assert!(ended.out.contains(" in 30 accounts, "), "they are watched as before: {ended:?}");
    (hub, leaving)
}

#[tokio::test]
async fn twelve_of_thirty_leave_only_when_someone_confirms_it() {
    let (hub, leaving) = twelve_leave("leave").await;
    let listed = hub.run(&["accounts", "--leaving"]).await.out;
    assert!(leaving.iter().all(|id| listed.contains(id.as_str())), "{listed}");
    let last = "12 accounts: 12 CLOSED; 12 leaving, watched until `rollcall accounts confirm`\n";
    assert!(listed.ends_with(last), "{listed}");

    let writes = hub.writes();
    let dry = hub.run(&["accounts", "confirm", "--dry-run"]).await;
    assert!(dry.out.ends_with("12 accounts would be retired; nothing was stored\n"), "{dry:?}");
    assert_eq!(hub.writes(), writes);

    let confirmed = hub.run(&["accounts", "confirm"]).await;
    assert_eq!(confirmed.code, Some(0), "{confirmed:?}");
    assert!(leaving.iter().all(|id| confirmed.out.contains(id.as_str())), "{confirmed:?}");
    let said = "12 accounts retired\nthe next run of the organization retires their enrollments, and \
                `inventory` recovers\n";
    assert!(confirmed.out.ends_with(said), "{confirmed:?}");
    let again = hub.run(&["accounts", "confirm"]).await;
    let nothing = "no account is leaving: there is nothing to confirm\n";
    assert_eq!((again.code, again.out.as_str()), (Some(0), nothing));

    let run = hub.run(&RUN).await;
    assert!(run.out.contains(" in 18 accounts, "), "{run:?}");
    let inventory = hub.run(&["explain", &format!("inventory/{OWN}/us-east-1")]).await.out;
    assert!(inventory.contains("COMPLETE") && !inventory.contains("CONFIRMATION_NEEDED"), "{inventory}");
}

#[tokio::test]
async fn the_retired_are_shown_where_they_are_asked_for() {
    let (hub, leaving) = twelve_leave("retired").await;
    let answer = hub.run(&["accounts", "confirm", "--output", "json"]).await;
    let answer = held("accounts-confirm", answer.out.as_bytes());
    assert_eq!(answer["retired"].as_array().unwrap().len(), 12, "{answer}");
    let table = hub.run(&["accounts"]).await.out;
    assert!(!leaving.iter().any(|id| table.contains(id.as_str())), "{table}");
    assert!(table.ends_with("18 accounts: 18 ACTIVE; 12 retired not shown (--retired)\n"), "{table}");
    let retired = hub.run(&["accounts", "--retired"]).await.out;
    assert!(leaving.iter().all(|id| retired.contains(id.as_str())), "{retired}");
    assert!(retired.ends_with("12 accounts: 12 retired\n"), "{retired}");
    let json = hub.run(&["accounts", "--output", "json"]).await.out;
    let summary = &held("accounts", json.as_bytes())["summary"];
    assert_eq!((&summary["accounts"], &summary["retired"]), (&30.into(), &12.into()));
    let csv = hub.run(&["accounts", "--output", "csv"]).await.out;
    assert_eq!(csv.lines().count(), 1 + 30);
}
