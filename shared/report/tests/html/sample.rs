//! Sample documents: fleets played through the real decisions, so that a sample never shows what Rollcall
//! could not store. The same arguments give the same sample.

use std::collections::BTreeMap;
use std::time::Duration;

use rollcall_checks::compute_optimizer::RULES as OPTIMIZER;
use rollcall_checks::iot_fleetwise::RULES as FLEETWISE;
use rollcall_checks::odb::RULES as ODB;
use rollcall_core::account::Account;
use rollcall_core::alert::Alert;
use rollcall_core::check::CheckRules;
use rollcall_core::decide::{Write, decide};
use rollcall_core::deliver::{DEFAULT_ROUTE, Outcome, PendingAlert, Receipt, Settled};
use rollcall_core::explanation::Explanation;
use rollcall_core::history::HistoryEntry;
use rollcall_core::identity::Enrollment;
use rollcall_core::observation::{Blindness, Cause, Observation, Reading, Snapshot};
use rollcall_core::policy::Policy;
use rollcall_core::rules::Rules;
use rollcall_core::state::State;
use rollcall_core::time::Time;
use rollcall_core::timeline::Timeline;
use rollcall_report::document::{Cover, Document, EnrollmentReport, PolicyNote};
use rollcall_report::inventory::KnownAccounts;

const KNOWN: [&str; 20] = [
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "ca-central-1",
    "sa-east-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "me-south-1",
    "af-south-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "ap-northeast-2",
];
const HOUR: i64 = 3_600_000;
const YEAR: i64 = 365 * 24 * HOUR;

pub(crate) fn made_at() -> Time {
    "2026-11-21T03:29:13.412Z".parse().unwrap()
}

fn hours_ago(hours: i64) -> Time {
    Time::from_epoch_millis(made_at().epoch_millis() - hours * HOUR)
}

pub(crate) fn empty() -> Document {
    Document {
        cover: Cover {
            made_at: made_at(),
            from: Time::from_epoch_millis(made_at().epoch_millis() - YEAR),
            to: made_at(),
            source: "table rollcall in us-east-1".into(),
            made_by: "Rollcall 0.1.0".into(),
            policy: PolicyNote {
                origin: "version 3, applied 2026-10-02 09:14 UTC by arn:aws:iam::111122223333:user/ann"
                    .into(),
                toml: "remind_every = \"24h\"\n[checks.odb]\nregions = [\"us-east-1\"]\n".into(),
                stale_after: Policy::default().stale_after,
                applied: Vec::new(),
            },
            accounts: KnownAccounts::of([account("111122223333", "payments-prod", None, None)]),
            routes: BTreeMap::new(),
            pending: Vec::new(),
        },
        enrollments: Vec::new(),
    }
}

pub(crate) fn account(id: &str, name: &str, unit: Option<&str>, owner: Option<&str>) -> Account {
    Account {
        name: Some(name.to_owned()),
        organizational_unit: unit.map(str::to_owned),
        owner: owner.map(str::to_owned),
        ..Account::new(id.parse().unwrap())
    }
}

/// A reason for the first component only.
pub(crate) fn seen(components: &[(&str, &str)], reason: Option<&str>) -> Observation {
    let mut readings = BTreeMap::new();
    for (place, (name, status)) in components.iter().enumerate() {
        let reason = reason.filter(|_| place == 0).map(str::to_owned);
        readings.insert((*name).to_owned(), Reading { status: (*status).to_owned(), reason });
    }
    Observation::Observed(Snapshot::new(readings, BTreeMap::new()).unwrap())
}

/// A refusal, as IAM words it.
pub(crate) fn denied() -> Observation {
    let message = "User: arn:aws:sts::111122223333:assumed-role/rollcall-odb/odb is not authorized to \
        perform: odb:GetOciOnboardingStatus because no identity-based policy allows it";
    Observation::Blind(Blindness::new(
        Cause::Denied,
        Some("AccessDeniedException"),
        Some("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"),
        message,
    ))
}

/// A run: how many hours before the report was made, and what it found.
pub(crate) type Run = (i64, Observation);

/// Adds an enrollment that lived through some runs. The last `unsent` alerts are pending.
pub(crate) fn add(
    document: &mut Document,
    check: &'static CheckRules,
    place: &str,
    runs: &[Run],
    unsent: usize,
) {
    let policy = Policy::default();
    let rules = Rules { check, policy: &policy };
    let enrollment: Enrollment = format!("{}/{place}", check.id).parse().unwrap();
    let mut state: Option<State> = None;
    let (mut entries, mut alerts): (Vec<HistoryEntry>, Vec<Alert>) = (Vec::new(), Vec::new());
    for (hours, observation) in runs {
        if let Some(state) = state.as_mut() {
            // The observer looked every hour until then.
            state.looked_at = state.looked_at.max(hours_ago(hours + 1));
            if state.blind.is_none() {
                state.last_observed = state.last_observed.max(Some(hours_ago(hours + 1)));
            }
        }
        let decision = decide(rules, &enrollment, state.as_ref(), observation, hours_ago(*hours));
        state = Some(decision.state);
        if let Write::Commit(change) = decision.write {
            entries.push(change.entry);
            alerts.extend(change.alert);
        }
    }
    let sent = alerts.len().saturating_sub(unsent);
    document.cover.pending.extend(alerts.split_off(sent).into_iter().map(pending));
    for (number, alert) in alerts.iter().enumerate() {
        let entry = entries.iter_mut().find(|entry| entry.alert.as_ref() == Some(&alert.id)).unwrap();
        let message_id = format!("{number:08x}-5e1f-5f0a-9c3b-{:012x}", entry.at.epoch_millis());
        let outcome = Outcome::Sent(Receipt { channel: "sns".to_owned(), message_id });
        let settled = Settled { at: entry.at.plus(Duration::from_secs(1)), outcome };
        entry.receipts.insert(DEFAULT_ROUTE.to_owned(), settled);
    }
    let (from, to) = (document.cover.from, document.cover.to);
    let explanation = Explanation::of(&state.unwrap(), rules, &document.cover.pending, to);
    let timeline = Timeline::of(&entries, Some(&explanation.standing), rules, from, to);
    document.enrollments.push(EnrollmentReport::of(explanation, timeline));
}

fn pending(alert: Alert) -> PendingAlert {
    let due_at = Some(made_at().plus(Duration::from_secs(240)));
    let last_error = Some(
        "AuthorizationError: not authorized to perform SNS:Publish on the topic (request id 7c0f)".into(),
    );
    PendingAlert { alert, attempts: 6, due_at, last_error }
}

/// Three enrollments: one healthy, one that failed, one that is blind.
pub(crate) fn three() -> Document {
    let mut document = empty();
    let odb =
        |status: &str, reason| seen(&[("onboarding", status), ("iam-role/KmsTde", "AVAILABLE")], reason);
    let suspended = "The subscription was suspended: the payment method was refused twice.";
    add(
        &mut document,
        &ODB,
        "111122223333/us-east-1",
        &[
            (6000, odb("ACTIVATING", None)),
            (5990, odb("ACTIVE", None)),
            (1400, denied()),
            (1399, denied()),
            (1398, denied()),
            (1300, odb("ACTIVE", None)),
            (500, odb("SUSPENDED", Some(suspended))),
            (2, odb("SUSPENDED", Some(suspended))),
        ],
        1,
    );
    add(
        &mut document,
        &OPTIMIZER,
        "111122223333/us-east-1",
        &[(7000, seen(&[("enrollment", "Active")], None)), (30, denied()), (29, denied()), (28, denied())],
        0,
    );
    let success = [
        ("account", "REGISTRATION_SUCCESS"),
        ("iam", "REGISTRATION_SUCCESS"),
        ("timestream", "REGISTRATION_SUCCESS"),
    ];
    add(
        &mut document,
        &FLEETWISE,
        "444455556666/eu-central-1",
        &[(8900, seen(&success, None)), (1, seen(&success, None))],
        0,
    );
    sorted(document)
}

/// What is hard to lay out: every Region, many components, very long words and hostile ones.
pub(crate) fn awkward() -> Document {
    let mut document = empty();
    let long = "Abteilung".repeat(30);
    let unit = format!("/<b>prod</b>/{long}/\u{202e}live");
    document.cover.accounts = KnownAccounts::of([
        account("111122223333", &format!("\"><img src=x> {long}"), Some(&unit), Some(&long)),
        account("444455556666", "a\r\n\u{200b}b", Some("/"), None),
    ]);
    let status = "X".repeat(256);
    let reason = format!("<script>alert(1)</script> {} {}", "long ".repeat(800), "y".repeat(300));
    let bad = [("onboarding", status.as_str()), ("iam-role/\"><img src=x>", "PROVISION_FAILED")];
    let many: Vec<String> = (0..60).map(|number| format!("iam-role/Role{number}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "AVAILABLE")).collect();
    let many = [&[("onboarding", "ACTIVE")], &many[..]].concat();
    for (number, region) in KNOWN.into_iter().enumerate() {
        let runs = match number % 3 {
            0 => vec![(7000, seen(&many, None)), (10, seen(&many, None))],
            1 => vec![(5000, seen(&bad, Some(&reason))), (4, denied()), (3, denied()), (2, denied())],
            _ => vec![(100, Observation::NotApplicable), (1, Observation::NotApplicable)],
        };
        add(&mut document, &ODB, &format!("111122223333/{region}"), &runs, number % 2);
    }
    add(&mut document, &ODB, "444455556666/us-east-1", &[(60, denied()), (50, denied()), (40, denied())], 0);
    sorted(document)
}

/// The worst first, as the builder of documents does it.
pub(crate) fn sorted(mut document: Document) -> Document {
    document.enrollments.sort_by_cached_key(|one| one.standing().place());
    document
}
