//! A report as CSV: one row per enrollment, and one for all of them together.

use std::time::Duration;

use rollcall_core::record::Record;
use rollcall_core::standing::Standing;

use super::sheet::{cell, rows, sheet};
use crate::document::{Cover, EnrollmentReport};
use crate::inventory::KnownAccount;
use crate::list::List;
use crate::wording;

const HEADER: [&str; 34] = [
    "from",
    "to",
    "enrollment",
    "check",
    "account",
    "account_name",
    "organizational_unit",
    "owner",
    "region",
    "compliance",
    "condition",
    "status",
    "need",
    "compliant_percent",
    "compliant_seconds",
    "non_compliant_seconds",
    "not_known_seconds",
    "not_applicable_seconds",
    "problems",
    "problems_open",
    "median_recovery_seconds",
    "longest_recovery_seconds",
    "changes",
    "alerts",
    "alerts_sent",
    "alerts_waiting",
    "last_sent_at",
    "last_sent_over",
    "longest_gap_seconds",
    "problem_opened_at",
    "problem_reported_at",
    "next_reminder_at",
    "what_to_do",
    "reason",
];

/// A list of [`enrollment`]s. Its first row is of all of them together: `(all)` stands for the enrollment.
pub fn report(cover: &Cover, record: &Record) -> List {
    let mut who: [String; 11] = Default::default();
    "(all)".clone_into(&mut who[0]);
    let all = row(cover, who, record, Default::default(), Default::default());
    List { head: format!("{}{all}", sheet(HEADER, [])), between: "", tail: "" }
}

/// An enrollment, as an item of [`report`].
pub fn enrollment(cover: &Cover, one: &EnrollmentReport) -> String {
    let standing = one.standing();
    let target = &standing.enrollment.target;
    let known = cover.accounts.get(&target.account);
    let who = [
        standing.enrollment.to_string(),
        standing.enrollment.check.clone(),
        target.account.to_string(),
        cell(known.and_then(KnownAccount::name)),
        cell(known.and_then(KnownAccount::organizational_unit)),
        cell(known.and_then(KnownAccount::owner)),
        target.region.as_str().to_owned(),
        standing.compliance.into_str().to_owned(),
        cell(standing.condition.map(|condition| condition.into_str())),
        wording::headline(standing),
        <&str>::from(one.explanation.need()).to_owned(),
    ];
    row(cover, who, &one.record, last_sent(one), acts(one))
}

/// When the last alert was sent, and over which route and channel.
fn last_sent(one: &EnrollmentReport) -> [String; 2] {
    let receipts = one.timeline.changes.iter().flat_map(|change| &change.receipts);
    let sent = receipts.filter_map(|(route, settled)| Some((settled.at, route, settled.receipt()?)));
    match sent.max_by_key(|(at, ..)| *at) {
        Some((at, route, receipt)) => [at.to_string(), format!("{route}/{}", receipt.channel)],
        None => Default::default(),
    }
}

/// The open problem, and what to do about it.
fn acts(one: &EnrollmentReport) -> [String; 5] {
    let standing = one.standing();
    let problem = standing.problem.as_ref();
    [
        cell(problem.map(|problem| problem.opened_at)),
        cell(problem.and_then(|problem| problem.reported_at)),
        cell(one.explanation.reminder_at),
        [wording::remedies(&one.explanation), one.explanation.blind_remedy.as_deref().into_iter().collect()]
            .concat()
            .join(" "),
        reasons(standing),
    ]
}

fn reasons(standing: &Standing) -> String {
    standing.problems().filter_map(|one| one.reason.as_deref()).collect::<Vec<_>>().join("; ")
}

fn row(cover: &Cover, who: [String; 11], record: &Record, sent: [String; 2], acts: [String; 5]) -> String {
    let [enrollment, check, account, known @ .., region, compliance, condition, status, need] = who;
    let [account_name, organizational_unit, owner] = known;
    let [last_sent_at, last_sent_over] = sent;
    let [opened_at, reported_at, reminder_at, what_to_do, reason] = acts;
    let seconds = |lasted: Duration| lasted.as_secs().to_string();
    let share = record.share(record.compliant);
    rows([[
        cover.from.to_string(),
        cover.to.to_string(),
        enrollment,
        check,
        account,
        account_name,
        organizational_unit,
        owner,
        region,
        compliance,
        condition,
        status,
        need,
        cell(share.map(wording::percent)),
        seconds(record.compliant),
        seconds(record.non_compliant),
        seconds(record.not_known),
        seconds(record.not_applicable),
        record.problems.to_string(),
        record.open.to_string(),
        cell(record.median_recovery().map(seconds)),
        cell(record.longest_recovery().map(seconds)),
        record.changes.to_string(),
        record.alerts.stored.to_string(),
        record.alerts.sent.values().sum::<usize>().to_string(),
        record.alerts.waiting.to_string(),
        last_sent_at,
        last_sent_over,
        cell(record.longest_gap.map(seconds)),
        opened_at,
        reported_at,
        reminder_at,
        what_to_do,
        reason,
    ]])
}
