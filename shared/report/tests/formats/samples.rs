//! Enrollments in every condition, from decisions over `odb`: the tests' input, and what
//! `examples/format_samples.rs` writes.

use std::collections::BTreeMap;

use rollcall_checks::odb::RULES as ODB;
use rollcall_core::account::Account;
use rollcall_core::change::Change;
use rollcall_core::decide::{Write, decide};
use rollcall_core::deliver::{DEFAULT_ROUTE, Outcome, PendingAlert, Receipt, Settled};
use rollcall_core::explanation::Explanation;
use rollcall_core::history::HistoryEntry;
use rollcall_core::observation::{Blindness, Cause, Observation, Reading, Snapshot};
use rollcall_core::policy::Policy;
use rollcall_core::ports::StoredPolicy;
use rollcall_core::rules::Rules;
use rollcall_core::standing::Standing;
use rollcall_core::state::State;
use rollcall_core::time::Time;
use rollcall_core::timeline::Timeline;
use rollcall_report::document::{Cover, Document, EnrollmentReport, PolicyNote};
use rollcall_report::inventory::KnownAccounts;

/// What no format may let through unchanged.
pub(crate) const HOSTILE: &str =
    "@SUM(1)\t\"quoted\", <b>&amp;]]></b>\r\n=2+3;=cmd|' /C calc'!A0\u{0}\u{1b}[31m\u{202e}txt\u{fffe}";

pub(crate) struct Story {
    pub(crate) state: State,
    pub(crate) standing: Standing,
    pub(crate) entries: Vec<HistoryEntry>,
    /// The newest alert only, which is not sent yet.
    pub(crate) pending: Vec<PendingAlert>,
}

impl Story {
    pub(crate) fn changes(&self, from: Time) -> Vec<Change> {
        Change::between(&self.entries, &Policy::default(), from, now())
    }
}

pub(crate) fn now() -> Time {
    hours(0)
}

/// The sample report begins a week before.
pub(crate) fn from() -> Time {
    hours(-168)
}

pub(crate) fn hours(hours: i64) -> Time {
    Time::from_epoch_millis(1_795_230_000_250 + hours * 3_600_000)
}

/// The service's answer about `onboarding`.
pub(crate) fn seen(status: &str) -> Observation {
    observed(&[("onboarding", status, None)])
}

pub(crate) fn observed(components: &[(&str, &str, Option<&str>)]) -> Observation {
    let components = components.iter().map(|&(name, status, reason)| {
        (name.to_owned(), Reading { status: status.to_owned(), reason: reason.map(str::to_owned) })
    });
    Observation::Observed(Snapshot::new(components.collect(), BTreeMap::new()).expect("a genuine answer"))
}

pub(crate) fn denied(message: &str) -> Observation {
    Observation::Blind(Blindness::new(Cause::Denied, Some("AccessDeniedException"), Some("0f1e"), message))
}

/// An enrollment after some runs, given with their hours before now.
pub(crate) fn story(key: &str, runs: &[(i64, Observation)]) -> Story {
    let policy = Policy::default();
    let rules = Rules { check: &ODB, policy: &policy };
    let enrollment = key.parse().expect("a key");
    let (mut state, mut entries, mut pending): (Option<State>, Vec<HistoryEntry>, Vec<PendingAlert>) =
        Default::default();
    for (hour, observation) in runs {
        let decision = decide(rules, &enrollment, state.as_ref(), observation, hours(-hour));
        if let Write::Commit(change) = decision.write {
            entries.push(change.entry);
            pending.extend(change.alert.map(|alert| PendingAlert {
                attempts: 2,
                due_at: Some(alert.observed_at.plus(std::time::Duration::from_secs(30))),
                last_error: Some("the topic does not exist".to_owned()),
                alert,
            }));
        }
        state = Some(decision.state);
    }
    send(&mut entries, &mut pending);
    let state = state.expect("a run");
    Story { standing: Standing::of(&state, rules, now()), state, entries, pending }
}

pub(crate) fn explained(story: &Story, policy: &str) -> Explanation {
    let policy = Policy::parse(policy, &[&ODB]).expect("a policy");
    let rules = Rules { check: &ODB, policy: &policy };
    Explanation::of(&story.state, rules, &story.pending, now())
}

/// All alerts but the newest are sent.
fn send(entries: &mut [HistoryEntry], pending: &mut Vec<PendingAlert>) {
    for sent in pending.drain(..pending.len().saturating_sub(1)) {
        let of_it = |entry: &&mut HistoryEntry| entry.alert.as_ref() == Some(&sent.alert.id);
        if let Some(entry) = entries.iter_mut().find(of_it) {
            let message_id = format!("message-{}", entry.version);
            let outcome = Outcome::Sent(Receipt { channel: "sns".to_owned(), message_id });
            entry.receipts.insert(DEFAULT_ROUTE.to_owned(), Settled { at: sent.alert.observed_at, outcome });
        }
    }
}

/// Enrollments in every condition, and with everything that can be said about one.
pub(crate) fn stories() -> Vec<Story> {
    let role = |status| [("onboarding", "ACTIVE", None), ("iam-role/KmsTde", status, None)];
    let blind = |hour: i64| (hour, denied("not authorized to perform: odb:GetOciOnboardingStatus"));
    let hostile = observed(&[("onboarding", "=HYPERLINK(\"http://x\")", Some(HOSTILE))]);
    vec![
        story("odb/000000000001/us-east-1", &[(300, seen("ACTIVE")), (1, seen("ACTIVE"))]),
        story("odb/000000000001/us-east-2", &[(5, seen("ACTIVATING"))]),
        story("odb/000000000001/us-west-2", &[(40, seen("ACTIVATING")), (2, seen("ACTIVATING"))]),
        story(
            "odb/000000000001/eu-west-1",
            &[(300, seen("ACTIVE")), (200, seen("NOT_STARTED")), (1, seen("NOT_STARTED"))],
        ),
        story("odb/000000000001/eu-south-1", &[(300, seen("NOT_STARTED")), (1, seen("NOT_STARTED"))]),
        story(
            "odb/000000000001/eu-south-2",
            &[(9, observed(&role("AVAILABLE"))), (3, observed(&role("TERMINATING")))],
        ),
        story("odb/000000000001/eu-west-2", &[(30, seen("PENDING_CUSTOMER_ACTION"))]),
        story("odb/000000000001/eu-west-3", &[(9, seen("HIBERNATING"))]),
        story("odb/000000000001/eu-north-1", &[(9, seen("ACTIVE")), (7, seen("ACTIVE_LIMITED"))]),
        story(
            "odb/111122223333/us-east-1",
            &[(300, seen("ACTIVE")), (200, seen("SUSPENDED")), (1, seen("SUSPENDED"))],
        ),
        story("odb/111122223333/us-east-2", &[(20, seen("FAILED"))]),
        story(
            "odb/111122223333/us-west-2",
            &[(90, seen("FAILED")), (50, seen("ACTIVE")), (1, seen("ACTIVE"))],
        ),
        story(
            "odb/111122223333/eu-west-1",
            &[(9, observed(&role("AVAILABLE"))), (3, observed(&role("BROKEN")))],
        ),
        story("odb/111122223333/eu-west-2", &[(9, observed(&role("AVAILABLE"))), (3, seen("ACTIVE"))]),
        story("odb/111122223333/eu-west-3", &[(90, seen("ACTIVE")), blind(3), blind(2), blind(1)]),
        story("odb/111122223333/eu-north-1", &[(90, seen("SUSPENDED")), blind(60)]),
        story("odb/111122223333/sa-east-1", &[blind(4)]),
        story("odb/111122223333/ca-central-1", &[(6, seen("ACTIVATING")), blind(4)]),
        story("odb/111122223333/af-south-1", &[(4, Observation::NotApplicable)]),
        story("odb/111122223333/me-south-1", &[(72, seen("ACTIVE"))]),
        story("compute-optimizer/111122223333/us-east-1", &[(8, hostile)]),
    ]
}

/// What the inventory knows: hostile texts of one account, nothing of the other.
pub(crate) fn accounts() -> KnownAccounts {
    let text = || Some(HOSTILE.to_owned());
    let id = "111122223333".parse().expect("an account");
    KnownAccounts::of([Account {
        name: text(),
        organizational_unit: text(),
        owner: text(),
        ..Account::new(id)
    }])
}

pub(crate) fn standings(stories: &[Story]) -> Vec<Standing> {
    stories.iter().map(|story| story.standing.clone()).collect()
}

/// The worst first.
pub(crate) fn document(stories: &[Story]) -> Document {
    let policy = Policy::default();
    let rules = Rules { check: &ODB, policy: &policy };
    let report = |story: &Story| {
        let timeline = Timeline::of(&story.entries, Some(&story.standing), rules, from(), now());
        EnrollmentReport::of(Explanation::of(&story.state, rules, &story.pending, now()), timeline)
    };
    let mut enrollments: Vec<EnrollmentReport> = stories.iter().map(report).collect();
    enrollments.sort_by_cached_key(|one| one.standing().place());
    Document {
        cover: Cover {
            made_at: now(),
            from: from(),
            to: now(),
            source: "table rollcall in us-east-1".to_owned(),
            made_by: "0.1.0".to_owned(),
            policy: PolicyNote {
                origin: "version 2, applied 2026-11-20 09:14 UTC by ann".to_owned(),
                toml: "remind_every = \"24h\"\n".to_owned(),
                stale_after: policy.stale_after,
                applied: vec![StoredPolicy {
                    version: 2,
                    toml: "remind_every = \"24h\"\n".to_owned(),
                    author: "ann".to_owned(),
                    applied_at: hours(-24),
                }],
            },
            accounts: accounts(),
            routes: BTreeMap::new(),
            pending: stories.iter().flat_map(|story| story.pending.clone()).collect(),
        },
        enrollments,
    }
}
