//! Each kind of alert as each channel shows it, decided for `odb`.

use std::collections::BTreeMap;

use rollcall_checks::odb::RULES as ODB;
use rollcall_core::alert::{Alert, AlertComponent, Kind, Transition};
use rollcall_core::check::Scope;
use rollcall_core::decide::{decide, retire};
use rollcall_core::deliver::Notification;
use rollcall_core::identity::Enrollment;
use rollcall_core::observation::{Blindness, Cause, Observation, Reading, Snapshot};
use rollcall_core::policy::Policy;
use rollcall_core::rules::Rules;
use rollcall_core::time::Time;
use serde_json::Value;
use strum::VariantArray as _;

use crate::email::email;
use crate::short::subject;
use crate::sns::envelope;

const REASON: &str =
    "The subscription was suspended.\r\nSubject: all is well\r\n\u{202E}What to do: nothing <b>@here</b>";

fn seen(status: &str, reason: Option<&str>) -> Observation {
    observed(&[("onboarding", status, reason)])
}

fn observed(components: &[(&str, &str, Option<&str>)]) -> Observation {
    let reading = |status: &str, reason: Option<&str>| Reading {
        status: status.to_owned(),
        reason: reason.map(str::to_owned),
    };
    let components =
        components.iter().map(|(name, status, reason)| ((*name).to_owned(), reading(status, *reason)));
    Observation::Observed(Snapshot::new(components.collect(), BTreeMap::new()).unwrap())
}

fn denied() -> Observation {
    let message = "User: arn:aws:sts::111122223333:assumed-role/rollcall-odb/odb is not authorized to perform: odb:GetOciOnboardingStatus";
    Observation::Blind(Blindness::new(
        Cause::Denied,
        Some("AccessDeniedException"),
        Some("0f1e2d3c"),
        message,
    ))
}

/// The alert of the last of `runs`, each with its hour.
fn last(runs: &[(i64, Observation)]) -> Alert {
    let policy = Policy::parse("notify_at = \"info\"", &[&ODB]).unwrap();
    let enrollment: Enrollment = "odb/111122223333/us-east-1".parse().unwrap();
    let mut state = None;
    let mut alert = None;
    for (hour, observation) in runs {
        let now = Time::from_epoch_millis(1_795_230_000_250 + hour * 3_600_000);
        let decision =
            decide(Rules { check: &ODB, policy: &policy }, &enrollment, state.as_ref(), observation, now);
        alert = decision.change().and_then(|change| change.alert.clone());
        state = Some(decision.state);
    }
    alert.unwrap()
}

/// The alert about a problem that is retired after some hours.
fn retired(hours: i64) -> Alert {
    let policy = Policy::default();
    let rules = Rules { check: &ODB, policy: &policy };
    let enrollment: Enrollment = "odb/111122223333/us-east-1".parse().unwrap();
    let at = |hour: i64| Time::from_epoch_millis(1_795_230_000_250 + hour * 3_600_000);
    let observation = seen("SUSPENDED", Some("The subscription was suspended."));
    let before = decide(rules, &enrollment, None, &observation, at(0)).state;
    retire(rules, &before, at(hours)).change().and_then(|change| change.alert.clone()).unwrap()
}

pub(super) fn notification(alert: &Alert) -> Notification<'_> {
    Notification { route: "default", alert }
}

pub(super) fn alert() -> Alert {
    last(&[(0, seen("ACTIVE", None)), (290, seen("SUSPENDED", Some(REASON)))])
}

pub(super) fn transition(component: &str, reason: &str) -> Transition {
    let component = component.to_owned();
    Transition { component, reason: Some(reason.to_owned()), ..alert().transitions.remove(0) }
}

pub(super) fn component(name: &str, reason: &str) -> AlertComponent {
    let component = name.to_owned();
    AlertComponent { component, reason: Some(reason.to_owned()), ..alert().components.remove(0) }
}

fn each_kind() -> Vec<Alert> {
    let active_at = |hour| (hour, seen("ACTIVE", None));
    let active = || active_at(0);
    let suspended = |hour| (hour, seen("SUSPENDED", Some("The subscription was suspended.")));
    let activating = |hour| (hour, seen("ACTIVATING", Some("Waiting for Oracle.")));
    vec![
        last(&[(0, seen("ACTIVATING", None)), (2, seen("ACTIVE", None))]),
        retired(5),
        last(&[suspended(0), suspended(24)]),
        last(&[active(), suspended(1), (9, seen("ACTIVE", None))]),
        last(&[active(), (1, denied()), (2, denied()), (3, denied())]),
        last(&[activating(0), activating(25)]),
        last(&[activating(0), (1, seen("PENDING_CUSTOMER_ACTION", None))]),
        last(&[active(), (1, seen("HIBERNATING", None))]),
        last(&[active(), (80, seen("ACTIVE_LIMITED", Some("One Region is not there.")))]),
        alert(),
        last(
            &(0..8)
                .map(|hour| if hour % 2 == 0 { active_at(hour) } else { suspended(hour) })
                .collect::<Vec<_>>(),
        ),
    ]
}

/// Cases that the kinds alone do not show.
fn other_cases() -> Vec<(&'static str, Alert)> {
    let active = || (0, seen("ACTIVE", None));
    let suspended = |hour| (hour, seen("SUSPENDED", None));
    let both = |hour, onboarding: &str, role: &str, reason| {
        (hour, observed(&[("onboarding", onboarding, None), ("iam-role/KmsTde", role, reason)]))
    };
    let blind = |first: i64| (first..first + 3).map(|hour| (hour, denied()));
    let after = |start: Vec<(i64, Observation)>, first, end: (i64, Observation)| {
        last(&start.into_iter().chain(blind(first)).chain([end]).collect::<Vec<_>>())
    };
    vec![
        ("baseline", last(&[suspended(0)])),
        (
            "several",
            last(&[
                both(0, "ACTIVE", "AVAILABLE", None),
                both(30, "ACTIVE_LIMITED", "PROVISION_FAILED", Some("The role may not be assumed.")),
            ]),
        ),
        ("appears", last(&[active(), both(5, "ACTIVE", "PROVISION_FAILED", None)])),
        ("vanishes", last(&[both(0, "ACTIVE", "AVAILABLE", None), (7, seen("ACTIVE", None))])),
        ("worse", last(&[(0, seen("PENDING_CUSTOMER_ACTION", None)), suspended(50)])),
        ("seen-again", after(vec![active()], 1, (4, seen("ACTIVE", None)))),
        ("seen-again-still-open", after(vec![suspended(0)], 1, suspended(4))),
        ("seen-again-worse", after(vec![active()], 1, suspended(4))),
        ("never-seen", last(&blind(0).collect::<Vec<_>>())),
        ("reminder-while-blind", after(vec![suspended(0)], 1, (30, denied()))),
        ("reminder-of-blindness", after(vec![active()], 1, (30, denied()))),
        ("ending", last(&[both(0, "ACTIVE", "AVAILABLE", None), both(7, "ACTIVE", "TERMINATING", None)])),
        (
            "several-stuck",
            last(&[
                both(0, "ACTIVATING", "PROVISIONING", None),
                both(25, "ACTIVATING", "PROVISIONING", None),
            ]),
        ),
        ("not-over", last(&[suspended(0), (2, seen("ACTIVATING", None)), (24, seen("ACTIVATING", None))])),
    ]
}

fn channel(alert: &Alert, channel: &str) -> String {
    let body: Value = serde_json::from_str(&envelope(&notification(alert)).body).unwrap();
    body[channel].as_str().unwrap().to_owned()
}

#[test]
fn each_kind_as_an_email() {
    for (alert, kind) in each_kind().iter().zip(Kind::VARIANTS) {
        assert_eq!(alert.kind, *kind);
        insta::assert_snapshot!(
            format!("email-{}", kind.into_str()),
            format!("Subject: {}\n\n{}", subject(alert), email(alert))
        );
    }
}

#[test]
fn other_cases_as_an_email() {
    for (name, alert) in other_cases() {
        let text = format!("Subject: {}\n\n{}", subject(&alert), email(&alert));
        insta::assert_snapshot!(format!("email-case-{name}"), text);
    }
}

#[test]
fn each_kind_as_json_chat_and_text_message() {
    for alert in each_kind() {
        let pretty =
            |text: &str| serde_json::to_string_pretty(&serde_json::from_str::<Value>(text).unwrap()).unwrap();
        let json = pretty(&channel(&alert, "default"));
        let chat = pretty(&channel(&alert, "https"));
        let sms = channel(&alert, "sms");
        insta::assert_snapshot!(
            format!("channels-{}", alert.kind.into_str()),
            format!("{json}\n\n{chat}\n\n{sms}")
        );
    }
}

#[test]
fn the_json_is_the_contract_and_nothing_else() {
    let json: Value = serde_json::from_str(&channel(&alert(), "default")).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    let expected = "account check compliance components enrollment first_seen head id kind links next observed_at problem region remedy schema service severity summary title transitions version";
    assert_eq!(keys(&json), expected);
    assert_eq!(keys(&json["components"][0]), "component condition news overdue reason since status");
    assert_eq!(keys(&json["problem"]), "opened_at reported_at");
    assert_eq!(keys(&json["next"]), "reminder");
    let recovery: Value = serde_json::from_str(&channel(&each_kind()[3], "default")).unwrap();
    assert_eq!(recovery["ends"], "problem");
    assert_eq!(keys(&json["transitions"][0]), "component condition from previous_seconds reason since to");
    assert_eq!(keys(&json["compliance"]), "from to");
    assert_eq!(keys(&json["links"]), "console docs");
    assert_eq!(json["schema"], "rollcall.alert/1");
    assert_eq!(json["transitions"][0]["reason"], REASON, "verbatim for machines");
}

#[test]
fn the_subject_follows_the_contract() {
    assert_eq!(subject(&alert()), "[CRITICAL] odb 111122223333 us-east-1: onboarding ACTIVE -> SUSPENDED");
}

#[test]
fn an_alert_of_a_whole_account_names_no_region() {
    let alert = Alert { scope: Scope::Account, ..alert() };
    assert_eq!(subject(&alert), "[CRITICAL] odb 111122223333: onboarding ACTIVE -> SUSPENDED");
    let words = [email(&alert), channel(&alert, "sms"), channel(&alert, "https")];
    let named = words.iter().flat_map(|words| words.split([' ', '"', ',', '\n']));
    assert_eq!(named.filter(|word| *word == "us-east-1").count(), 0, "{words:?}");
    let json: Value = serde_json::from_str(&channel(&alert, "default")).unwrap();
    assert_eq!((&json["scope"], &json["region"]), (&"account".into(), &"us-east-1".into()));
}

/// An alert about an account that the inventory knows.
fn named(name: &str, unit: &str, owner: &str) -> Alert {
    let [account_name, organizational_unit, owner] = [name, unit, owner].map(|text| Some(text.to_owned()));
    Alert { account_name, organizational_unit, owner, ..alert() }
}

#[test]
fn an_account_is_named_in_subject_text_and_json() {
    let alert = named("payments-prod", "/prod/payments", "team-payments");
    assert_eq!(
        subject(&alert),
        "[CRITICAL] odb payments-prod 111122223333 us-east-1: onboarding ACTIVE -> SUSPENDED"
    );
    let mail = email(&alert);
    assert!(mail.contains("account payments-prod (111122223333),"), "{mail}");
    assert!(mail.contains("/prod/payments, owner team-payments"), "{mail}");
    let chat = channel(&alert, "https");
    assert!(chat.contains("payments-prod (111122223333)") && chat.contains("owner team-payments"), "{chat}");
    assert!(channel(&alert, "sms").contains("payments-prod 111122223333"));
    let json: Value = serde_json::from_str(&channel(&alert, "default")).unwrap();
    let fields = ["account_name", "organizational_unit", "owner"].map(|name| json[name].clone());
    assert_eq!(fields, ["payments-prod", "/prod/payments", "team-payments"].map(Value::from));
}

#[test]
fn a_long_or_hostile_account_leaves_room_for_the_news() {
    let hostile = format!("\u{202E}<!channel>\r\nSubject: x {}", "y".repeat(500));
    let alert = named(&hostile, &hostile, &hostile);
    let subject = subject(&alert);
    assert!(subject.len() < 100 && subject.contains("111122223333 us-east-1: onboarding"), "{subject}");
    let mail = email(&alert);
    assert!(!mail.contains('\u{202E}') && !mail.lines().any(|line| line.starts_with("Subject")), "{mail}");
    assert!(mail.len() < 4000, "{}", mail.len());
    assert!(!channel(&alert, "https").contains("<!"));
}

#[test]
fn hostile_words_do_no_harm() {
    let hostile = [
        "a\r\nSubject: x",
        "\u{202E}\u{200B}",
        &"x".repeat(100_000),
        "<!channel> @here *b* `c`",
        "\0\u{7}\u{1b}[31m",
    ];
    for words in hostile {
        let alert =
            last(&[(0, seen("ACTIVE", None)), (1, seen(&words[..words.len().min(200)], Some(words)))]);
        let subject = subject(&alert);
        assert!(
            subject.len() < 100 && subject.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
            "{subject}"
        );
        let mail = email(&alert);
        let deceptive =
            |character: char| (character.is_control() && character != '\n') || character == '\u{202E}';
        assert!(!mail.contains(deceptive), "{mail}");
        assert!(!mail.lines().any(|line| line.starts_with("Subject")), "{mail}");
        assert!(mail.len() < 4000, "{}", mail.len());
        let sms = channel(&alert, "sms");
        assert!(sms.len() <= 140 && sms.is_ascii(), "{sms}");
        let chat = channel(&alert, "https");
        assert!(!chat.contains("<!") && !chat.contains("@here"), "{chat}");
    }
}

#[test]
fn a_fake_label_in_a_reason_never_begins_a_line() {
    let mail = email(&alert());
    assert_eq!(mail.lines().filter(|line| line.starts_with("What to do:")).count(), 1, "{mail}");
}
